/* What goes through the ffmpeg program: as many frames as went in, the same sound, at the same place after a seek. The
 * files are made by ffmpeg itself; what is in them is known from a definition: a sine. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "sounds.h"
#include "source/ffmpeg_feed.h"

enum { RATE_HZ = 48000, SECONDS = 3, N_FRAMES = SECONDS * RATE_HZ, TONE_HZ = 1000 };

/* Of ffmpeg's source "sine": an eighth of full scale. */
#define AMPLITUDE 0.125

/* A packet of AAC; ffmpeg leaves out the delay at the beginning, and up to version 6 not what fills the last packet. */
enum { AAC_FRAMES = 1024 };

static const struct kind {
	const char *name, *codec, *format;
	int most_off;     /* frames that are too many or too few at the end */
	bool exact_seeks; /* its times are those of frames, not of milliseconds or packets */
} kinds[] = {
	{ "a.m4a", "-c:a aac -b:a 192k", "AAC", AAC_FRAMES, true },
	{ "alac.m4a", "-c:a alac", "ALAC", 0, true },
	{ "a.webm", "-c:a libopus -b:a 192k", "Opus", 0, false },
	{ "a.mka", "-c:a flac", "FLAC", 0, false },
	{ "film.mp4", "-c:a aac -b:a 192k", "AAC", AAC_FRAMES, true },
	{ "a.wma", "-c:a wmav2 -b:a 192k", "WMA", RATE_HZ / 10, false },
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* Runs the shell in the folder of the files. */
__attribute__((format(printf, 1, 2))) static bool run(const char *format, ...)
{
	char command[2000];
	int n = snprintf(command, sizeof command, "cd '%s' && { ", sounds_folder);
	va_list args;
	va_start(args, format);
	vsnprintf(command + n, sizeof command - (size_t)n, format, args);
	va_end(args);
	strcat(command, "; } </dev/null >/dev/null 2>&1");
	return system(command) == 0;
}

static int begin(void **state)
{
	if (sounds_begin(state) != 0)
		return -1;
	if (!run("command -v ffmpeg"))
		return 0;
	for (size_t k = 0; k < N_KINDS; k++) {
		const char *film = strcmp(kinds[k].name, "film.mp4") == 0
			? "-f lavfi -i testsrc=duration=3:size=64x64:rate=5"
			: "";
		if (!run("ffmpeg %s -f lavfi -i sine=%d:r=%d:d=%d -af 'pan=stereo|c0=c0|c1=-0.5*c0' %s "
			 "-metadata title=Title -metadata artist='The artist' -metadata REPLAYGAIN_TRACK_GAIN='-3.5 "
			 "dB' '%s'",
			    film, TONE_HZ, RATE_HZ, SECONDS, kinds[k].codec, kinds[k].name))
			return -1;
	}
	return 0;
}

static void need_ffmpeg(void)
{
	if (!run("command -v ffmpeg")) {
		print_message("no ffmpeg here\n");
		skip();
	}
}

static struct opened open_any(const char *path, int cancel_fd)
{
	struct opened o = { 0 };
	const struct source_request request = { .path = path, .fd = -1, .cancel_fd = cancel_fd };
	o.ok = source_open(&request, &o.ops, &o.state, &o.info, &o.err);
	if (!o.ok)
		assert_null(strpbrk(o.err.message, "\n\r\t\033"));
	return o;
}

static struct opened open_good(const char *path)
{
	struct opened o = open_any(path, -1);
	if (!o.ok)
		fail_msg("%s", o.err.message);
	assert_string_equal(o.ops->name, "ffmpeg");
	return o;
}

/* How much of a sine of the tone's frequency is in `n` frames of a channel, and at which phase. */
static double amplitude(const float *frames, size_t n, unsigned channel, double *phase)
{
	double re = 0, im = 0;
	for (size_t i = 0; i < n; i++) {
		double angle = 2 * M_PI * TONE_HZ * (double)i / RATE_HZ;
		re += 2 * (double)frames[2 * i + channel] * cos(angle) / (double)n;
		im += 2 * (double)frames[2 * i + channel] * sin(angle) / (double)n;
	}
	if (phase)
		*phase = atan2(re, im);
	return hypot(re, im);
}

static void every_kind_has_its_sound_and_length(void **state)
{
	(void)state;
	need_ffmpeg();
	for (size_t k = 0; k < N_KINDS; k++) {
		struct opened o = open_good(sound_path(kinds[k].name));
		size_t n;
		enum source_status status;
		print_message("%s\n", kinds[k].name);
		assert_int_equal(o.info.rate_hz, RATE_HZ);
		assert_int_equal(o.info.n_channels, 2);
		assert_string_equal(o.info.format, kinds[k].format);
		assert_string_equal(o.info.title, "The artist - Title");
		assert_string_equal(o.info.tags.artist, "The artist");
		assert_true(o.info.seekable);
		assert_false(o.info.live);
		assert_in_range(o.info.n_frames, N_FRAMES - RATE_HZ / 10, N_FRAMES + RATE_HZ / 10);
		float *frames = sound_read(&o, 2 * N_FRAMES, &n, &status);
		assert_int_equal(status, SOURCE_END);
		assert_in_range(n, N_FRAMES - kinds[k].most_off, N_FRAMES + kinds[k].most_off);
		double phases[2], tone = amplitude(frames + RATE_HZ, RATE_HZ, 0, &phases[0]);
		assert_true(fabs(20 * log10(tone / AMPLITUDE)) < 0.1);
		assert_true(fabs(20 * log10(amplitude(frames + RATE_HZ, RATE_HZ, 1, &phases[1]) / tone) + 6.02) < 0.1);
		assert_true(fabs(fabs(phases[0] - phases[1]) - M_PI) < 0.1);
		for (int i = 0; i < 2; i++) { /* the end stays the end */
			enum source_status again = o.ops->read(o.state, frames, 1, &n, &o.err);
			assert_int_equal(again, SOURCE_END);
		}
		free(frames);
		sound_close(&o);
	}
}

/* The delay of AAC's encoder is left out: the first frame is the sine's first. */
static void the_beginning_is_the_beginning(void **state)
{
	(void)state;
	need_ffmpeg();
	for (size_t k = 0; k < N_KINDS; k++) {
		if (!kinds[k].exact_seeks)
			continue;
		struct opened o = open_good(sound_path(kinds[k].name));
		size_t n;
		enum source_status status;
		double phase;
		float *frames = sound_read(&o, RATE_HZ, &n, &status);
		amplitude(frames + 2 * 480, RATE_HZ / 2, 0, &phase); /* ten whole periods on */
		assert_true(fabs(phase) < 0.01);
		free(frames);
		sound_close(&o);
	}
}

static void a_seek_lands_where_playing_comes_to(void **state)
{
	(void)state;
	static const int64_t places[] = { 24001, 1, N_FRAMES - 500 };
	need_ffmpeg();
	for (size_t k = 0; k < N_KINDS; k++) {
		enum { M = 400, SETTLED = 1024 };
		struct opened o = open_good(sound_path(kinds[k].name));
		size_t n, all;
		enum source_status status;
		float *played = sound_read(&o, 2 * N_FRAMES, &all, &status);
		for (size_t p = 0; kinds[k].exact_seeks && p < sizeof places / sizeof places[0]; p++) {
			assert_true(o.ops->seek(o.state, places[p]));
			float *frames = sound_read(&o, 2 * N_FRAMES, &n, &status);
			if (n != all - (size_t)places[p])
				fail_msg("%s: %zu frames from %jd on", kinds[k].name, n, (intmax_t)places[p]);
			size_t from = n > 2 * SETTLED ? SETTLED : 0;
			for (size_t i = from; from && i < from + M; i++)
				assert_true(fabsf(frames[2 * i] - played[2 * ((size_t)places[p] + i)]) < 1e-3f);
			free(frames);
		}
		if (!kinds[k].exact_seeks) {
			assert_true(o.ops->seek(o.state, RATE_HZ));
			free(sound_read(&o, 2 * N_FRAMES, &n, &status));
			assert_in_range(n, all - RATE_HZ - RATE_HZ / 10, all - RATE_HZ + RATE_HZ / 10);
		}
		assert_true(o.ops->seek(o.state, N_FRAMES + RATE_HZ));
		free(sound_read(&o, 1, &n, &status));
		assert_int_equal(status, SOURCE_END);
		free(played);
		sound_close(&o);
	}
}

/* --------------------------------------------------------------- what is refused */

static void refused(const char *path, const char *because)
{
	struct opened o = open_any(path, -1);
	assert_false(o.ok);
	assert_null(o.ops);
	assert_null(o.state);
	assert_true(o.err.code == ERR_INPUT || o.err.code == ERR_FORMAT);
	if (!strstr(o.err.message, because) || strncmp(o.err.message, path, strlen(path)) != 0)
		fail_msg("%s", o.err.message);
}

static void what_is_no_sound_is_refused_in_words(void **state)
{
	(void)state;
	need_ffmpeg();
	assert_true(run("head -c 20000 a.m4a >head.m4a; ffmpeg -f lavfi -i testsrc=d=1:s=64x64 mute.mp4"));
	refused(bytes_write("words.txt", "just words, no sound in them at all\n", 36), "not a sound file");
	refused(sound_path("head.m4a"), "cut short");
	refused(sound_path("mute.mp4"), "no sound in it");
	refused(sound_path("missing.m4a"), "no such file");
}

/* Lists of other places, by which a file could have others read. */
static void no_list_is_followed(void **state)
{
	(void)state;
	char text[1000];
	need_ffmpeg();
	const char *sound = sound_path("a.m4a");
	int n = snprintf(text, sizeof text, "ffconcat version 1.0\nfile a.m4a\n");
	refused(bytes_write("list.ffconcat", text, (size_t)n), "not a sound file");
	n = snprintf(
		text, sizeof text, "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile:%s\n#EXT-X-ENDLIST\n", sound);
	refused(bytes_write("list.m3u8", text, (size_t)n), "not a sound file");
	n = snprintf(text, sizeof text, "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n");
	refused(bytes_write("list.sdp", text, (size_t)n), "not a sound file");
}

/* Names that would be options, protocols or patterns. */
static void any_name_is_only_a_name(void **state)
{
	(void)state;
	static const char *const names[]
		= { "-i.m4a", "%03d.m4a", "concat:x.m4a", "a|b;$(c) 'd'.m4a", "new\nline.m4a" };
	need_ffmpeg();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t n_bytes;
		unsigned char *bytes = bytes_read(sound_path("alac.m4a"), &n_bytes);
		struct opened o = open_good(bytes_write(names[i], bytes, n_bytes));
		free(bytes);
		sound_close(&o);
	}
}

