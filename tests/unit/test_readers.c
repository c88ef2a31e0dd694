/* Several readers of one run: none depends on when and what the others read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "hall.h"
#include "near.h"

enum { RATE = 48000, N_SECOND = RATE };

/* --------------------------------------------------------------- when they look */

static float noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (float)((double)*seed / 2147483648.0 - 1);
}

/* Beats, a bass line, a chord, and noise on the quarters. */
static void add_music(float *mono)
{
	uint32_t seed = 1;
	add_tone(mono, N_SECOND, RATE, 55, 0.2);
	for (int i = 0; i < 3; i++)
		add_tone(mono, N_SECOND, RATE, 220 * exp2(i * 4 / 12.0), 0.05);
	for (size_t i = 0; i < N_SECOND; i++) {
		double beat_s = (double)(i % (N_SECOND / 2)) / RATE, quarter_s = (double)(i % (N_SECOND / 4)) / RATE;
		mono[i] += (float)(0.4 * exp(-12 * beat_s) * sin(2 * M_PI * 60 * beat_s));
		mono[i] += (float)(0.2 * exp(-50 * quarter_s)) * noise(&seed);
	}
}

static void add_noise(float *mono)
{
	uint32_t seed = 1;
	for (size_t i = 0; i < N_SECOND; i++)
		mono[i] = 0.3f * noise(&seed);
}

/* 3 ms each, 7 in a second. */
static void add_bursts(float *mono)
{
	add_tone(mono, N_SECOND, RATE, 3000, 0.9);
	for (size_t i = 0; i < N_SECOND; i++)
		if (i % (N_SECOND / 7) >= RATE * 3 / 1000)
			mono[i] = 0;
}

static void assert_same_picture(const struct listener *a, const struct listener *b)
{
	for (size_t i = 0; i < a->ballistics.n; i++) {
		const double nothing = 1e-16;
		double level_a = (double)a->ballistics.level[i] + nothing,
		       peak_a = (double)a->ballistics.peak[i] + nothing;
		double level_b = (double)b->ballistics.level[i] + nothing,
		       peak_b = (double)b->ballistics.peak[i] + nothing;
		assert_near(10 * log10(level_a), 10 * log10(level_b), 0.1);
		assert_near(10 * log10(peak_a), 10 * log10(peak_b), 0.1);
	}
}

/* Both begin with the run; one redraws 30 times a second, the other 120 times: common instants show the same. */
static void look_at_30_and_120(const float *mono, enum ballistics_mode mode)
{
	enum { FAST = 120, SLOW = 30, STEP = RATE / FAST };
	struct hall hall;
	struct listener slow, fast;
	hall_open(&hall, RATE);
	listener_join(&slow, &hall, SCALE_LOG, DETAIL_SETTING_NORMAL, 30, 16000, 66);
	listener_join(&fast, &hall, SCALE_LOG, DETAIL_SETTING_NORMAL, 30, 16000, 66);
	assert_true(ballistics_init(&slow.ballistics, 66, &ballistics_rows[mode].motion, 0.5f, NULL));
	assert_true(ballistics_init(&fast.ballistics, 66, &ballistics_rows[mode].motion, 0.5f, NULL));
	float most = 0;
	for (size_t i = 0; i < FAST; i++) {
		hall_serve(&hall, (const struct listener *const[]){ &slow, &fast }, 2);
		hall_play(&hall, mono + i * STEP, STEP);
		listener_look(&fast);
		if (i % (FAST / SLOW) != FAST / SLOW - 1)
			continue;
		listener_look(&slow);
		assert_same_picture(&slow, &fast);
		most = fmaxf(most, slow.ballistics.level[40]);
	}
	assert_true(most > 1e-5f);
	listener_leave(&slow);
	listener_leave(&fast);
	hall_close(&hall);
}

static void the_redraw_rate_does_not_matter(void **state)
{
	(void)state;
	static void (*const sounds[])(float *mono) = { add_music, add_noise, add_bursts };
	for (size_t s = 0; s < sizeof sounds / sizeof sounds[0]; s++) {
		float *mono = calloc(N_SECOND, sizeof *mono);
		assert_non_null(mono);
		sounds[s](mono);
		look_at_30_and_120(mono, BALLISTICS_AVERAGE);
		look_at_30_and_120(mono, BALLISTICS_GRAVITY);
		free(mono);
	}
}

