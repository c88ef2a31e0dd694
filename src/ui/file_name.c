#include "ui/file_name.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

bool file_name_expand(char *to, size_t size, const char *name)
{
	const char *home = text_begins(name, "~/") ? text_env("HOME") : "";
	const int n = snprintf(to, size, "%s%s", home, *home ? name + 1 : name);
	return n >= 0 && (size_t)n < size;
}

/* What the files of a folder that begin with a stem have in common. */
struct common {
	char name[NAME_MAX + 1];
	size_t n_files;
	bool is_folder; /* the last of them */
};

static bool is_folder(DIR *dir, const char *name)
{
	struct stat st;
	return fstatat(dirfd(dir), name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static void take(struct common *common, DIR *dir, const char *name)
{
	size_t same = 0;
	if (common->n_files++ == 0)
		text_copy(common->name, sizeof common->name, name);
	while (name[same] && name[same] == common->name[same])
		same++;
	common->name[same] = '\0';
	common->is_folder = is_folder(dir, name);
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool find_common(struct common *common, const char *folder, const char *stem)
{
	const struct dirent *entry;
	DIR *dir = opendir(*folder ? folder : ".");
	while (dir && (entry = readdir(dir)))
		if (text_begins(entry->d_name, stem) && (entry->d_name[0] != '.' || stem[0] == '.')
			&& !is_dots(entry->d_name))
			take(common, dir, entry->d_name);
	if (dir)
		closedir(dir);
	return common->n_files > 0;
}

void file_name_complete(struct prompt *prompt)
{
	char stem[PROMPT_BYTES], typed[PROMPT_BYTES], folder[PATH_MAX];
	struct common common = { .n_files = 0 };
	text_copy(typed, prompt->cursor + 1, prompt->text);
	char *slash = strrchr(typed, '/'), *end_of_folder = slash ? slash + 1 : typed;
	text_copy(stem, sizeof stem, end_of_folder);
	*end_of_folder = '\0';
	const size_t n_stem = strlen(stem);
	if (!file_name_expand(folder, sizeof folder, typed) || !find_common(&common, folder, stem))
		return;
	prompt_insert(prompt, common.name + n_stem, strlen(common.name) - n_stem);
	if (common.n_files == 1 && common.is_folder)
		prompt_insert(prompt, "/", 1);
}
