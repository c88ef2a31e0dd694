#include "view/bars_settings.h"

#include <math.h>

#include "dsp/weighting.h"

_Static_assert((int)BALLISTICS_SETTING_FIRST + (int)BALLISTICS_GRAVITY == (int)N_BALLISTICS
		&& (int)WEIGHTING_468 == (int)WEIGHTING_ID_468,
	"the options' choices are those of dsp");

/* What --stereo makes of the screen's width. */
static const struct bars_arrangement arrangements[] = {
	[STEREO_MONO] = { .n_fields = 1, .n_across = 1, .fields = { { SNAPSHOT_MONO, false, NULL } } },
	[STEREO_SPLIT] = { .n_fields = 2,
		.n_across = 2,
		.apart = 1,
		.fields = { { SNAPSHOT_LEFT, false, NULL }, { SNAPSHOT_RIGHT, false, NULL } } },
	[STEREO_MIRROR] = { .n_fields = 2,
		.n_across = 2,
		.fields = { { SNAPSHOT_LEFT, true, NULL }, { SNAPSHOT_RIGHT, false, NULL } } },
};

static const struct {
	enum snapshot_channel_id channel;
	const char *name;
} channels_shown[] = {
	[CHANNEL_LEFT] = { SNAPSHOT_LEFT, "left" },
	[CHANNEL_RIGHT] = { SNAPSHOT_RIGHT, "right" },
	[CHANNEL_MONO] = { SNAPSHOT_MONO, "mono" },
	[CHANNEL_MID] = { SNAPSHOT_MONO, "mid" },
	[CHANNEL_SIDE] = { SNAPSHOT_SIDE, "side" },
	[CHANNEL_1] = { SNAPSHOT_SOURCE, "1" },
	{ SNAPSHOT_SOURCE + 1, "2" },
	{ SNAPSHOT_SOURCE + 2, "3" },
	{ SNAPSHOT_SOURCE + 3, "4" },
	{ SNAPSHOT_SOURCE + 4, "5" },
	{ SNAPSHOT_SOURCE + 5, "6" },
	{ SNAPSHOT_SOURCE + 6, "7" },
	{ SNAPSHOT_SOURCE + 7, "8" },
};

struct bars_arrangement bars_arrange(const struct settings *settings)
{
	const struct settings_list *list = &settings->channels_shown;
	if (list->n == 0)
		return arrangements[settings->stereo];
	struct bars_arrangement arrangement = { .n_fields = list->n, .n_across = list->n == 2 ? 2 : 1, .apart = 1 };
	for (int f = 0; f < list->n; f++) {
		arrangement.fields[f].channel = channels_shown[list->items[f]].channel;
		arrangement.fields[f].name = channels_shown[list->items[f]].name;
	}
	return arrangement;
}

const char *bars_name(const struct bars_arrangement *arrangement, int field)
{
	static const char *const sides[] = { [SNAPSHOT_LEFT] = "left", [SNAPSHOT_RIGHT] = "right" };
	const char *name = arrangement->fields[field].name;
	const size_t channel = arrangement->fields[field].channel;
	return name || channel >= sizeof sides / sizeof sides[0] ? name : sides[channel];
}

static const struct bars_manner manners[] = {
	[MANNER_MEASURE] = { .ballistics = BALLISTICS_AVERAGE },
	[MANNER_SHOW] = { .ballistics = BALLISTICS_GRAVITY, .gain = true, .smooth = true },
};

const struct bars_manner *bars_manner_of(const struct settings *settings)
{
	return &manners[settings->manner];
}

static struct ballistics_motion motion_of(const struct settings *settings)
{
	/* No standard's: as slow as lets the picture empty within some seconds. */
	static const struct ballistics_motion calm = { .attack_s = 0.25f };
	if (settings->ballistics != BALLISTICS_SETTING_AUTO)
		return ballistics_rows[settings->ballistics - BALLISTICS_SETTING_FIRST].motion;
	return settings->reduced_motion ? calm : ballistics_rows[bars_manner_of(settings)->ballistics].motion;
}

struct ballistics_motion bars_motion(const struct settings *settings)
{
	struct ballistics_motion motion = motion_of(settings);
	if (settings->attack_ms > 0)
		motion.attack_s = (float)(settings->attack_ms / 1000);
	if (settings->release_db_per_s > 0) {
		motion.release_db_per_s = (float)settings->release_db_per_s;
		motion.gravity_db_per_s2 = 0;
	}
	return motion;
}

double bars_weigh(const struct settings *settings, const struct scale_grid *grid, float *weight)
{
	double most_db = 0;
	for (size_t b = 0; b < grid->n_bands; b++) {
		double centre_hz = scale_hz(grid->scale, grid->first + ((double)b + 0.5) * grid->step);
		double db = weighting_db((enum weighting_id)settings->weighting, centre_hz)
			+ settings->tilt_db * log2(centre_hz / 1000);
		weight[b] = (float)pow(10, db / 10);
		most_db = fmax(most_db, db);
	}
	return most_db;
}
