#include "queue/resume.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"

#define HEAD "#EXTM3U\n#TERMVIZ-RESUME 1\n"
#define AT "#TERMVIZ-AT "
#define LOOP "#TERMVIZ-LOOP "
#define SHUFFLE "#TERMVIZ-SHUFFLE"

/* Milliseconds, or nanoseconds: of what no file is as long as. */
#define MOST_MS 1000000000000
#define MOST_NS 1000000000000000000

static const char *const loops[QUEUE_N_LOOPS] = { "off", "track", "queue" };

static bool is_name(const char *text)
{
	return (text[0] == '/' || url_is(text)) && strlen(text) < QUEUE_PATH;
}

/* --------------------------------------------------------------- reading */

static bool read_number(const char **text, long long most, long long *number)
{
	char *end;
	if (**text < '0' || **text > '9')
		return false;
	*number = strtoll(*text, &end, 10);
	if (*end != ' ' || *number > most)
		return false;
	*text = end + 1;
	return true;
}

/* Milliseconds, the part's start in nanoseconds, the path. */
static void read_place(struct resume *resume, const char *text)
{
	long long position_ms, start_ns;
	if (!read_number(&text, MOST_MS, &position_ms) || !read_number(&text, MOST_NS, &start_ns) || !is_name(text))
		return;
	text_copy(resume->path, sizeof resume->path, text);
	resume->position_s = (double)position_ms / 1000;
	resume->start_ns = start_ns;
}

static void read_line(struct resume *resume, const char *line)
{
	if (text_begins(line, AT))
		read_place(resume, line + strlen(AT));
	else if (strcmp(line, SHUFFLE) == 0)
		resume->shuffled = true;
	else if (text_begins(line, LOOP))
		for (uint32_t i = 0; i < QUEUE_N_LOOPS; i++)
			resume->loop = strcmp(line + strlen(LOOP), loops[i]) == 0 ? i : resume->loop;
	else if (is_name(line) && resume->n_operands < QUEUE_MAX_ENTRIES)
		resume->operands[resume->n_operands++] = line;
}

static size_t count_lines(const char *text)
{
	size_t n = 1;
	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

bool resume_parse(struct resume *resume, const char *bytes, size_t n, struct err *err)
{
	*resume = (struct resume){ .text = strndup(bytes, n) };
	if (!resume->text || !text_begins(resume->text, HEAD))
		return err_set(err, ERR_INPUT, "not what a run has left behind; remove it");
	resume->operands = calloc(count_lines(resume->text), sizeof *resume->operands);
	if (!resume->operands)
		return err_set(err, ERR_SYSTEM, "out of memory for what a run has left behind");
	char *rest = resume->text, *line;
	while ((line = strsep(&rest, "\n")))
		read_line(resume, line);
	return true;
}

void resume_fini(struct resume *resume)
{
	free(resume->operands);
	free(resume->text);
	*resume = (struct resume){ 0 };
}

/* --------------------------------------------------------------- writing */

/* Whether it was named, and what it stands for is still to be played: a folder is removed once it is read. */
static bool is_wanted(const struct queue_item *item)
{
	return (item->flags & QUEUE_GIVEN) && (!(item->flags & QUEUE_REMOVED) || (item->flags & QUEUE_READ));
}

static bool fits_a_line(const struct queue_item *item)
{
	return is_name(item->path) && !strpbrk(item->path, "\r\n");
}

bool resume_write(const struct queue *queue, uint32_t id, double position_s, FILE *to)
{
	const struct queue_figures figures = queue_figures(queue);
	struct queue_item item;
	fputs(HEAD, to);
	fprintf(to, LOOP "%s\n", loops[figures.loop]);
	if (figures.shuffled)
		fputs(SHUFFLE "\n", to);
	if (queue_item(queue, id, &item) && fits_a_line(&item))
		fprintf(to, AT "%lld %lld %s\n", (long long)(position_s * 1000), (long long)item.start_ns, item.path);
	for (uint32_t given = 0; queue_item(queue, given, &item); given++)
		if (is_wanted(&item) && fits_a_line(&item))
			fprintf(to, "%s\n", item.path);
	return fflush(to) == 0 && !ferror(to);
}
