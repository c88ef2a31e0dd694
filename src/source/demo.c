/* The demo: a short piece, played for ever.
 *
 * Every voice is a function of the time since its note began (phase and envelope in closed form, noise from a seed),
 * and no note is longer than a bar. So the sound at any frame follows from the bar before it: seeking starts that bar
 * and throws it away, and the sound is the same however one came there.
 */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "source/demo_score.h"
#include "source/rows.h"

#define PI 3.14159265358979323846

/* A step of 5400 frames makes 122.5 beats a minute. Envelopes are straight lines over one block. */
enum {
	RATE_HZ = 44100,
	BLOCK_FRAMES = 54,
	STEP_BLOCKS = 100,
	STEP_FRAMES = BLOCK_FRAMES * STEP_BLOCKS,
	BAR_FRAMES = STEP_FRAMES * DEMO_BAR_STEPS,
	N_BARS = DEMO_N_SECTIONS * DEMO_SECTION_BARS,
	TABLE_BITS = 10,
	TABLE_SIZE = 1 << TABLE_BITS,
	FRACTION_BITS = 32 - TABLE_BITS
};

/* So that the loudest moment of the whole piece lies at -3 dBFS (a test holds it there). */
#define MASTER 0.514f

enum waveform { WAVE_SINE, WAVE_DARK, WAVE_BRIGHT, WAVE_HOLLOW, N_WAVEFORMS };

/* One period of each: harmonics up to n, falling by 1/h^slope; their highest stays below 20 kHz in the notes used. */
static const struct {
	int n_harmonics, step;
	double slope;
} waveforms[N_WAVEFORMS] = {
	[WAVE_SINE] = { 1, 1, 1.0 },
	[WAVE_DARK] = { 8, 1, 2.0 },
	[WAVE_BRIGHT] = { 24, 1, 1.0 },
	[WAVE_HOLLOW] = { 15, 2, 1.2 },
};

enum voice_name {
	VOICE_KICK,
	VOICE_SNARE,
	VOICE_HAT,
	VOICE_BASS,
	VOICE_CHORD,
	VOICE_ARPEGGIO = VOICE_CHORD + DEMO_CHORD_NOTES,
	VOICE_ECHO,
	VOICE_LEAD,
	N_VOICES
};

struct instrument {
	float level, pan;        /* pan: -1 left, 1 right */
	float attack_s, decay_s; /* a linear rise; the time of a fall to 1/e */
	enum waveform waveform, brighter;
	bool is_ducked; /* makes room for the kick */
};

static const struct instrument instruments[N_VOICES] = {
	[VOICE_KICK] = { 0.80f, 0.0f, 0.001f, 0.16f, WAVE_SINE, WAVE_SINE, false },
	[VOICE_SNARE] = { 0.34f, 0.1f, 0.001f, 0.07f, WAVE_SINE, WAVE_SINE, false },
	[VOICE_HAT] = { 0.11f, 0.35f, 0.001f, 0.03f, WAVE_SINE, WAVE_SINE, false },
	[VOICE_BASS] = { 0.36f, 0.0f, 0.004f, 0.25f, WAVE_DARK, WAVE_BRIGHT, true },
	[VOICE_CHORD] = { 0.10f, -0.7f, 0.060f, 3.0f, WAVE_DARK, WAVE_BRIGHT, true },
	[VOICE_CHORD + 1] = { 0.10f, 0.0f, 0.060f, 3.0f, WAVE_DARK, WAVE_BRIGHT, true },
	[VOICE_CHORD + 2] = { 0.10f, 0.7f, 0.060f, 3.0f, WAVE_DARK, WAVE_BRIGHT, true },
	[VOICE_ARPEGGIO] = { 0.15f, -0.5f, 0.002f, 0.12f, WAVE_HOLLOW, WAVE_HOLLOW, true },
	[VOICE_ECHO] = { 0.06f, 0.8f, 0.002f, 0.12f, WAVE_HOLLOW, WAVE_HOLLOW, true },
	[VOICE_LEAD] = { 0.16f, 0.15f, 0.012f, 0.80f, WAVE_DARK, WAVE_BRIGHT, false },
};

struct voice {
	int32_t age, length;  /* frames since its note began, and of the whole note; sounds while age < length */
	uint32_t phase, step; /* of a period of 2^32 */
	float gain;           /* of this note */
	float decay_s;
	float brightness, brighter_by_frame;
	uint32_t noise; /* the generator's state */
	float held[2];  /* noise before this: for the high pass */
};

struct demo {
	float tables[N_WAVEFORMS][TABLE_SIZE + 1];
	struct voice voices[N_VOICES];
	int32_t since_kick;
	int64_t next_block; /* counted from the beginning */
	float block[2 * BLOCK_FRAMES];
	size_t n_used; /* frames of `block` that have been read */
};

