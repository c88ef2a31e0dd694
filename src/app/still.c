#include "app/still.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/report_bar.h"
#include "app/report_files.h"
#include "app/still_look.h"
#include "app/still_worker.h"
#include "base/text.h"
#include "config/theme.h"
#include "source/ffmpeg_pipe.h"
#include "ui/lines.h"
#include "view/panes.h"

/* A moment is drawn as if one had looked on for so long: ballistics, peak marks and an automatic gain have settled. */
#define LOOK_ON_S 15.0
/* What a picture that covers some time shows at its left edge is as true as the rest: the longest windows are full. */
#define LEAD_S 2.0
/* Where no time is named: late enough for most of what a piece has to be there, far from its end. */
#define TELLING_PART (1 / 3.0)
/* What ffmpeg says of lengths is seldom exact; where this much is missing, it may have said why. */
#define SHORT_S 0.5

struct still {
	const struct settings *settings;
	struct still_look look;
	struct theme theme;
	struct view_look view_look;
	struct layout layout;
	struct panes panes;
	struct canvas canvas;
	struct still_worker worker;
	struct ffmpeg_pipe ffmpeg; /* open if that decodes it */
	struct still_info info;
	struct report_bar bar;
	int64_t from_frame; /* is heard */
	int64_t shown_from_frame;
	int64_t until_frame;
	int64_t heard_frame; /* so far */
};

/* --------------------------------------------------------------- what is asked for */

static bool check(const struct settings *settings, const struct operands *operands, struct err *err)
{
	const char *surplus = settings->demo ? "--demo"
		: settings->input[0]         ? "--input"
		: settings->headless         ? "--headless"
		: settings->attach           ? "--attach"
		: settings->report           ? "--report"
		: settings->data             ? "--data"
					     : NULL;
	if (surplus)
		return err_set(err, ERR_USAGE, "--still draws a file; leave out %s", surplus);
	if (operands->n != 1)
		return err_set(err, ERR_USAGE,
			operands->n ? "--still draws one file; name no more" : "--still: which FILE? name one");
	return settings->still_s != 0
		|| err_set(err, ERR_USAGE, "--still=0: nothing has been heard by then; name a later time");
}

static int open_file(const char *name, const struct settings *settings, struct still_task *task, struct err *err)
{
	*task = (struct still_task){ .window = (uint32_t)settings->window };
	text_clean(task->file.name, sizeof task->file.name, strcmp(name, "-") == 0 ? "standard input" : name);
	if (!report_file_is_stream(name))
		return report_file_open(name, err);
	task->file.raw_type = (uint32_t)settings->format;
	task->file.raw_rate_hz = (uint32_t)settings->rate_hz;
	task->file.raw_n_channels = (uint32_t)settings->n_channels;
	return report_file_gather(name, err);
}

/* --------------------------------------------------------------- who hears it */

/* The worker has seen no more than the sound; how long it is, ffmpeg said before that. */
static bool find_length(struct still *still, struct err *err)
{
	ffmpeg_pipe_listen(&still->ffmpeg);
	double n_frames = still->ffmpeg.log.duration_s * still->info.rate_hz;
	if (!(n_frames >= 1 && n_frames <= (double)STILL_MAX_FRAMES))
		return err_set(err, ERR_INPUT, "%s: its length is not known; convert it to FLAC", still->worker.name);
	still->info.n_frames = (int64_t)n_frames;
	return true;
}

/* What is wrong with it, too. */
static bool judge(struct still *still, double read_s, struct err *err)
{
	worker_process_stop(&still->worker.process); /* nobody reads it any more */
	int status = ffmpeg_pipe_close(&still->ffmpeg);
	return ffmpeg_log_judge(&still->ffmpeg.log, status, read_s, still->worker.name, err);
}

/* What no library reads, ffmpeg may. */
static bool start_decoded(struct still *still, const struct still_task *task, const char *name, struct err *err)
{
	still_worker_stop(&still->worker);
	*err = (struct err){ .code = ERR_NONE };
	int fd = ffmpeg_pipe_open(&still->ffmpeg, name, task->file.name, err);
	if (fd < 0)
		return false;
	bool good = still_worker_start(&still->worker, task, fd, &still->info, err);
	close(fd);
	if (!good)
		return err->code == ERR_FORMAT && judge(still, -1, err);
	return find_length(still, err);
}

static bool start(struct still *still, const char *name, struct err *err)
{
	struct still_task task;
	int fd = open_file(name, still->settings, &task, err);
	if (fd < 0)
		return false;
	bool good = still_worker_start(&still->worker, &task, fd, &still->info, err);
	close(fd);
	if (!good && err->code == ERR_FORMAT && !report_file_is_stream(name))
		return start_decoded(still, &task, name, err);
	return good;
}

/* --------------------------------------------------------------- which part of the sound */

static int64_t frame_at(const struct still *still, double s)
{
	return s > 0 ? (int64_t)(s * still->info.rate_hz) : 0;
}

static double until_s(const struct still *still, double otherwise_s)
{
	return still->settings->still_s < 0 ? otherwise_s : still->settings->still_s;
}

