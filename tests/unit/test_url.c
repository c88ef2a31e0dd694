/* URLs among the names of files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/url.h"

static void what_comes_from_a_server_is_told_from_files(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool remote, foreign;
	} names[] = {
		{ "http://a/b.mp3", true, false },
		{ "HTTPS://a", true, false },
		{ "httpx://a", false, true },
		{ "rtsp://a/b", false, true },
		{ "concat://a", false, true },
		{ "file:///a/b", false, false },
		{ "file://localhost/a", false, false },
		{ "file://elsewhere/a", false, true },
		{ "", false, false },
		{ "-", false, false },
		{ "://", false, false },
		{ "/http://a", false, false },
		{ "./http://a", false, false },
		{ "http:/a", false, false },
		{ "a b://c", false, false },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (url_is_remote(names[i].name) != names[i].remote
			|| url_is_foreign(names[i].name) != names[i].foreign)
			fail_msg("%s", names[i].name);
	}
}

static void a_path_is_taken_from_a_url(void **state)
{
	(void)state;
	static const struct {
		const char *url, *path;
	} urls[] = {
		{ "file:///a/b%20c.flac", "/a/b c.flac" },
		{ "FILE://LocalHost/%C3%A9%2f", "/\xc3\xa9/" },
		{ "file:///100%", "/100%" },
		{ "file:///%zz%4", "/%zz%4" },
		{ "file:///a?b#c", "/a?b#c" },
		{ "file://a/b", NULL },
		{ "/a/b", NULL },
		{ "http://a/b", NULL },
	};
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		char *path = url_file_path(urls[i].url);
		if (urls[i].path)
			assert_string_equal(path, urls[i].path);
		else
			assert_null(path);
		free(path);
	}
}

static void paths_are_written_as_urls(void **state)
{
	(void)state;
	char url[64];
	assert_true(url_write(url, sizeof url, "/a b/100%/\xc3\xa4.flac"));
	assert_string_equal(url, "file:///a%20b/100%25/%C3%A4.flac");
	assert_true(url_write(url, sizeof url, "https://host/a b"));
	assert_string_equal(url, "https://host/a b");
	assert_true(url_write(url, sizeof url, "/a/b://c"));
	assert_string_equal(url, "file:///a/b%3A//c");
	assert_false(url_write(url, 12, "/longer"));
}

static void no_password_is_shown(void **state)
{
	(void)state;
	static const struct {
		const char *url, *shown;
	} urls[] = {
		{ "http://radio.example/live.mp3", "radio.example/live.mp3" },
		{ "https://me:secret@radio.example:8000/a@b?key=123#x", "radio.example:8000/a@b" },
		{ "http://me:s/e@h/x", "me:s/e@h/x" }, /* its host is "me" */
		{ "http://h?u@v", "h" },
		{ "/music/http://a@b?c", "/music/http://a@b?c" },
		{ "http://h/\033]0;x\a", "h/?]0;x?" },
	};
	char shown[64];
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		url_show(shown, sizeof shown, urls[i].url);
		assert_string_equal(shown, urls[i].shown);
	}
	url_show(shown, 9, "http://radio.example");
	assert_string_equal(shown, "radio.ex");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_from_a_server_is_told_from_files),
		cmocka_unit_test(a_path_is_taken_from_a_url),
		cmocka_unit_test(paths_are_written_as_urls),
		cmocka_unit_test(no_password_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
