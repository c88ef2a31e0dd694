#include "engine/level_gain.h"

#include <math.h>

#include "base/db.h"

/* What a gain of 0 dB in the tags means (ReplayGain 2.0, and so in struct source_gain). */
#define REFERENCE_LUFS (-18.0f)

struct facts {
	bool is_known;
	float loudness_lufs;
	float peak; /* 0: not known */
};

static bool is_off(const struct level_wishes *wishes)
{
	return wishes->replaygain == SESSION_REPLAYGAIN_OFF && wishes->target_lufs == 0;
}

/* One of the two stands in for the other. */
static struct facts facts_of(const struct level_wishes *wishes, const struct source_tags *tags)
{
	bool by_album = wishes->replaygain == SESSION_REPLAYGAIN_ALBUM;
	const struct source_gain *wanted = by_album ? &tags->album_gain : &tags->track_gain;
	const struct source_gain *other = by_album ? &tags->track_gain : &tags->album_gain;
	const struct source_gain *gain = wanted->is_given ? wanted : other;
	return (struct facts){
		.is_known = gain->is_given, .loudness_lufs = REFERENCE_LUFS - gain->gain_db, .peak = gain->peak
	};
}

static float wanted_db(const struct level_wishes *wishes, const struct facts *facts)
{
	return (wishes->target_lufs != 0 ? wishes->target_lufs : REFERENCE_LUFS) - facts->loudness_lufs;
}

/* A peak that is not known may be at full scale. */
static float most_db(const struct facts *facts)
{
	return facts->peak > 0 ? -db_from_amplitude(facts->peak) : 0;
}

float level_gain_db(const struct level_wishes *wishes, const struct source_tags *tags, const struct level_found *found)
{
	struct facts facts = facts_of(wishes, tags);
	if (found && isfinite(found->integrated_lufs)) {
		if (!facts.is_known)
			facts.loudness_lufs = found->integrated_lufs;
		if (!facts.is_known || facts.peak == 0)
			facts.peak = found->true_peak;
		facts.is_known = true;
	}
	if (is_off(wishes) || !facts.is_known)
		return 0;
	return fminf(wanted_db(wishes, &facts), most_db(&facts));
}

bool level_wants_measuring(const struct level_wishes *wishes, const struct source_tags *tags)
{
	const struct facts facts = facts_of(wishes, tags);
	if (wishes->target_lufs == 0)
		return false;
	return !facts.is_known || (facts.peak == 0 && wanted_db(wishes, &facts) > 0);
}