/* All of it, or --span up to the time named; false: no view shows more than a moment. */
static bool choose_span(struct still *still, double length_s)
{
	const double to_s = until_s(still, length_s);
	const double from_s = still->settings->still_s < 0 ? 0 : fmax(to_s - still->settings->span_s, 0);
	still->shown_from_frame = frame_at(still, from_s);
	still->from_frame = frame_at(still, from_s - LEAD_S);
	still->until_frame = frame_at(still, to_s);
	return panes_cover(&still->panes, from_s, to_s);
}

static void choose_moment(struct still *still, double length_s)
{
	const double at_s = until_s(still, length_s * TELLING_PART);
	still->from_frame = frame_at(still, at_s - LOOK_ON_S);
	still->shown_from_frame = still->from_frame;
	still->until_frame = frame_at(still, at_s);
}

static bool choose_part(struct still *still, struct err *err)
{
	double length_s = (double)still->info.n_frames / still->info.rate_hz;
	char length[32];
	if (still->settings->still_s > length_s) {
		text_format_time(length, sizeof length, length_s);
		return err_set(
			err, ERR_INPUT, "%s: it is %s long; name a time before that", still->worker.name, length);
	}
	if (!choose_span(still, length_s))
		choose_moment(still, length_s);
	if (panes_measures(&still->panes)
		& SNAPSHOT_ALL_MEASURES) /* what is measured from the beginning of the sound on, is */
		still->from_frame = still->shown_from_frame = 0;
	if (still->until_frame <= still->from_frame) /* a frame and less */
		still->until_frame = still->from_frame + 1;
	return true;
}

/* --------------------------------------------------------------- the picture */

static bool open_panes(struct still *still, struct err *err)
{
	still->view_look = (struct view_look){ .settings = still->settings,
		.theme = &still->theme,
		.glyphs = still->look.glyphs,
		.is_mono = still->look.depth == DEPTH_MONO };
	return panes_init(&still->panes, &still->view_look, &still->layout, err)
		&& canvas_init(&still->canvas, still->look.cols, still->look.rows, err);
}

static void want(void *context, struct still_go *go)
{
	const struct still *still = context;
	go->channels = panes_channels(&still->panes);
	go->levels = panes_levels(&still->panes);
	go->measures = panes_measures(&still->panes);
}

static void take(void *context, const struct snapshot *snapshot)
{
	struct still *still = context;
	int64_t at_frame = still->heard_frame = snapshot->head.position_frame;
	ffmpeg_pipe_listen(&still->ffmpeg);
	if (at_frame > still->shown_from_frame)
		panes_advance(&still->panes, snapshot, false);
	if (at_frame >= still->from_frame && at_frame <= still->until_frame)
		report_bar_show(&still->bar,
			(double)(at_frame - still->from_frame) / (double)(still->until_frame - still->from_frame), 1);
}

static bool print(struct still *still, struct err *err)
{
	const struct region region = { 0, 0, still->canvas.cols, still->canvas.rows };
	struct bytes bytes = { .data = NULL };
	panes_draw(&still->panes, &still->canvas, region, false);
	bool good = lines_encode(&still->canvas, still->look.depth, still->look.utf8, &bytes);
	if (good)
		fwrite(bytes.data, 1, bytes.n, stdout); /* whether that went well is asked in the end */
	else
		err_set(err, ERR_SYSTEM, "out of memory for the picture");
	bytes_fini(&bytes);
	return good;
}

/* --------------------------------------------------------------- the whole */

static bool draw(struct still *still, struct err *err)
{
	const struct still_listener listener = { .want = want, .take = take, .context = still };
	if (!open_panes(still, err) || !choose_part(still, err)
		|| !panes_lay_out(&still->panes, still->canvas.cols, still->canvas.rows, err))
		return false;
	report_bar_init(&still->bar);
	bool good = still_worker_play(&still->worker, still->from_frame, still->until_frame, &listener, err);
	report_bar_hide(&still->bar);
	double missing_s = (double)(still->until_frame - still->heard_frame) / still->info.rate_hz;
	if (good && still->ffmpeg.input && missing_s > SHORT_S)
		good = judge(still, (double)still->heard_frame / still->info.rate_hz, err);
	return print(still, good ? err : NULL) && good;
}

static void fini(struct still *still)
{
	panes_fini(&still->panes);
	canvas_fini(&still->canvas);
	still_worker_stop(&still->worker);
	ffmpeg_pipe_close(&still->ffmpeg);
}

static int status_of(const struct err *err)
{
	return err->code == ERR_USAGE ? 2 : 1;
}

static bool choose_views(struct still *still, struct err *err)
{
	if (!layout_parse(&still->layout, still->settings->view, err))
		return false;
	for (int i = 0; i < still->layout.n_panes; i++) {
		const struct view_ops *ops = *layout_pane(&still->layout, i);
		if (ops->inform || ops->list)
			return err_set(err, ERR_USAGE, "view '%s': shows a run, and a still has none", ops->name);
	}
	return true;
}

int still_run(const struct settings *settings, const struct operands *operands, struct err *err)
{
	struct still still = { .settings = settings };
	if (!check(settings, operands, err) || !choose_views(&still, err)
		|| !still_look_find(&still.look, settings, err)
		|| !theme_load(&still.theme, theme_resolve(settings->theme, still.look.light), err))
		return status_of(err);
	bool good = start(&still, operands->items[0], err) && draw(&still, err);
	fini(&still);
	return good ? 0 : status_of(err);
}
