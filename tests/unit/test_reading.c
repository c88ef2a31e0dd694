#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/scan.h"
#include "queue/natural.h"
#include "queue/playlist.h"
#include "queue/reading.h"
#include "queued.h"

/* libcue keeps its lexer's buffer, and of a sheet that is none what it has understood so far. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcue.so\n";
}

static char folder[64];
static char told[4096]; /* what was put: "path|title|start|end\n", paths without the folder */

static bool put(const struct queue_item *item, void *context)
{
	size_t used = strlen(told);
	(void)context;
	const char *path = strncmp(item->path, folder, strlen(folder)) == 0 ? item->path + strlen(folder) : item->path;
	snprintf(told + used, sizeof told - used, "%s|%s|%lld|%lld\n", path, item->title, (long long)item->start_ns,
		(long long)item->end_ns);
	return true;
}

static const char *path_of(const char *name)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void make(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* What is in it; NULL: it was refused. */
static const char *read_all(const char *name, struct err *err)
{
	const struct reading reading = { put, NULL };
	told[0] = '\0';
	*err = (struct err){ 0 };
	return reading_read(path_of(name), &reading, err) ? told : NULL;
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "%s/termviz-reading-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void numbers_are_compared_by_value(void **state)
{
	(void)state;
	static const char *const ordered[] = { "", "1", "1a", "2", "02b", "10", "a", "A 2", "a 10", "b", "b1", "b1x" };
	const size_t n = sizeof ordered / sizeof ordered[0];
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int order = natural_compare(ordered[i], ordered[j]);
			assert_true(i < j ? order < 0 : i > j ? order > 0 : order == 0);
		}
	assert_true(natural_compare("a1", "A1") != 0);
}

static void a_folder_comes_in_natural_order(void **state)
{
	(void)state;
	struct err err;
	mkdir(path_of("music"), 0700);
	mkdir(path_of("music/cd 2"), 0700);
	mkdir(path_of("music/cd 10"), 0700);
	mkdir(path_of("music/.hidden"), 0700);
	static const char *const names[] = { "music/cd 10/1.flac", "music/cd 2/10.OGG", "music/cd 2/9.mp3",
		"music/cover.jpg", "music/.hidden/x.wav", "music/.y.wav", "music/z.wav", "music/list.m3u" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		make(names[i], "x");
	assert_int_equal(symlink("..", path_of("music/cd 2/round and round")), 0);
	assert_int_equal(mkfifo(path_of("music/pipe.wav"), 0600), 0);
	assert_true(reading_is_needed(path_of("music")));
	assert_string_equal(read_all("music", &err),
		"/music/cd 2/9.mp3||0|-1\n/music/cd 2/10.OGG||0|-1\n/music/cd 10/1.flac||0|-1\n/music/z.wav||0|-1\n");
	mkdir(path_of("empty"), 0700);
	assert_null(read_all("empty", &err));
	assert_non_null(strstr(err.message, "no sound files"));
}

static void an_m3u_names_files_from_its_folder(void **state)
{
	(void)state;
	struct err err;
	mkdir(path_of("m"), 0700);
	make("m/a.wav", "x");
	make("m/-", "x");
	make("m/inner.m3u8", "a.wav\n");
	make("list.M3U",
		"\xef\xbb\xbf#EXTM3U\r\n#EXTINF:12,Some One - Some Title\r\nm\\a.wav\r\n  \r\n# a comment\r\n"
		"missing.wav\rhttp://example.org/a%20b\nfile:///no/such%20file.wav\n/etc/x.wav\nm/-\nm/inner.m3u8\nm\n/"
		"dev/zero");
	assert_string_equal(read_all("list.M3U", &err),
		"/m/a.wav|Some One - Some Title|0|-1\n/missing.wav||0|-1\nhttp://example.org/a%20b||0|-1\n/no/such "
		"file.wav||0|-1\n"
		"/etc/x.wav||0|-1\n/m/-||0|-1\n/m/a.wav||0|-1\n");
	/* Titles that are not UTF-8 are Latin-1. */
	make("old.m3u", "#EXTINF:1,Bj\xf6rk - J\xf3ga\nx.wav\n");
	assert_string_equal(read_all("old.m3u", &err), "/x.wav|Bj\303\266rk - J\303\263ga|0|-1\n");
	/* A part that ends before it begins is none: all behind its begin is meant. */
	make("part.m3u", "#EXTVLCOPT:start-time=2\n#EXTVLCOPT:stop-time=1.5\nx.wav\n");
	assert_string_equal(read_all("part.m3u", &err), "/x.wav||2000000000|-1\n");
	make("empty.m3u", "#EXTM3U\n");
	assert_null(read_all("empty.m3u", &err));
	assert_null(read_all("nowhere.m3u", &err));
	assert_non_null(strstr(err.message, "nowhere.m3u: cannot be read"));
}

/* One that names itself does not go on for ever. */
static void a_playlist_in_itself_ends(void **state)
{
	(void)state;
	struct err err;
	make("self.m3u", "one.wav\nself.m3u\n");
	assert_non_null(read_all("self.m3u", &err));
	assert_true(strlen(told) < 500);
}

static bool count(const struct queue_item *item, void *context)
{
	unsigned *n_left = context;
	(void)item;
	return --*n_left > 0;
}

/* Each of a hundred lines names it again, four deep: a hundred million, if nothing stopped them. */
static void nor_does_one_that_names_itself_often(void **state)
{
	(void)state;
	struct err err;
	unsigned n_left = 1000000;
	const struct reading counting = { count, &n_left };
	FILE *file = fopen(path_of("often.m3u"), "w");
	assert_non_null(file);
	for (int i = 0; i < 100; i++)
		fputs("often.m3u\n", file);
	fputs("one.wav\n", file);
	fclose(file);
	assert_true(reading_read(path_of("often.m3u"), &counting, &err));
	assert_true(n_left > 900000);
}

static void no_more_is_read_than_is_wanted(void **state)
{
	(void)state;
	struct err err;
	unsigned n_left = 2;
	const struct reading two = { count, &n_left };
	make("two.m3u", "a.wav\nb.wav\nc.wav\n");
	make("outer.m3u", "two.m3u\nd.wav\n");
	assert_true(reading_read(path_of("outer.m3u"), &two, &err));
	assert_int_equal(n_left, 0);
}

static void a_pls_is_ordered_by_its_numbers(void **state)
{
	(void)state;
	struct err err;
	make("list.pls",
		"[playlist]\nNumberOfEntries=3\nTitle2=Second\nFile10 = c.wav\nFile2=b.wav\nFile1=http://h/a\n"
		"File99999999999999999999=x\nFile=y\nFile-1=z\nLength1=-1\nVersion=2\n");
	assert_string_equal(read_all("list.pls", &err), "http://h/a||0|-1\n/b.wav|Second|0|-1\n/c.wav||0|-1\n");
}

/* A list may have any titles; the rest of a batch is not lost with one that is too long. */
static void what_is_read_comes_over_whole(void **state)
{
	(void)state;
	static struct scan_batch batch;
	static char title[2 * QUEUE_TITLE];
	memset(title, 'x', sizeof title - 1);
	const struct queue_item items[]
		= { { .path = "/a", .title = title, .end_ns = -1 }, { .path = "/b", .title = "b", .end_ns = 5 } };
	struct queue_item item;
	uint32_t at = 0;
	for (size_t i = 0; i < 2; i++)
		assert_true(scan_put(&batch, &items[i]));
	assert_true(scan_next(&batch, &at, &item));
	assert_string_equal(item.path, "/a");
	assert_int_equal(strlen(item.title), QUEUE_TITLE - 1);
	assert_true(scan_next(&batch, &at, &item));
	assert_string_equal(item.title, "b");
	assert_int_equal(item.end_ns, 5);
	assert_false(scan_next(&batch, &at, &item));
}

static void a_cue_sheet_cuts_a_file(void **state)
{
	(void)state;
	struct err err;
	make("disc.flac", "x");
	make("disc.cue",
		"PERFORMER \"Band\"\nTITLE \"Album\"\nFILE \"disc.flac\" WAVE\n  TRACK 01 AUDIO\n    TITLE \"One\"\n"
		"    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE \"Two\"\n    PERFORMER \"Guest\"\n"
		"    INDEX 00 00:59:00\n    INDEX 01 01:00:30\nFILE \"other.wav\" WAVE\n  TRACK 03 AUDIO\n"
		"    TITLE \"Three\"\n    INDEX 01 00:00:00\n");
	assert_string_equal(read_all("disc.cue", &err),
		"/disc.flac|Band - One|0|60400000000\n/disc.flac|Guest - Two|60400000000|-1\n"
		"/other.wav|Band - Three|0|-1\n");
	make("odd.cue",
		"FILE \"disc.flac\" WAVE\n  TRACK 01 AUDIO\n    TITLE \"None\"\n    INDEX 01 02:00:00\n"
		"  TRACK 02 AUDIO\n    TITLE \"Two\"\n    INDEX 01 02:00:00\n");
	assert_string_equal(read_all("odd.cue", &err), "/disc.flac|Two|120000000000|-1\n");
	/* A track of which it is not said where it begins is left out, and no end of the one before it. */
	make("open.cue",
		"FILE \"disc.flac\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:01:00\n"
		"  TRACK 02 AUDIO\n    TITLE \"Two\"\n");
	assert_string_equal(read_all("open.cue", &err), "/disc.flac||1000000000|-1\n");
	make("broken.cue", "this is no cue sheet\n");
	assert_null(read_all("broken.cue", &err));
}

/* Parts stay parts, and names are what they were. */
static void what_is_written_is_read_again(void **state)
{
	(void)state;
	static const struct queue_item items[] = {
		{ "/d/disc.flac", "Band – One", 0, 60400000000, 0 },
		{ "/d/disc.flac", "Band – Two", 60400000000, -1, 0 },
		{ "/d/two\nlines\r.wav", "", 0, -1, 0 },
		{ "/d/ends in space ", "", 0, -1, 0 },
		{ "/d/100%20 and #.wav", "", 0, -1, 0 },
		{ "http://h/a%20b", "Radio", 0, -1, 0 },
		{ "-", "", 0, -1, 0 },
	};
	struct err err;
	struct queue *queue = queued(NULL, 0);
	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
		queue_add(queue, &items[i], QUEUE_NOTHING, QUEUE_NOTHING);
	FILE *file = fopen(path_of("saved.m3u8"), "w");
	assert_non_null(file);
	assert_true(playlist_write_m3u(queue, file));
	fclose(file);
	free(queue);
	assert_string_equal(read_all("saved.m3u8", &err),
		"/d/disc.flac|Band – One|0|60400000000\n/d/disc.flac|Band – Two|60400000000|-1\n"
		"/d/two\nlines\r.wav||0|-1\n/d/ends in space ||0|-1\n/d/100%20 and #.wav||0|-1\n"
		"http://h/a%20b|Radio|0|-1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_compared_by_value),
		cmocka_unit_test(a_folder_comes_in_natural_order),
		cmocka_unit_test(an_m3u_names_files_from_its_folder),
		cmocka_unit_test(a_playlist_in_itself_ends),
		cmocka_unit_test(nor_does_one_that_names_itself_often),
		cmocka_unit_test(no_more_is_read_than_is_wanted),
		cmocka_unit_test(a_pls_is_ordered_by_its_numbers),
		cmocka_unit_test(what_is_read_comes_over_whole),
		cmocka_unit_test(a_cue_sheet_cuts_a_file),
		cmocka_unit_test(what_is_written_is_read_again),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
