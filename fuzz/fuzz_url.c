/* Any name of a sound, as a URL, as a path, and as a text of unknown encoding. */
#include "base/encoding.h"
#include "base/path.h"
#include "base/url.h"
#include "fuzz.h"

enum { MOST = 4096 };

static void check_path(const char *name)
{
	char *path = path_absolute(name);
	require(path && (path[0] == '/' || strcmp(path, "-") == 0 || url_is(path)));
	free(path);
	path = url_file_path(name);
	require(!path || (path[0] == '/' && url_is(name) && !url_is_remote(name) && !url_is_foreign(name)));
	free(path);
}

/* A path that is written as a URL is read from it as it was. */
static void check_round_trip(const char *name)
{
	char url[3 * MOST], short_url[32];
	if (name[0] != '/' || !url_write(url, sizeof url, name))
		return;
	char *path = url_file_path(url);
	require(path && strcmp(path, name) == 0);
	free(path);
	if (url_write(short_url, sizeof short_url, name))
		require(strcmp(short_url, url) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char shown[64], text[64];
	if (n > MOST)
		return 0;
	char *name = text_of(data, n);
	url_show(shown, sizeof shown, name);
	require_printable(shown, sizeof shown);
	require(!url_is_remote(name) || (url_is(name) && !url_is_foreign(name)));
	check_path(name);
	check_round_trip(name);
	encoding_to_utf8("WINDOWS-1252", name, text, sizeof text);
	require(memchr(text, 0, sizeof text) && encoding_is_utf8(text));
	free(name);
	return 0;
}