static bool demo_accepts(const struct source_request *request)
{
	return request->demo;
}

/* --------------------------------------------------------------- notes */

static uint32_t step_of_hz(double hz)
{
	return (uint32_t)(hz / RATE_HZ * 4294967296.0);
}

static double hz_of_note(int midi_note)
{
	return 440.0 * exp2((midi_note - 69) / 12.0);
}

static struct voice *voice_start(struct demo *demo, int name, double hz, double n_steps, float gain)
{
	struct voice *v = &demo->voices[name];
	*v = (struct voice){ .length = (int32_t)(n_steps * STEP_FRAMES),
		.step = step_of_hz(hz),
		.gain = gain,
		.decay_s = instruments[name].decay_s,
		.noise = (uint32_t)name + 1 };
	return v;
}

static char at_step(const char *pattern, int step)
{
	return pattern && pattern[0] ? pattern[step] : '.';
}

static void start_drums(struct demo *demo, const struct demo_section *section, bool is_last, int step)
{
	const char *kick = is_last && section->kick_last ? section->kick_last : section->kick;
	const char *snare = is_last && section->snare_last ? section->snare_last : section->snare;
	if (at_step(kick, step) != '.') {
		voice_start(demo, VOICE_KICK, 0.0, 4.0, 1.0f);
		demo->since_kick = 0;
	}
	if (at_step(snare, step) != '.')
		voice_start(demo, VOICE_SNARE, 185.0, 4.0, at_step(snare, step) == 'o' ? 1.0f : 0.7f);
	char hat = at_step(section->hat, step);
	if (hat == '.')
		return;
	struct voice *v = voice_start(demo, VOICE_HAT, 0.0, 2.0, hat == 'o' ? 1.0f : 0.8f);
	v->noise += (uint32_t)step;
	if (hat == 'o')
		v->decay_s *= 3.0f;
}

/* How many steps from `step` on until the pattern's next note; the bar ends all. */
static int steps_to_next(const char *pattern, int step)
{
	int n = 1;
	while (step + n < DEMO_BAR_STEPS && pattern[step + n] == '.')
		n++;
	return n;
}

static void start_bass(struct demo *demo, const char *pattern, const struct demo_chord *chord, int step)
{
	char c = at_step(pattern, step);
	if (c == '.')
		return;
	struct voice *v = voice_start(
		demo, VOICE_BASS, hz_of_note(chord->bass + (c == 'o' ? 12 : 0)), steps_to_next(pattern, step), 1.0f);
	v->brightness = 0.5f;
	v->brighter_by_frame = -0.5f / 8000.0f;
}

static void start_arpeggio(struct demo *demo, const char *pattern, const struct demo_chord *chord, int step, int name)
{
	char c = at_step(pattern, step);
	if (c == '.')
		return;
	int i = c - '0';
	int note = chord->notes[i % DEMO_CHORD_NOTES] + 12 * (1 + i / DEMO_CHORD_NOTES);
	voice_start(demo, name, hz_of_note(note), steps_to_next(pattern, step), step % 4 == 0 ? 1.0f : 0.75f);
}

static void start_chords(struct demo *demo, const struct demo_section *section, const struct demo_chord *chord, int bar)
{
	float rise = (section->brightness_to - section->brightness_from) / DEMO_SECTION_BARS;
	for (int i = 0; i < DEMO_CHORD_NOTES; i++) {
		struct voice *v = voice_start(demo, VOICE_CHORD + i, hz_of_note(chord->notes[i]), DEMO_BAR_STEPS, 1.0f);
		v->brightness = section->brightness_from + rise * (float)bar;
		v->brighter_by_frame = rise / BAR_FRAMES;
	}
}

static void start_lead(struct demo *demo, const uint8_t *notes, int eighth)
{
	if (notes[eighth] <= DEMO_HOLD)
		return;
	int n = 1;
	while (eighth + n < DEMO_LEAD_NOTES && notes[eighth + n] == DEMO_HOLD)
		n++;
	struct voice *v = voice_start(demo, VOICE_LEAD, hz_of_note(notes[eighth]), 2.0 * n, 1.0f);
	v->brightness = 0.9f;
	v->brighter_by_frame = -0.7f / (float)v->length;
}

