#include "queue/playlist.h"

#include <ctype.h>
#include <math.h>
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

#define NS_PER_SECOND 1e9
#define LONGEST_S 1e6

/* VLC's, which others ignore: the part of a file that is meant, in seconds. */
#define PART_BEGIN "#EXTVLCOPT:start-time="
#define PART_END "#EXTVLCOPT:stop-time="

static void read_ns(const char *text, int64_t *ns)
{
	char *end;
	double seconds = strtod(text, &end);
	if (end > text && seconds >= 0 && seconds < LONGEST_S)
		*ns = llround(seconds * NS_PER_SECOND);
}

/* What a line says of the file that is named after it. */
static void read_hint(const char *line, struct queue_item *item, char title[QUEUE_PATH])
{
	const char *comma = strchr(line, ',');
	if (text_begins(line, "#EXTINF:"))
		text_copy(title, QUEUE_PATH, comma ? comma + 1 : "");
	else if (text_begins(line, PART_BEGIN))
		read_ns(line + strlen(PART_BEGIN), &item->start_ns);
	else if (text_begins(line, PART_END))
		read_ns(line + strlen(PART_END), &item->end_ns);
}

void playlist_read_m3u(const char *bytes, size_t n, const struct reading *reading)
{
	struct lines lines;
	char title[QUEUE_PATH] = "";
	const struct queue_item none = { .title = title, .end_ns = -1 };
	struct queue_item item = none;
	lines_begin(&lines, bytes, n);
	while (lines_next(&lines)) {
		if (lines.line[0] == '#') {
			read_hint(lines.line, &item, title);
		} else if (lines.line[0]) {
			item.path = lines.line;
			if (item.end_ns <= item.start_ns)
				item.end_ns = -1; /* there is no such part */
			if (!reading->put(&item, reading->context))
				return;
			item = none;
			title[0] = '\0';
		}
	}
}

/* A name that a line cannot hold as it is: one with a line's end in it, or space around it. */
static bool is_escaped(const char *path)
{
	size_t n = strlen(path);
	return n == 0 || path[strcspn(path, "\r\n")] || isspace((unsigned char)path[n - 1]);
}

static void write_time(const char *what, int64_t ns, FILE *to)
{
	const int64_t s = (int64_t)NS_PER_SECOND;
	fprintf(to, "%s%lld.%09lld\n", what, (long long)(ns / s), (long long)(ns % s));
}

static void write_item(const struct queue_item *item, FILE *to)
{
	char url[3 * QUEUE_PATH];
	const bool escaped = is_escaped(item->path) && url_write(url, sizeof url, item->path);
	if (item->title[0])
		fprintf(to, "#EXTINF:-1,%s\n", item->title);
	if (item->start_ns > 0)
		write_time(PART_BEGIN, item->start_ns, to);
	if (item->end_ns >= 0)
		write_time(PART_END, item->end_ns, to);
	fprintf(to, "%s\n", escaped ? url : item->path);
}

bool playlist_write_m3u(const struct queue *queue, FILE *to)
{
	const uint32_t n = queue_figures(queue).n_shown;
	uint32_t *ids = calloc(n + 1, sizeof *ids);
	size_t n_listed = ids ? queue_list(queue, 0, ids, n) : 0;
	fputs("#EXTM3U\n", to);
	for (size_t i = 0; i < n_listed; i++) {
		struct queue_item item;
		if (queue_item(queue, ids[i], &item) && strcmp(item.path, "-") != 0 && !(item.flags & QUEUE_BROKEN))
			write_item(&item, to);
	}
	free(ids);
	return ids && fflush(to) == 0 && !ferror(to);
}

/* --------------------------------------------------------------- PLS */

enum { MAX_PLS = 65536 };

struct pls {
	char *path, *title;
};

static bool put(const struct reading *reading, const char *path, const char *title)
{
	const struct queue_item item = { .path = path, .title = title, .end_ns = -1 };
	return reading->put(&item, reading->context);
}

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
	unsigned long number, last = 0;
	lines_begin(&lines, bytes, n);
	while (items && lines_next(&lines)) {
		char **to = NULL;
		if ((number = numbered(lines.line, "File", &value)))
			to = &items[number].path;
		else if ((number = numbered(lines.line, "Title", &value)))
			to = &items[number].title;
		if (to && !*to)
			*to = strdup(value);
		if (to && number > last)
			last = number;
	}
	bool more = true;
	for (size_t i = 0; items && i <= last; i++) {
		if (items[i].path && *items[i].path)
			more = more && put(reading, items[i].path, items[i].title ? items[i].title : "");
		free(items[i].path);
		free(items[i].title);
	}
	free(items);
}
