/* Statistics: what a run's processes count of themselves. The keeper gathers it for those who ask, and for --stats.
 *
 * Whatever is told as name and value, to scripts or in JSON, is a row of one of the two tables here.
 */
#ifndef TERMVIZ_SNAPSHOT_STATISTICS_H
#define TERMVIZ_SNAPSHOT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATISTICS_MAX_READERS = 8, STATISTICS_TEXT = 96 };

/* A terminal, or who writes lines for programs. Counts are since it joined. */
struct statistics_reader {
	uint32_t number;      /* from 1; the same as long as it is there. Set by the keeper, as the next */
	uint32_t pid;         /* 0: not known */
	float redraws_per_s;  /* or lines; 0 while it rests */
	float bytes_per_s;    /* of these */
	float round_trip_ms;  /* of the terminal; 0: not known */
	float latency_ms;     /* from the moment a sound is heard until it is shown: median of the last seconds; NaN: */
	float max_latency_ms; /* not known. Worst of them */
	uint32_t in_flight_bytes; /* behind the newest redraw; 0 also where that is not known */
	uint32_t n_steps_down;    /* of quality, because the machine cannot keep up; now */
	uint32_t reserved;
	uint64_t n_redraws;
	uint64_t n_held;         /* redraws that the link had no room for */
	uint64_t n_missed_beats; /* redraws whose moment went by before it was run */
	uint64_t n_snapshots;    /* taken in */
	uint64_t n_missed;       /* snapshots that were overwritten before */
	uint64_t n_retries;      /* copies made anew, because the writer was at it */
	uint64_t n_bytes;        /* of redraws, in all */
};

/* What a process does for the run. */
enum statistics_role {
	STATISTICS_KEEPER,
	STATISTICS_ENGINE,
	STATISTICS_READERS, /* all of them together, as the next */
	STATISTICS_AIDES,
	N_STATISTICS_ROLES,
};

struct statistics_usage {
	float cpu_percent; /* of one core, of late; NaN: not known yet */
	uint32_t rss_kbytes;
};

struct statistics {
	/* Of the engine, and of those before it; levels are of now. */
	uint64_t n_published;   /* snapshots */
	uint64_t n_underruns;   /* times there was no sound when its moment had come */
	uint64_t n_xruns;       /* times the output device had run dry */
	uint64_t n_overruns;    /* times the analysis was passed by */
	uint64_t n_bad_samples; /* NaN, infinite or absurd, replaced */
	float load_percent;     /* of its period that the audio callback takes; NaN: no device plays */
	float max_load_percent;
	uint32_t ahead_frames;   /* decoded and not yet taken */
	float ahead_ms;          /* the same; 0: not known */
	float ahead_percent;     /* of the room there is */
	uint32_t device_rate_hz; /* of the output device that plays; 0: none does */
	float device_latency_ms; /* NaN: none does */
	/* Of the keeper: */
	uint32_t n_restarts;   /* of the engine */
	uint32_t stands_still; /* 1: it is stopped, or is yet to be started again */
	float uptime_s;
	struct statistics_usage usage[N_STATISTICS_ROLES];
	char last_end
		[STATISTICS_TEXT]; /* why the engine before this one has ended, printable, terminated; "": there was none */
	/* Of the readers: */
	struct statistics_reader
		all;        /* counts and rates add up, of times the longest counts; number: how many there are */
	uint32_t n_readers; /* of those that are listed: */
	uint32_t asker;     /* the number of who has asked; 0: it is not one */
	struct statistics_reader readers[STATISTICS_MAX_READERS];
};

enum statistic_kind { STATISTIC_U32, STATISTIC_U64, STATISTIC_FLOAT, STATISTIC_KILO /* a float, told in thousands */ };

struct statistic {
	const char *name; /* with its unit */
	enum statistic_kind kind;
	int decimals;
	size_t offset;
};

/* Rows of struct statistics, and of struct statistics_reader. */
extern const struct statistic run_statistics[], reader_statistics[];
extern const size_t n_run_statistics, n_reader_statistics;

/* The row of a name, which must be there. */
const struct statistic *statistic_find(const struct statistic *rows, size_t n_rows, const char *name);

/* The value of a row; NaN: not known. */
double statistic_value(const struct statistic *statistic, const void *of);

/* Adds a reader: to the sum and, if there is room, to the list. */
void statistics_add_reader(struct statistics *statistics, const struct statistics_reader *reader);

/* The reader of a number; NULL: it is not listed. */
const struct statistics_reader *statistics_reader(const struct statistics *statistics, uint32_t number);

/* Whether the floats are numbers, or NaN where they may be. */
bool statistics_reader_is_sane(const struct statistics_reader *reader);

/* The same of the whole; makes what is to be shown fit to be. */
bool statistics_make_sane(struct statistics *statistics);

#endif
