#include "base/path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"

bool path_is_url(const char *path)
{
	const size_t n = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
	return n > 0 && text_begins(path + n, "://");
}

char *path_absolute(const char *path)
{
	char cwd[PATH_MAX], *made = url_file_path(path);
	if (made)
		return made;
	if (path[0] == '/' || strcmp(path, "-") == 0 || path_is_url(path) || !getcwd(cwd, sizeof cwd))
		return strdup(path);
	return asprintf(&made, "%s/%s", cwd, path) >= 0 ? made : NULL;
}
