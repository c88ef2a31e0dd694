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

#include "queue/resume.h"

static uint32_t add(struct queue *queue, const char *path, uint32_t flags, int64_t start_ns)
{
	const struct queue_item item
		= { .path = path, .title = "", .start_ns = start_ns, .end_ns = -1, .flags = flags };
	return queue_add(queue, &item, QUEUE_NOTHING, QUEUE_NOTHING);
}

/* A folder that has been read, one that has not, a file that was removed, names that no line can hold. */
static struct queue *given(void)
{
	struct queue *queue = calloc(1, sizeof *queue);
	assert_non_null(queue);
	queue_init(queue, 1);
	const uint32_t folder = add(queue, "/a folder ", QUEUE_GIVEN | QUEUE_UNREAD, 0);
	add(queue, "/a folder /part.wav", 0, 5000000000);
	queue_mark(queue, folder, QUEUE_REMOVED | QUEUE_READ, NULL);
	queue_remove(queue, add(queue, "/removed.wav", QUEUE_GIVEN, 0));
	add(queue, "-", QUEUE_GIVEN, 0);
	add(queue, "/two\nlines", QUEUE_GIVEN, 0);
	add(queue, "https://host/#stream", QUEUE_GIVEN, 0);
	add(queue, "/unread", QUEUE_GIVEN | QUEUE_UNREAD, 0);
	return queue;
}

static struct resume there_and_back(const struct queue *queue, uint32_t id, double position_s)
{
	struct resume resume;
	char *bytes;
	size_t n;
	FILE *file = open_memstream(&bytes, &n);
	assert_true(resume_write(queue, id, position_s, file));
	fclose(file);
	assert_true(resume_parse(&resume, bytes, n, NULL));
	free(bytes);
	return resume;
}

static void what_was_given_comes_back(void **state)
{
	(void)state;
	struct queue *queue = given();
	atomic_store(&queue->loop, QUEUE_LOOP_TRACK);
	queue_shuffle(queue, true, 1);
	struct resume resume = there_and_back(queue, 1, 12.3456);
	assert_int_equal(resume.n_operands, 3);
	assert_string_equal(resume.operands[0], "/a folder ");
	assert_string_equal(resume.operands[1], "https://host/#stream");
	assert_string_equal(resume.operands[2], "/unread");
	assert_string_equal(resume.path, "/a folder /part.wav");
	assert_true(resume.start_ns == 5000000000);
	assert_true(resume.position_s > 12.34 && resume.position_s < 12.35);
	assert_int_equal(resume.loop, QUEUE_LOOP_TRACK);
	assert_true(resume.shuffled);
	resume_fini(&resume);
	free(queue);
}

static void a_run_that_came_to_its_end_has_no_place(void **state)
{
	(void)state;
	struct queue *queue = given();
	struct resume resume = there_and_back(queue, QUEUE_NOTHING, 12);
	assert_int_equal(resume.n_operands, 3);
	assert_string_equal(resume.path, "");
	assert_false(resume.shuffled);
	resume_fini(&resume);
	queue_clear(queue);
	resume = there_and_back(queue, QUEUE_NOTHING, 0);
	assert_int_equal(resume.n_operands, 0);
	resume_fini(&resume);
	free(queue);
}

#define HEAD "#EXTM3U\n#TERMVIZ-RESUME 1\n"

static void nonsense_is_refused_or_passed_over(void **state)
{
	(void)state;
	static const char *const refused[] = { "", "#EXTM3U\n/a\n", "#TERMVIZ-RESUME 1\n", ("\n" HEAD) };
	static const char *const places[] = { "", "x", "1", "1 2", "1 2 relative", "-1 0 /a", "1 -2 /a", "1  /a",
		"99999999999999999999 0 /a", "0 99999999999999999999 /a", "1.5 0 /a", "1 0" };
	struct resume resume;
	struct err err = { 0 };
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		assert_false(resume_parse(&resume, refused[i], strlen(refused[i]), &err));
		assert_int_equal(err.code, ERR_INPUT);
		resume_fini(&resume);
	}
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		char text[256];
		snprintf(text, sizeof text, HEAD "#TERMVIZ-LOOP ever\n#TERMVIZ-AT %s\nrelative\n\n/good", places[i]);
		assert_true(resume_parse(&resume, text, strlen(text), &err));
		assert_string_equal(resume.path, "");
		assert_int_equal(resume.loop, QUEUE_LOOP_OFF);
		assert_int_equal(resume.n_operands, 1);
		assert_string_equal(resume.operands[0], "/good");
		resume_fini(&resume);
	}
}

/* The user's alone, whole, in folders that are made for it. */
static void it_lies_in_the_users_folder(void **state)
{
	(void)state;
	char dir[] = "/tmp/termviz-resume.XXXXXX", path[256];
	struct queue *queue = given();
	struct resume resume = { 0 };
	struct err err = { 0 };
	struct stat st;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/some/state", dir);
	setenv("XDG_STATE_HOME", path, 1);
	assert_false(resume_load(&resume, &err));
	assert_int_equal(err.code, ERR_INPUT);
	for (int i = 0; i < 2; i++)
		assert_true(resume_save(queue, 1, i, &err));
	assert_true(resume_load(&resume, &err));
	assert_true(resume.position_s == 1);
	resume_fini(&resume);
	snprintf(path, sizeof path, "%s/some/state/termviz/resume", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(resume_load(&resume, &err));
	assert_false(resume_save(queue, 1, 0, &err));
	/* Nothing else is left there. */
	while (strlen(path) >= strlen(dir)) {
		assert_int_equal(rmdir(path), 0);
		*strrchr(path, '/') = '\0';
	}
	free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_comes_back),
		cmocka_unit_test(a_run_that_came_to_its_end_has_no_place),
		cmocka_unit_test(nonsense_is_refused_or_passed_over),
		cmocka_unit_test(it_lies_in_the_users_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