/* Begins the notes of a step, counted from the piece's beginning. */
static void step_start(struct demo *demo, int64_t step_count)
{
	enum { ECHO_STEPS = 3 };
	int step = (int)(step_count % DEMO_BAR_STEPS);
	int bar_count = (int)(step_count / DEMO_BAR_STEPS % N_BARS);
	int bar = bar_count % DEMO_SECTION_BARS;
	const struct demo_section *section = &demo_sections[bar_count / DEMO_SECTION_BARS];
	const struct demo_chord *chord = &section->chords[bar];
	start_drums(demo, section, bar == DEMO_SECTION_BARS - 1, step);
	start_bass(demo, section->bass, chord, step);
	start_arpeggio(demo, section->arpeggio, chord, step, VOICE_ARPEGGIO);
	if (step >= ECHO_STEPS)
		start_arpeggio(demo, section->arpeggio, chord, step - ECHO_STEPS, VOICE_ECHO);
	if (section->has_chords && step == 0)
		start_chords(demo, section, chord, bar);
	if (section->lead && step % 2 == 0)
		start_lead(demo, section->lead[bar], step / 2);
}

/* --------------------------------------------------------------- sound */

static void table_fill(float *table, int waveform)
{
	double peak = 0.0;
	for (int i = 0; i <= TABLE_SIZE; i++) {
		double sum = 0.0;
		for (int h = 1; h <= waveforms[waveform].n_harmonics; h += waveforms[waveform].step)
			sum += sin(2.0 * PI * h * i / TABLE_SIZE) / pow(h, waveforms[waveform].slope);
		table[i] = (float)sum;
		peak = fmax(peak, fabs(sum));
	}
	for (int i = 0; i <= TABLE_SIZE; i++)
		table[i] /= (float)peak;
}

static float table_at(const float *table, uint32_t phase)
{
	uint32_t i = phase >> FRACTION_BITS;
	float fraction = (float)(phase & ((1U << FRACTION_BITS) - 1)) * (1.0f / (float)(1U << FRACTION_BITS));
	return table[i] + fraction * (table[i + 1] - table[i]);
}

/* A note's loudness at `age` frames: rises, decays, and is let go so that its end makes no click. */
static float envelope(const struct instrument *instrument, const struct voice *v, int32_t age)
{
	enum { RELEASE_FRAMES = 600 };
	float t = (float)age / RATE_HZ;
	float left = (float)(v->length - age) / RELEASE_FRAMES;
	float rise = t / instrument->attack_s;
	return v->gain * instrument->level * (rise < 1.0f ? rise : 1.0f) * (left < 1.0f ? left : 1.0f)
		* expf(-t / v->decay_s);
}

/* A drum's skin, struck: from 160 Hz down to 48 Hz, that is a phase of f·t + (f0 - f)·T·(1 - e^(-t/T)). */
static uint32_t kick_phase(int32_t age)
{
	double t = (double)age / RATE_HZ;
	double periods = 48.0 * t + (160.0 - 48.0) * 0.035 * (1.0 - exp(-t / 0.035));
	return (uint32_t)(int64_t)(fmod(periods, 1.0) * 4294967296.0);
}

/* White, from -1 to 1: a linear congruential generator's upper bits (constants: Knuth, TAOCP 2, 3.3.4). */
static float noise_next(struct voice *v)
{
	v->noise = v->noise * 1664525U + 1013904223U;
	return (float)(int32_t)v->noise * (1.0f / 2147483648.0f);
}

static void kick_render(const struct demo *demo, struct voice *v, float *mono)
{
	uint32_t phase = kick_phase(v->age);
	uint32_t step = (kick_phase(v->age + BLOCK_FRAMES) - phase) / BLOCK_FRAMES;
	for (int i = 0; i < BLOCK_FRAMES; i++, phase += step)
		mono[i] = table_at(demo->tables[WAVE_SINE], phase);
}

static void snare_render(const struct demo *demo, struct voice *v, float *mono)
{
	for (int i = 0; i < BLOCK_FRAMES; i++, v->phase += v->step) {
		float now = noise_next(v);
		mono[i] = 0.5f * table_at(demo->tables[WAVE_SINE], v->phase) + 0.5f * (now - 0.4f * v->held[0]);
		v->held[0] = now;
	}
}

/* Second difference: rises by 12 dB an octave up to the top. */
static void hat_render(const struct demo *demo, struct voice *v, float *mono)
{
	(void)demo;
	for (int i = 0; i < BLOCK_FRAMES; i++) {
		float now = noise_next(v);
		mono[i] = now - 2.0f * v->held[0] + v->held[1];
		v->held[1] = v->held[0];
		v->held[0] = now;
	}
}

