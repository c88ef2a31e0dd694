#include "queue/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/url.h"
#include "queue/cue.h"
#include "queue/folder.h"
#include "queue/playlist.h"

enum {
	MAX_NESTED = 4,
	/* Read for one, with those in it: some name each other again and again. */
	MAX_PLAYLISTS = 1000,
	MAX_BYTES = 64 << 20,
};

static bool read_m3u(const char *text, size_t n, const struct reading *reading)
{
	playlist_read_m3u(text, n, reading);
	return true;
}

static bool read_pls(const char *text, size_t n, const struct reading *reading)
{
	playlist_read_pls(text, n, reading);
	return true;
}

static bool read_cue(const char *text, size_t n, const struct reading *reading)
{
	(void)n;
	return cue_read(text, reading);
}

static const struct kind {
	const char *ending;
	bool (*read)(const char *text, size_t n, const struct reading *reading); /* terminated, n bytes before that */
} kinds[] = { { "m3u", read_m3u }, { "m3u8", read_m3u }, { "pls", read_pls }, { "cue", read_cue } };

const char *reading_ending(size_t i)
{
	return i < sizeof kinds / sizeof kinds[0] ? kinds[i].ending : NULL;
}

static const struct kind *kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcasecmp(dot + 1, kinds[i].ending) == 0)
			return &kinds[i];
	return NULL;
}

bool reading_is_needed(const char *path)
{
	struct stat st;
	if (strcmp(path, "-") == 0 || url_is(path) || stat(path, &st) != 0)
		return false;
	return S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && kind_of(path));
}

/* --------------------------------------------------------------- playlists */

/* What is common to a playlist and those in it. */
struct nest {
	const struct reading *reading;
	uint32_t n_put, n_read;
	size_t n_bytes_left; /* that may still be read */
	bool is_full;        /* no more is wanted */
};

struct sheet {
	const char *path;
	struct nest *nest;
	int depth;
};

static bool read_playlist(const char *path, int depth, struct nest *nest, struct err *err);

static bool put_item(struct nest *nest, const struct queue_item *item)
{
	nest->n_put++;
	nest->is_full = !nest->reading->put(item, nest->reading->context);
	return !nest->is_full;
}

/* A name in a playlist is seen from its folder; one that is too long is "". Windows' own are tried the other way round
 * where they lead nowhere. */
static bool resolve(const char *playlist, const char *name, char *path, struct stat *st)
{
	const char *slash = strrchr(playlist, '/');
	const int n_folder = slash && name[0] != '/' ? (int)(slash + 1 - playlist) : 0;
	int n = snprintf(path, QUEUE_PATH, "%.*s%s", n_folder, playlist, name);
	if (n < 0 || n >= QUEUE_PATH) {
		path[0] = '\0';
		return false;
	}
	if (stat(path, st) == 0)
		return true;
	char *part = path + n_folder;
	if (!strchr(part, '\\'))
		return false;
	char before[QUEUE_PATH];
	text_copy(before, sizeof before, path);
	while ((part = strchr(part, '\\')))
		*part = '/';
	if (stat(path, st) == 0)
		return true;
	text_copy(path, QUEUE_PATH, before);
	return false;
}

/* What is not there is put all the same, to be missed by its name when its turn comes. */
static bool put_file(const struct sheet *sheet, const char *name, const struct queue_item *item)
{
	struct queue_item resolved = *item;
	char path[QUEUE_PATH] = "";
	struct stat st;
	const bool there = resolve(sheet->path, name, path, &st);
	if (there && S_ISREG(st.st_mode) && kind_of(path)) {
		read_playlist(path, sheet->depth + 1, sheet->nest, NULL);
		return !sheet->nest->is_full;
	}
	if (!path[0] || (there && !S_ISREG(st.st_mode)))
		return true;
	resolved.path = path;
	return put_item(sheet->nest, &resolved);
}

/* An M3U is Latin-1 by its makers' word, a cue sheet as its maker's Windows had it: mostly that. */
static void decode_title(const char *title, char *to, size_t size)
{
	if (encoding_is_utf8(title) || !encoding_to_utf8("WINDOWS-1252", title, to, size))
		text_clean(to, size, title);
}

static bool put_resolved(const struct queue_item *found, void *context)
{
	const struct sheet *sheet = context;
	char title[QUEUE_TITLE];
	struct queue_item item = *found;
	decode_title(found->title, title, sizeof title);
	item.title = title;
	char *local = url_file_path(item.path);
	bool more = !local && url_is(item.path) ? put_item(sheet->nest, &item)
						: put_file(sheet, local ? local : item.path, &item);
	free(local);
	return more;
}

static char *load(const char *path, size_t most, size_t *n, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *from = fd >= 0 ? fdopen(fd, "r") : NULL;
	char *text = from ? malloc(most + 1) : NULL;
	*n = text ? fread(text, 1, most, from) : 0;
	bool good = text && !ferror(from);
	if (good)
		text[*n] = '\0';
	else
		err_set(err, ERR_INPUT, "%s: cannot be read: %s", path, strerror(errno));
	if (from)
		fclose(from);
	else if (fd >= 0)
		close(fd);
	if (!good)
		free(text);
	return good ? text : NULL;
}

static bool read_playlist(const char *path, int depth, struct nest *nest, struct err *err)
{
	struct sheet sheet = { .path = path, .nest = nest, .depth = depth };
	const struct reading resolving = { put_resolved, &sheet };
	const uint32_t n_before = nest->n_put;
	size_t n;
	bool may = depth <= MAX_NESTED && nest->n_read++ < MAX_PLAYLISTS;
	char *text = may ? load(path, nest->n_bytes_left, &n, err) : NULL;
	if (!text)
		return false;
	nest->n_bytes_left -= n;
	bool good = kind_of(path)->read(text, n, &resolving);
	free(text);
	return (good && nest->n_put > n_before)
		|| err_set(err, ERR_INPUT, "%s: no playlist, or nothing in it; name another", path);
}

/* --------------------------------------------------------------- all kinds */

struct counted {
	const struct reading *reading;
	uint32_t n_put;
};

static bool put_counted(const struct queue_item *item, void *context)
{
	struct counted *counted = context;
	counted->n_put++;
	return counted->reading->put(item, counted->reading->context);
}

static bool read_folder(const char *path, const struct reading *reading, struct err *err)
{
	struct counted counted = { .reading = reading };
	const struct reading counting = { put_counted, &counted };
	if (!folder_read(path, &counting, err))
		return false;
	return counted.n_put
		|| err_set(err, ERR_INPUT, "%s: no sound files are in this folder; name another, or a file", path);
}

bool reading_read(const char *path, const struct reading *reading, struct err *err)
{
	struct nest nest = { .reading = reading, .n_bytes_left = MAX_BYTES };
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_folder(path, reading, err);
	if (!kind_of(path))
		return err_set(err, ERR_INPUT, "%s: neither a folder nor a playlist", path);
	return read_playlist(path, 0, &nest, err);
}
