/* Whatever ffmpeg says, in one piece or byte by byte: understood alike, and fit to show. */
#include "fuzz.h"
#include "source/ffmpeg_log.h"

static void read_in_pieces(struct ffmpeg_log *log, const uint8_t *data, size_t n, size_t piece)
{
	ffmpeg_log_init(log);
	for (size_t at = 0; at < n; at += piece)
		ffmpeg_log_bytes(log, "file:a", (const char *)data + at, n - at < piece ? n - at : piece);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const int statuses[] = { 0, 1 << 8, 9 };
	static const double seconds[] = { -1, 0, 12 };
	struct ffmpeg_log whole, cut;
	char format[32];
	read_in_pieces(&whole, data, n, n ? n : 1);
	read_in_pieces(&cut, data, n, 1);
	require(whole.duration_s == cut.duration_s && strcmp(whole.error, cut.error) == 0
		&& strcmp(whole.title, cut.title) == 0 && strcmp(whole.codec, cut.codec) == 0);
	require_printable(whole.container, sizeof whole.container);
	require_printable(whole.error, sizeof whole.error);
	require_printable(whole.title, sizeof whole.title);
	ffmpeg_log_format(&whole, format, sizeof format);
	require_printable(format, sizeof format);
	for (size_t i = 0; i < 9; i++) {
		struct err err = { 0 };
		require(ffmpeg_log_judge(&whole, statuses[i / 3], seconds[i % 3], "a", &err) || err.message[0]);
	}
	return 0;
}