static void tone_render(const struct demo *demo, const struct instrument *instrument, struct voice *v, float *mono)
{
	const float *dark = demo->tables[instrument->waveform], *bright = demo->tables[instrument->brighter];
	float mix = v->brightness + v->brighter_by_frame * (float)v->age;
	mix = mix > 0.0f ? mix : 0.0f;
	if (dark == bright || mix == 0.0f) {
		for (int i = 0; i < BLOCK_FRAMES; i++, v->phase += v->step)
			mono[i] = table_at(dark, v->phase);
		return;
	}
	for (int i = 0; i < BLOCK_FRAMES; i++, v->phase += v->step)
		mono[i] = (1.0f - mix) * table_at(dark, v->phase) + mix * table_at(bright, v->phase);
}

/* How far the kick pushes the others aside, 1: not at all. */
static float duck(int32_t since_kick)
{
	return 1.0f - 0.55f * expf(-(float)since_kick / (0.09f * RATE_HZ));
}

static void voice_render(struct demo *demo, int name)
{
	const struct instrument *instrument = &instruments[name];
	struct voice *v = &demo->voices[name];
	float mono[BLOCK_FRAMES];
	float from = envelope(instrument, v, v->age), to = envelope(instrument, v, v->age + BLOCK_FRAMES);
	if (instrument->is_ducked) {
		from *= duck(demo->since_kick);
		to *= duck(demo->since_kick + BLOCK_FRAMES);
	}
	if (name == VOICE_KICK)
		kick_render(demo, v, mono);
	else if (name == VOICE_SNARE)
		snare_render(demo, v, mono);
	else if (name == VOICE_HAT)
		hat_render(demo, v, mono);
	else
		tone_render(demo, instrument, v, mono);

	float left = MASTER * (instrument->pan > 0.0f ? 1.0f - instrument->pan : 1.0f);
	float right = MASTER * (instrument->pan < 0.0f ? 1.0f + instrument->pan : 1.0f);
	float rise = (to - from) / BLOCK_FRAMES;
	for (int i = 0; i < BLOCK_FRAMES; i++) {
		float sample = mono[i] * (from + rise * (float)i);
		demo->block[2 * i] += left * sample;
		demo->block[2 * i + 1] += right * sample;
	}
	v->age += BLOCK_FRAMES;
}

static void block_render(struct demo *demo)
{
	memset(demo->block, 0, sizeof demo->block);
	if (demo->next_block % STEP_BLOCKS == 0)
		step_start(demo, demo->next_block / STEP_BLOCKS);
	for (int name = 0; name < N_VOICES; name++) {
		if (demo->voices[name].age < demo->voices[name].length)
			voice_render(demo, name);
	}
	if (demo->since_kick < BAR_FRAMES)
		demo->since_kick += BLOCK_FRAMES;
	demo->next_block++;
	demo->n_used = 0;
}

/* --------------------------------------------------------------- the source */

static bool demo_seek(void *state, int64_t frame)
{
	struct demo *demo = state;
	int64_t bar = (frame > 0 ? frame : 0) / BAR_FRAMES;
	int64_t target = (frame > 0 ? frame : 0) / BLOCK_FRAMES;
	memset(demo->voices, 0, sizeof demo->voices);
	demo->since_kick = BAR_FRAMES;
	demo->next_block = (bar > 0 ? bar - 1 : 0) * (BAR_FRAMES / BLOCK_FRAMES);
	do {
		block_render(demo);
	} while (demo->next_block <= target);
	demo->n_used = (size_t)((frame > 0 ? frame : 0) % BLOCK_FRAMES);
	return true;
}

static bool demo_open(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct demo *demo = state;
	(void)request;
	(void)err;
	for (int i = 0; i < N_WAVEFORMS; i++)
		table_fill(demo->tables[i], i);
	*info = (struct source_info){ .rate_hz = RATE_HZ, .n_channels = 2, .n_frames = -1, .seekable = true };
	text_copy(info->title, sizeof info->title, "First Light");
	text_copy(info->format, sizeof info->format, "demo");
	return demo_seek(state, 0);
}

static enum source_status demo_read(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct demo *demo = state;
	(void)err;
	for (size_t done = 0; done < max_frames;) {
		if (demo->n_used == BLOCK_FRAMES)
			block_render(demo);
		size_t n = BLOCK_FRAMES - demo->n_used;
		n = n < max_frames - done ? n : max_frames - done;
		memcpy(frames + 2 * done, demo->block + 2 * demo->n_used, 2 * n * sizeof *frames);
		demo->n_used += n;
		done += n;
	}
	*n_frames = max_frames;
	return SOURCE_OK;
}

static void demo_close(void *state)
{
	(void)state;
}

const struct source_ops source_demo = {
	.name = "demo",
	.help = "a short piece of its own, for ever; needs no file and no device",
	.state_bytes = sizeof(struct demo),
	.accepts = demo_accepts,
	.open = demo_open,
	.read = demo_read,
	.seek = demo_seek,
	.close = demo_close,
};
