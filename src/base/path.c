#include "base/path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"

char *path_absolute(const char *path)
{
	char cwd[PATH_MAX], *made = url_file_path(path);
	if (made)
		return made;
	if (path[0] == '/' || strcmp(path, "-") == 0 || url_is(path) || !getcwd(cwd, sizeof cwd))
		return strdup(path);
	return asprintf(&made, "%s/%s", cwd, path) >= 0 ? made : NULL;
}

void path_folder(const char *path, char *folder, size_t size)
{
	text_copy(folder, size, path);
	char *slash = strrchr(folder, '/');
	if (!slash)
		text_copy(folder, size, ".");
	else
		slash[slash == folder] = '\0';
}
