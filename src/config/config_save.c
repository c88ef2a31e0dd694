/* Settings into the configuration file, line by line: what the user wrote there stays. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "config/config.h"
#include "config/data_file.h"

static const struct data_file_kind kind = { "configuration file", "", ".conf" };
static const char blanks[] = " \t";

/* --------------------------------------------------------------- the text */

/* Parts of a text: a line is to be written between its first `n_before` bytes and `rest`. */
struct place {
	size_t n_before;
	const char *rest;
	size_t n_name;   /* of a line that is written anew: up to its value */
	const char *end; /* what follows the value there: a comment */
};

/* What a line is, to those who write settings. */
enum line_kind { LINE_OTHER, LINE_SETTING, LINE_SECTION };

static enum line_kind kind_of(const char *line, size_t n)
{
	const size_t n_blank = strspn(line, blanks);
	if (n_blank >= n || strchr(";#\r", line[n_blank]))
		return LINE_OTHER;
	if (line[n_blank] == '[')
		return LINE_SECTION;
	return strcspn(line, "=:") < n ? LINE_SETTING : LINE_OTHER;
}

/* Whether settings are looked for in the section that this line begins. */
static bool has_settings(const char *line)
{
	line += strspn(line, blanks);
	return !text_begins(line, "[keys]") && !text_begins(line, "[layouts]") && !text_begins(line, "[preset]");
}

/* The name may be in quotes. */
static bool sets(const char *line, const char *name)
{
	line += strspn(line, blanks);
	const bool quoted = *line == '"';
	const size_t n = strcspn(line + quoted, quoted ? "\"=:" : " \t=:");
	const char *end = line + quoted + n;
	return (!quoted || *end == '"') && strspn(end + quoted, " \t=:") > 0 && n == strlen(name)
		&& strncmp(line + quoted, name, n) == 0;
}

/* Where the value of a line ends: before blanks and a comment. */
static size_t value_end(const char *line, size_t from, size_t n)
{
	size_t end = from;
	while (end < n && !(line[end] == ';' && end > from && strchr(blanks, line[end - 1])))
		end++;
	while (end > from && strchr(" \t\r", line[end - 1]))
		end--;
	return end;
}

/* The last line of this name; without one, where such a line may be put: behind the last setting, else in front of the
 * first section, or of all that settings are not in. */
static struct place find_place(const char *text, const char *name)
{
	struct place place = { .rest = text };
	bool in_settings = true, is_there = false, is_placed = false;
	for (const char *line = text; *line;) {
		const size_t n = strcspn(line, "\n");
		const char *next = line + n + (line[n] != '\0');
		const enum line_kind found = kind_of(line, n);
		if (found == LINE_SECTION)
			in_settings = has_settings(line);
		if (found == LINE_SETTING && in_settings && sets(line, name)) {
			const size_t equals = strcspn(line, "=:") + 1;
			const size_t from = equals + strspn(line + equals, blanks);
			place = (struct place){ (size_t)(line - text), next, from, line + value_end(line, from, n) };
			is_there = true;
		} else if (!is_there && in_settings && (found != LINE_OTHER || !is_placed)) {
			place = (struct place){ (size_t)(next - text), next, 0, NULL };
			is_placed = found != LINE_OTHER;
		}
		line = next;
	}
	return place;
}

/* A new text with that setting in it, the caller's; without a value its line becomes a comment. NULL: out of memory. */
static char *with_setting(const char *text, const char *name, const char *value)
{
	const struct place place = find_place(text, name);
	const char *line = text + place.n_before;
	const int n_before = (int)place.n_before, n_name = (int)place.n_name;
	const bool ends = n_before == 0 || text[n_before - 1] == '\n';
	char *made = NULL;
	int n;
	if (!value && !place.end)
		return strdup(text);
	if (!value)
		n = asprintf(&made, "%.*s#%s", n_before, text, line);
	else if (place.end)
		n = asprintf(&made, "%.*s%.*s%s%s", n_before, text, n_name, line, value, place.end);
	else
		n = asprintf(&made, "%.*s%s%s = %s\n%s", n_before, text, ends ? "" : "\n", name, value, place.rest);
	return n < 0 ? NULL : made;
}

/* --------------------------------------------------------------- what it says */

/* Takes `*text` over into one with that row's value as `settings` has it. */
static bool change(char **text, const struct option_row *row, const struct settings *settings, struct err *err)
{
	char plain[sizeof settings->log + 32], value[sizeof plain + 2];
	const bool given
		= options_format(row, settings, plain, sizeof plain) && conf_write_value(value, sizeof value, plain);
	char *made = with_setting(*text, row->name, given ? value : NULL);
	if (!made)
		return err_set(err, ERR_SYSTEM, "out of memory for the configuration");
	free(*text);
	*text = made;
	return true;
}