static void without_the_program_its_package_is_named(void **state)
{
	(void)state;
	need_ffmpeg();
	char *path = strdup(getenv("PATH"));
	setenv("PATH", sounds_folder, 1);
	refused(sound_path("a.m4a"), "install the package ffmpeg");
	struct opened o = open_any("https://radio.example/live", -1);
	assert_string_equal(
		o.err.message, "radio.example/live: it would take ffmpeg to play this; install the package ffmpeg");
	setenv("PATH", path, 1);
	free(path);
}

/* --------------------------------------------------------------- programs that do not do what they should */

/* Puts a script in ffmpeg's place. */
static char *impersonate(const char *script)
{
	char *path = strdup(getenv("PATH")), with[4096];
	FILE *file = fopen(sound_path("ffmpeg"), "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	fclose(file);
	chmod(sound_path("ffmpeg"), 0755);
	snprintf(with, sizeof with, "%s:%s", sounds_folder, path);
	setenv("PATH", with, 1);
	return path;
}

static void restore(char *path)
{
	unlink(sound_path("ffmpeg"));
	setenv("PATH", path, 1);
	free(path);
}

static void no_child_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void a_program_that_hangs_can_be_left(void **state)
{
	(void)state;
	char *path = impersonate("exec sleep 1000");
	int cancel_fd = eventfd(1, EFD_CLOEXEC);
	struct opened o = open_any(bytes_write("x.m4a", "xxxxxxxx", 8), cancel_fd);
	assert_false(o.ok);
	assert_int_equal(o.err.code, ERR_GONE);
	no_child_is_left();
	close(cancel_fd);
	restore(path);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	char *path = impersonate("echo nonsense, and more of it, long enough >&3");
	refused(bytes_write("x.m4a", "xxxxxxxx", 8), "makes no sense");
	no_child_is_left();
	restore(path);
}

/* However much it says, and however long that was left unread: the sound comes after all of it. */
static void what_it_says_is_heard_before_its_sound(void **state)
{
	(void)state;
	static const char tag[] = "[info]     a tag: of many\n", last[] = "[info]   Duration: 00:00:03.00, start\n";
	int sound[2], log[2];
	struct ffmpeg_feed feed;
	assert_true(ffmpeg_feed_init(&feed, "/a.m4a", -1, -1, NULL));
	assert_true(pipe(sound) == 0 && pipe(log) == 0 && write(sound[1], "caff", 4) == 4);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(write(log[1], tag, strlen(tag)), strlen(tag));
	assert_int_equal(write(log[1], last, strlen(last)), strlen(last));
	feed.process.sound_fd = sound[0];
	feed.process.log_fd = log[0];
	while (feed.end == 0)
		assert_int_equal(ffmpeg_feed_wait(&feed), SOURCE_OK);
	assert_true(feed.log.duration_s == 3);
	ffmpeg_feed_fini(&feed);
	close(sound[1]);
	close(log[1]);
}

/* A child that holds both pipes of a feed and does nothing. */
static void begin_idle(struct ffmpeg_feed *feed)
{
	int sound[2], log[2];
	assert_true(ffmpeg_feed_init(feed, "/x.m4a", -1, -1, NULL));
	assert_int_equal(pipe(sound), 0);
	assert_int_equal(pipe(log), 0);
	feed->process.pid = fork();
	if (feed->process.pid == 0)
		for (;;)
			pause();
	close(sound[1]);
	close(log[1]);
	feed->process.sound_fd = sound[0];
	feed->process.log_fd = log[0];
	feed->patience_ms = 2;
}

static void one_that_hangs_is_ended_but_not_one_that_is_stopped(void **state)
{
	(void)state;
	struct ffmpeg_feed feed;
	siginfo_t info;
	begin_idle(&feed);
	kill(feed.process.pid, SIGSTOP);
	assert_int_equal(waitid(P_PID, (id_t)feed.process.pid, &info, WSTOPPED | WNOWAIT), 0);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(ffmpeg_feed_wait(&feed), SOURCE_OK);
		assert_int_equal(feed.n_quiet, 0);
	}
	kill(feed.process.pid, SIGCONT);
	while (ffmpeg_feed_wait(&feed) == SOURCE_OK)
		;
	const int status = ffmpeg_process_reap(&feed.process);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ffmpeg_feed_fini(&feed);
	no_child_is_left();
}

