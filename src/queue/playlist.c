#include "queue/playlist.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "base/url.h"

/* --------------------------------------------------------------- lines */

struct lines {
	const char *next, *end;
	char line[QUEUE_PATH];
};

static void lines_begin(struct lines *lines, const char *bytes, size_t n)
{
	static const char mark[] = "\xef\xbb\xbf"; /* that some put in front of UTF-8 */
	const size_t n_mark = n >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
	*lines = (struct lines){ .next = bytes + n_mark, .end = bytes + n };
}

/* The next line without the space around it. One too long for a path, or with a NUL in it, is empty. */
static bool lines_next(struct lines *lines)
{
	if (lines->next >= lines->end)
		return false;
	const char *from = lines->next, *to = from;
	while (to < lines->end && *to != '\n' && *to != '\r')
		to++;
	lines->next = to + 1;
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	size_t n = (size_t)(to - from);
	if (n >= sizeof lines->line || memchr(from, 0, n))
		n = 0;
	memcpy(lines->line, from, n);
	lines->line[n] = '\0';
	return true;
}

/* --------------------------------------------------------------- M3U */

static bool put(const struct reading *reading, const char *path, const char *title)
{
	const struct queue_item item = { .path = path, .title = title, .end_ns = -1 };
	return reading->put(&item, reading->context);
}

void playlist_read_m3u(const char *bytes, size_t n, const struct reading *reading)
{
	struct lines lines;
	char title[QUEUE_TITLE] = "";
	lines_begin(&lines, bytes, n);
	while (lines_next(&lines)) {
		if (text_begins(lines.line, "#EXTINF:")) {
			const char *comma = strchr(lines.line, ',');
			text_copy(title, sizeof title, comma ? comma + 1 : "");
		} else if (lines.line[0] && lines.line[0] != '#') {
			if (!put(reading, lines.line, title))
				return;
			title[0] = '\0';
		}
	}
}

/* Whether a line would not be read as this name. */
static bool needs_url(const char *path)
{
	const size_t n = strlen(path);
	return strpbrk(path, "\r\n") || (n && isspace((unsigned char)path[n - 1]));
}

static void write_name(const char *path, FILE *to)
{
	char url[3 * QUEUE_PATH + 8];
	const bool as_url = needs_url(path) && url_write(url, sizeof url, path);
	fprintf(to, "%s\n", as_url ? url : path);
}

bool playlist_write_m3u(const struct queue *queue, FILE *to)
{
	const uint32_t n = atomic_load_explicit(&queue->n_shown, memory_order_relaxed);
	uint32_t *ids = calloc(n + 1, sizeof *ids);
	size_t n_listed = ids ? queue_list(queue, 0, ids, n) : 0;
	const char *last = "";
	fputs("#EXTM3U\n", to);
	for (size_t i = 0; i < n_listed; i++) {
		struct queue_item item;
		if (!queue_item(queue, ids[i], &item))
			continue;
		const bool is_part = item.end_ns >= 0 || item.start_ns > 0;
		if ((is_part && strcmp(item.path, last) == 0) || strcmp(item.path, "-") == 0
			|| (item.flags & QUEUE_BROKEN))
			continue;
		if (item.title[0] && !is_part)
			fprintf(to, "#EXTINF:-1,%s\n", item.title);
		write_name(item.path, to);
		last = item.path;
	}
	free(ids);
	return ids && fflush(to) == 0 && !ferror(to);
}

/* --------------------------------------------------------------- PLS */

enum { MAX_PLS = 65536 };

struct pls {
	char *path, *title;
};

/* "File12=name": the number, and where the value begins; 0: it is something else. */
static unsigned long numbered(const char *line, const char *key, const char **value)
{
	size_t n = strlen(key);
	char *end;
	if (strncasecmp(line, key, n) != 0 || !isdigit((unsigned char)line[n]))
		return 0;
	unsigned long number = strtoul(line + n, &end, 10);
	end += strspn(end, " \t");
	if (*end != '=' || number > MAX_PLS)
		return 0;
	*value = end + 1 + strspn(end + 1, " \t");
	return number;
}

/* The entries are numbered and may stand in any order, titles before or after their files. */
void playlist_read_pls(const char *bytes, size_t n, const struct reading *reading)
{
	struct pls *items = calloc(MAX_PLS + 1, sizeof *items);
	struct lines lines;
	const char *value;
	unsigned long number;
	lines_begin(&lines, bytes, n);
	while (items && lines_next(&lines)) {
		char **to = NULL;
		if ((number = numbered(lines.line, "File", &value)))
			to = &items[number].path;
		else if ((number = numbered(lines.line, "Title", &value)))
			to = &items[number].title;
		if (to && !*to)
			*to = strdup(value);
	}
	bool more = true;
	for (size_t i = 0; items && i <= MAX_PLS; i++) {
		if (items[i].path && *items[i].path)
			more = more && put(reading, items[i].path, items[i].title ? items[i].title : "");
		free(items[i].path);
		free(items[i].title);
	}
	free(items);
}