/* Changes what `said`, which it says by now, has otherwise. `preset`: its name alone, or all but that. */
static bool change_all(
	char **text, const struct config *said, const struct settings *settings, bool preset, struct err *err)
{
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		const bool is_preset = strcmp(row->name, "preset") == 0;
		if (is_preset == preset && option_is_lasting(row) && !options_same(row, &said->settings, settings)
			&& !change(text, row, settings, err))
			return false;
	}
	return true;
}

static bool check_all(const struct config *said, const struct settings *settings, struct err *err)
{
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		if (option_is_lasting(row) && !options_same(row, &said->settings, settings))
			return err_set(err, ERR_INPUT, "%s: its value cannot be written into the configuration file %s",
				row->name, said->path);
	}
	return true;
}

char *config_edit(
	const char *before, const char *path, const struct settings *settings, conf_check check, struct err *err)
{
	struct config *said = calloc(1, sizeof *said);
	char *text = strdup(before);
	bool good = (said && text) || err_set(err, ERR_SYSTEM, "out of memory for the configuration");
	for (int step = 0; step < 3 && good; step++)
		good = config_read_text(said, text, path, check, err)
			&& (step == 2 ? check_all(said, settings, err)
				      : change_all(&text, said, settings, step == 0, err));
	free(said);
	if (good)
		return text;
	free(text);
	return NULL;
}

/* --------------------------------------------------------------- the file */

static bool write_all(int fd, const char *text)
{
	for (size_t n = strlen(text), at = 0; at < n;) {
		ssize_t written = write(fd, text + at, n - at);
		if (written < 0)
			return false;
		at += (size_t)written;
	}
	return fsync(fd) == 0;
}

static bool write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	bool good = fd >= 0 && fchmod(fd, mode) == 0 && write_all(fd, text);
	const int e = errno;
	if (fd >= 0)
		close(fd);
	errno = e;
	return good;
}

/* Either is there as a whole, whatever happens; `before` NULL: there was none. */
static bool replace(const char *path, const char *before, const char *text, struct err *err)
{
	char new_path[PATH_MAX + 8], backup[PATH_MAX + 8];
	struct stat status;
	const mode_t mode = stat(path, &status) == 0 ? status.st_mode & 0777 : 0600;
	snprintf(new_path, sizeof new_path, "%s.new", path);
	snprintf(backup, sizeof backup, "%s~", path);
	if ((!before || write_file(backup, before, mode)) && write_file(new_path, text, mode)
		&& rename(new_path, path) == 0)
		return true;
	err_set_sys(err, errno, "cannot write the configuration file %s", path);
	unlink(new_path);
	return false;
}

bool config_make_folder(const char *path)
{
	char folder[PATH_MAX], parent[PATH_MAX];
	path_folder(path, folder, sizeof folder);
	path_folder(folder, parent, sizeof parent);
	return access(folder, F_OK) == 0 || mkdir(folder, 0700) == 0
		|| (errno == ENOENT && mkdir(parent, 0700) == 0 && mkdir(folder, 0700) == 0);
}

/* Whether what was read is all there is: else the rest would be lost. */
static bool may_replace(const char *path, const char *before, struct err *err)
{
	struct stat status;
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return err_set(
			err, ERR_INPUT, "%s: settings can only be saved in a file; name one with --config", path);
	return (size_t)status.st_size <= strlen(before)
		|| err_set(err, ERR_INPUT, "%s: over 64 KiB, or no text; such a file is read, and not written", path);
}

/* Of a file that is a link what it leads to is written, and the link stays. */
static bool save(const char *path, const struct settings *settings, conf_check check, struct err *err)
{
	struct err why = { 0 };
	char *before = data_file_read(&kind, path, &why);
	if (!before && why.sys_errno != ENOENT)
		return err_set(err, why.code, "%s", why.message);
	if (before && !may_replace(path, before, err)) {
		free(before);
		return false;
	}
	const char *from = before ? before : "# Settings of termviz; see termviz.conf(5).\n";
	char *text = config_edit(from, path, settings, check, err);
	const bool good = text && ((before && strcmp(before, text) == 0) || replace(path, before, text, err));
	free(text);
	free(before);
	return good;
}

bool config_save(const char *path, const struct settings *settings, conf_check check, struct err *err)
{
	char target[PATH_MAX];
	if (!*path)
		return err_set(err, ERR_SYSTEM, "there is no home for a configuration file; name one with --config");
	config_make_folder(path);
	return save(realpath(path, target) ? target : path, settings, check, err);
}