/* --------------------------------------------------------------- what they look at */

enum { N_LISTENERS = 3 };

static void join(struct listener *listener, size_t i, const struct hall *hall)
{
	static const struct {
		enum settings_scale scale;
		enum settings_detail detail;
		size_t n_bands;
	} rows[N_LISTENERS] = {
		{ SCALE_LOG, DETAIL_SETTING_NORMAL, 66 },
		{ SCALE_OCTAVE_3, DETAIL_SETTING_HIGH, 100 },
		{ SCALE_LINEAR, DETAIL_SETTING_LOW, 200 },
	};
	listener_join(listener, hall, rows[i].scale, rows[i].detail, 30, 16000, rows[i].n_bands);
}

/* Plays on and checks each snapshot that the first of `listeners` reads of the tone in its band. */
static void play_and_check(
	struct hall *hall, struct listener *const *listeners, size_t n, const float *mono, size_t n_frames, size_t band)
{
	size_t n_read = 0;
	for (size_t at = 0; at < n_frames; at += SNAPSHOT_FRAMES) {
		hall_serve(hall, (const struct listener *const *)listeners, n);
		hall_play(hall, mono + at, SNAPSHOT_FRAMES);
		for (size_t i = 1; i < n; i++)
			listener_look(listeners[i]);
		for (; listener_read(listeners[0]); n_read++)
			assert_near(listener_db(listeners[0], band), -6, 0.1);
	}
	assert_int_equal(n_read, n_frames / SNAPSHOT_FRAMES);
}

/* As when a window is made smaller and larger again. */
static void change_bands_and_back(struct listener *listener)
{
	size_t n_bands = listener->feed.grid.n_bands;
	band_feed_init(&listener->feed, &listener->settings, n_bands / 2);
	band_feed_init(&listener->feed, &listener->settings, n_bands);
	memset(listener->power, 0, sizeof listener->power);
}

/* The tone in one's band is heard alone, while the others come, while they stay, when they have gone; and at once after
 * a change of one's bands, and by one who comes last. */
static void hear_in_company(size_t owner, size_t which)
{
	enum { LONG = 80 * 1024, SHORT = 16 * 256 }; /* longer than all windows; than all hops */
	struct hall hall;
	struct listener own, others[N_LISTENERS - 1], late;
	static float mono[LONG + 5 * SHORT];
	hall_open(&hall, RATE);
	join(&own, owner, &hall);
	for (size_t i = 0; i < N_LISTENERS - 1; i++)
		join(&others[i], (owner + 1 + i) % N_LISTENERS, &hall);
	size_t band = which * (own.feed.grid.n_bands - 1) / 3;
	double place = own.feed.grid.first + ((double)band + 0.5) * own.feed.grid.step;
	memset(mono, 0, sizeof mono);
	add_tone(mono, LONG + 5 * SHORT, RATE, scale_hz(own.feed.grid.scale, place), pow(10, -6 / 20.0));
	struct listener *all[] = { &own, &others[0], &others[1] };
	hall_play_to(&hall, &own, mono, LONG);
	const float *now = mono + LONG;
	play_and_check(&hall, all, 1, now, SHORT, band);
	for (size_t i = 0; i < N_LISTENERS - 1; i++)
		snapshot_reader_init(&others[i].reader, hall.ring);
	play_and_check(&hall, all, 3, now + SHORT, SHORT, band);
	play_and_check(&hall, all, 1, now + 2 * SHORT, SHORT, band);
	change_bands_and_back(&own);
	play_and_check(&hall, all, 1, now + 3 * SHORT, SHORT, band);
	join(&late, owner, &hall);
	late.reader.next++; /* what it wants is there from the next one on */
	play_and_check(&hall, (struct listener *[]){ &late, &others[0] }, 2, now + 4 * SHORT, SHORT, band);
	listener_leave(&own);
	listener_leave(&others[0]);
	listener_leave(&others[1]);
	listener_leave(&late);
	hall_close(&hall);
}

static void nobody_is_disturbed_by_the_others(void **state)
{
	(void)state;
	for (size_t owner = 0; owner < N_LISTENERS; owner++)
		for (size_t which = 0; which < 4; which++)
			hear_in_company(owner, which);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_redraw_rate_does_not_matter),
		cmocka_unit_test(nobody_is_disturbed_by_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