/* What was decoded before is good; another goes on, but not where that is killed at once as well: then it is told. */
static void one_that_is_killed_is_told(void **state)
{
	(void)state;
	need_ffmpeg();
	char script[4200], *path = strdup(getenv("PATH"));
	snprintf(script, sizeof script,
		"PATH='%s'; case \" $* \" in *' -ss '*) kill -9 $$ ;; esac\n"
		"ffmpeg \"$@\" 3>&1 | { head -c 40000 >&3; cat >/dev/null; }; kill -9 $$",
		path);
	free(path);
	path = impersonate(script);
	struct opened o = open_good(sound_path("alac.m4a"));
	size_t n;
	enum source_status status;
	free(sound_read(&o, N_FRAMES, &n, &status));
	assert_int_equal(status, SOURCE_FAILED);
	assert_in_range(n, 4900, 5000);
	assert_non_null(strstr(o.err.message, "signal 9"));
	sound_close(&o);
	no_child_is_left();
	restore(path);
}

/* An index that promises more than there is. */
static void a_file_that_is_cut_short_is_told(void **state)
{
	(void)state;
	need_ffmpeg();
	assert_true(run("ffmpeg -i a.m4a -c copy -movflags +faststart fast.m4a && head -c 40000 fast.m4a >cut.m4a"));
	struct opened o = open_good(sound_path("cut.m4a"));
	size_t n;
	enum source_status status;
	free(sound_read(&o, N_FRAMES, &n, &status));
	assert_int_equal(status, SOURCE_FAILED);
	assert_non_null(strstr(o.err.message, "cut short"));
	assert_true(n > RATE_HZ && n < N_FRAMES - RATE_HZ / 2);
	sound_close(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_sound_and_length),
		cmocka_unit_test(the_beginning_is_the_beginning),
		cmocka_unit_test(a_seek_lands_where_playing_comes_to),
		cmocka_unit_test(what_is_no_sound_is_refused_in_words),
		cmocka_unit_test(no_list_is_followed),
		cmocka_unit_test(any_name_is_only_a_name),
		cmocka_unit_test(without_the_program_its_package_is_named),
		cmocka_unit_test(a_program_that_hangs_can_be_left),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(what_it_says_is_heard_before_its_sound),
		cmocka_unit_test(one_that_hangs_is_ended_but_not_one_that_is_stopped),
		cmocka_unit_test(one_that_is_killed_is_told),
		cmocka_unit_test(a_file_that_is_cut_short_is_told),
	};
	return cmocka_run_group_tests(tests, begin, sounds_end);
}
