#include "ui/input_answers.h"

#include <string.h>

struct csi_row {
	unsigned char private, intermediate, final;
	unsigned least, most; /* numbers */
	enum input_kind kind;
};

static const struct csi_row csi_rows[] = {
	{ '?', '$', 'y', 2, 2, INPUT_ANSWER_MODE },
	{ 0, 0, 'n', 1, 1, INPUT_ANSWER_STATUS },
	{ '?', 0, 'c', 0, CSI_MAX_NUMBERS, INPUT_ANSWER_DA },
	{ '>', 0, 'c', 0, CSI_MAX_NUMBERS, INPUT_ANSWER_KIND },
	{ 0, 0, 'R', 2, 2, INPUT_ANSWER_POSITION },
	{ 0, 0, 't', 1, 1, INPUT_ANSWER_WINDOW },
	{ 0, 0, 'I', 0, 0, INPUT_FOCUS_IN },
	{ 0, 0, 'O', 0, 0, INPUT_FOCUS_OUT },
};

bool answer_of_csi(const struct csi *csi, struct input_event *event)
{
	for (size_t i = 0; i < sizeof csi_rows / sizeof *csi_rows; i++) {
		const struct csi_row *row = &csi_rows[i];
		if (row->final != csi->final || row->private != csi->private || row->intermediate != csi->intermediate
			|| csi->n_numbers < row->least || csi->n_numbers > row->most)
			continue;
		*event = (struct input_event){ .kind = row->kind, .first = csi->numbers[0], .second = csi->numbers[1] };
		return true;
	}
	return false;
}

struct dcs_row {
	const char *begin;
	enum input_kind kind;
};

static const struct dcs_row dcs_rows[] = {
	{ ">|", INPUT_ANSWER_NAME },
	{ "1$r", INPUT_ANSWER_SETTING },
};

static bool answer_of_dcs(const unsigned char *s, size_t n, struct input_event *event)
{
	for (size_t i = 0; i < sizeof dcs_rows / sizeof *dcs_rows; i++) {
		const size_t n_begin = strlen(dcs_rows[i].begin);
		if (n < n_begin || memcmp(s, dcs_rows[i].begin, n_begin) != 0 || n - n_begin >= INPUT_TEXT)
			continue;
		*event = (struct input_event){ .kind = dcs_rows[i].kind };
		for (size_t k = n_begin; k < n; k++)
			event->text[k - n_begin] = (char)(s[k] >= 0x20 && s[k] < 0x7F ? s[k] : '?');
		return true;
	}
	return false;
}

/* A share of full light as X has it, one to four hexadecimal digits, from *s on; 0 … 255, and *s behind it. -1: none. */
static int read_light(const unsigned char **s, const unsigned char *end)
{
	const char *digits = "0123456789abcdef", *digit;
	unsigned value = 0, full = 0;
	for (; *s < end && full < 0xFFFF && **s && (digit = strchr(digits, **s | 0x20)); (*s)++) {
		value = value << 4 | (unsigned)(digit - digits);
		full = full << 4 | 0xF;
	}
	return full ? (int)((value * 255 + full / 2) / full) : -1;
}

/* "11;rgb:RRRR/GGGG/BBBB", or with fewer digits: XParseColor(3). */
static bool answer_of_osc(const unsigned char *s, size_t n, struct input_event *event)
{
	static const char begin[] = "11;rgb:";
	const size_t n_begin = sizeof begin - 1;
	const unsigned char *end = s + n;
	unsigned rgb = 0;
	if (n < n_begin || memcmp(s, begin, n_begin) != 0)
		return false;
	s += n_begin;
	for (int i = 0; i < 3; i++) {
		const int light = read_light(&s, end);
		if (light < 0 || (i < 2 ? s == end || *s++ != '/' : s != end))
			return false;
		rgb = rgb << 8 | (unsigned)light;
	}
	*event = (struct input_event){ .kind = INPUT_ANSWER_BACKGROUND, .first = rgb };
	return true;
}

bool answer_of_string(unsigned char kind, const unsigned char *s, size_t n, struct input_event *event)
{
	return kind == 'P' ? answer_of_dcs(s, n, event) : kind == ']' && answer_of_osc(s, n, event);
}
