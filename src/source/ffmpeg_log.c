#include "source/ffmpeg_log.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/text.h"

/* --------------------------------------------------------------- a line */

static const char *skip(const char *text, const char *what)
{
	return text_begins(text, what) ? text + strlen(what) : NULL;
}

/* Goes past what ffmpeg puts before its text; returns whether it is an error. */
static bool skip_origin(const char **line)
{
	bool is_error = false;
	while (**line == '[') {
		const char *end = strstr(*line, "] ");
		if (!end)
			break;
		is_error = is_error || text_begins(*line, "[error]") || text_begins(*line, "[fatal]");
		*line = end + 2;
	}
	return is_error;
}

static void copy_until(char *to, size_t size, const char *from, const char *ends)
{
	snprintf(to, size, "%.*s", (int)strcspn(from, ends), from);
	text_clean(to, size, to);
}

/* --------------------------------------------------------------- what it is */

/* "Input #0, mov,mp4,m4a, from 'NAME':" */
static void take_container(struct ffmpeg_log *log, const char *text)
{
	copy_until(log->container, sizeof log->container, text, ",");
}

/* "  Duration: 00:00:10.00, start: …", or "N/A" */
static void take_duration(struct ffmpeg_log *log, const char *text)
{
	char time[32];
	copy_until(time, sizeof time, text, ",");
	double seconds;
	if (text_parse_time(time, &seconds) && seconds > 0)
		log->duration_s = seconds;
}

/* "  Stream #0:1 -> #0:0 (aac (native) -> pcm_f32le (native))" */
static void take_mapping(struct ffmpeg_log *log, const char *text)
{
	const char *codec = strstr(text, " -> #");
	codec = codec ? strchr(codec, '(') : NULL;
	if (codec)
		copy_until(log->codec, sizeof log->codec, codec + 1, " )");
}

static void take_title(struct ffmpeg_log *log, const char *text)
{
	char title[sizeof log->title];
	text_clean(title, sizeof title, text);
	if (strcmp(title, log->title) == 0)
		return;
	text_copy(log->title, sizeof log->title, title);
	log->title_is_new = true;
}

static void take_reconnection(struct ffmpeg_log *log, const char *text)
{
	(void)text;
	log->reconnects = true;
}

/* All but the errors. */
static const struct telling {
	const char *begins;
	void (*take)(struct ffmpeg_log *log, const char *rest);
} tellings[] = {
	{ "Input #0, ", take_container },
	{ "  Duration: ", take_duration },
	{ "  Stream #", take_mapping },
	{ "Metadata update for StreamTitle: ", take_title },
	{ "Will reconnect ", take_reconnection },
};

/* --------------------------------------------------------------- what is wrong */

/* What ffmpeg says in terms of its own. */
static const struct phrase {
	const char *begins, *means;
} phrases[] = {
	{ "Output file #0 does not contain any stream", "there is no sound in it" },
	{ "Output file does not contain any stream", "there is no sound in it" },
	{ "Format not on whitelist", "not a sound file of a known kind" },
	{ "Protocol '", "it points to another place, where it may not lead" },
	{ "Invalid data found when processing input", "not a sound file of a known kind" },
	{ "moov atom not found", "its index is missing: it is cut short" },
};

static void take_error(struct ffmpeg_log *log, const char *input, const char *text)
{
	const char *named = skip(text, input);
	if (named && text_begins(named, ": "))
		text = named + 2;
	const char *refusal = text_begins(text, "Connection to ") ? strstr(text, " failed: ") : NULL;
	if (refusal)
		text = refusal + strlen(" failed: ");
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (text_begins(text, phrases[i].begins))
			text = phrases[i].means;
	text_clean(log->error, sizeof log->error, text);
}

/* --------------------------------------------------------------- bytes */

static void take_line(struct ffmpeg_log *log, const char *input, const char *line)
{
	if (skip_origin(&line) && line[0]) {
		if (!log->error[0])
			take_error(log, input, line);
		return;
	}
	for (size_t i = 0; i < sizeof tellings / sizeof tellings[0]; i++) {
		const char *rest = skip(line, tellings[i].begins);
		if (rest)
			tellings[i].take(log, rest);
	}
}

void ffmpeg_log_init(struct ffmpeg_log *log)
{
	*log = (struct ffmpeg_log){ .duration_s = -1 };
}

void ffmpeg_log_bytes(struct ffmpeg_log *log, const char *input, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			log->line[log->n_line] = '\0';
			take_line(log, input, log->line);
			log->n_line = 0;
		} else if (log->n_line + 1 < sizeof log->line) {
			log->line[log->n_line++] = bytes[i];
		}
	}
}

/* --------------------------------------------------------------- its end */

/* A file that ends earlier than this, and with an error, is cut short; what is said of lengths is seldom exact. */
#define SHORT_S 0.5

bool ffmpeg_log_judge(const struct ffmpeg_log *log, int status, double read_s, const char *name, struct err *err)
{
	const char *why = log->error;
	bool is_short = why[0] && log->duration_s - read_s > SHORT_S;
	if (WIFSIGNALED(status))
		return err_set(err, ERR_INPUT, "%s: ffmpeg was ended by signal %d; it was read as far as that", name,
			WTERMSIG(status));
	if (read_s < 0)
		return err_set(err, ERR_FORMAT, "%s: %s; name another", name,
			why[0] ? why : "it cannot be played, ffmpeg does not say why");
	if (read_s == 0)
		return err_set(err, ERR_INPUT, "%s: no sound could be read from it; name another file", name);
	if (status != 0 || is_short)
		return err_set(err, ERR_INPUT, "%s: damaged or cut short%s%s%s; it was read as far as it goes", name,
			why[0] ? " (" : "", why, why[0] ? ")" : "");
	return true;
}

/* --------------------------------------------------------------- names */

/* Those that are not simply written in capitals. */
static const struct codec_name {
	const char *codec, *name;
} codec_names[] = {
	{ "ac3", "AC-3" },
	{ "eac3", "E-AC-3" },
	{ "mp2", "MP2" },
	{ "opus", "Opus" },
	{ "vorbis", "Vorbis" },
	{ "wavpack", "WavPack" },
	{ "wmalossless", "WMA lossless" },
	{ "wmapro", "WMA Pro" },
	{ "wmav1", "WMA" },
	{ "wmav2", "WMA" },
};

void ffmpeg_log_format(const struct ffmpeg_log *log, char *to, size_t size)
{
	for (size_t i = 0; i < sizeof codec_names / sizeof codec_names[0]; i++)
		if (strcmp(log->codec, codec_names[i].codec) == 0) {
			text_copy(to, size, codec_names[i].name);
			return;
		}
	text_copy(to, size, log->codec[0] ? log->codec : "sound");
	for (char *c = to; log->codec[0] && *c; c++)
		*c = (char)(*c == '_' ? ' ' : toupper((unsigned char)*c));
}
