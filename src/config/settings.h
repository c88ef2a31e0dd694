/* Everything a user can set. Filled from the option table (config/options.h), which is the single truth of names,
 * ranges and defaults. */
#ifndef TERMVIZ_CONFIG_SETTINGS_H
#define TERMVIZ_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

enum { SETTINGS_TEXT = 256, SETTINGS_LIST = 8 };

struct settings_list {
	int32_t n; /* 0: not given */
	int32_t items[SETTINGS_LIST];
};

enum settings_pace { PACE_AUTO, PACE_LIVE, PACE_FILE };
enum settings_loop { LOOP_OFF, LOOP_TRACK, LOOP_QUEUE };
enum settings_replaygain { REPLAYGAIN_OFF, REPLAYGAIN_TRACK, REPLAYGAIN_ALBUM };
enum settings_stereo { STEREO_MONO, STEREO_SPLIT, STEREO_MIRROR };
enum settings_direction { DIRECTION_UP, DIRECTION_DOWN, DIRECTION_LEFT, DIRECTION_RIGHT, DIRECTION_CENTRE };
enum settings_gradient { GRADIENT_HEIGHT, GRADIENT_FREQUENCY, GRADIENT_LEVEL };
enum settings_flow { FLOW_LEFT, FLOW_DOWN };
enum settings_channel {
	CHANNEL_LEFT,
	CHANNEL_RIGHT,
	CHANNEL_MONO,
	CHANNEL_MID,
	CHANNEL_SIDE,
	CHANNEL_1, /* of the source, and so on */
};
enum settings_color { COLOR_AUTO, COLOR_TRUECOLOR, COLOR_256, COLOR_16, COLOR_8, COLOR_MONO };
enum settings_glyphs { GLYPHS_SETTING_AUTO, GLYPHS_SETTING_FIRST /* then those of canvas/blocks.h, in their order */ };
enum settings_scale {
	SCALE_LOG,
	SCALE_SEMITONE,
	SCALE_OCTAVE_1,
	SCALE_OCTAVE_2,
	SCALE_OCTAVE_3,
	SCALE_OCTAVE_6,
	SCALE_OCTAVE_12,
	SCALE_OCTAVE_24,
	SCALE_LINEAR,
	SCALE_MEL,
	SCALE_BARK,
	N_SCALE_SETTINGS,
};
enum settings_detail { DETAIL_SETTING_LOW, DETAIL_SETTING_NORMAL, DETAIL_SETTING_HIGH };
enum settings_manner { MANNER_MEASURE, MANNER_SHOW };
enum settings_labels { LABELS_AUTO, LABELS_HZ, LABELS_NOTES, LABELS_OFF };
enum settings_ballistics {
	BALLISTICS_SETTING_AUTO, /* then those of dsp, in their order */
	BALLISTICS_SETTING_FIRST
};
enum settings_weighting { WEIGHTING_Z, WEIGHTING_A, WEIGHTING_C, WEIGHTING_468 };
enum settings_wave { WAVE_SCROLL, WAVE_SCOPE };
enum settings_meter { METER_PPM1, METER_PPM2, METER_VU };
enum settings_data { DATA_OFF, DATA_JSON, DATA_CSV, DATA_RAW, DATA_TEXT };
enum settings_data_type { DATA_TYPE_ASCII, DATA_TYPE_U8, DATA_TYPE_U16LE };
enum settings_report { REPORT_FORMAT_TEXT, REPORT_FORMAT_JSON };

struct settings {
	/* input */
	bool demo;
	int32_t format;  /* index into audio/format.h's table: enum sample_type */
	int32_t rate_hz; /* of raw PCM */
	int32_t n_channels;
	int32_t pace; /* enum settings_pace */
	bool wait;
	bool follows;
	char follow[SETTINGS_TEXT]; /* "": any player */
	bool follows_mpd;
	char mpd[SETTINGS_TEXT]; /* "": as the environment says */
	bool tee;
	double seconds;             /* 0: no limit */
	char input[SETTINGS_TEXT];  /* "": nothing is captured */
	char output[SETTINGS_TEXT]; /* "": files on the default output */
	double volume_db;
	double let_go_s; /* of a device that is not needed; 0: never */
	int32_t loop;    /* enum settings_loop */
	bool shuffle;
	bool resume;
	double start_s;        /* in the first track */
	int32_t replaygain;    /* enum settings_replaygain */
	double normalize_lufs; /* 0: as recorded */
	double delay_ms;       /* of the picture against the sound */

	/* picture */
	char preset[SETTINGS_TEXT]; /* the last that was named; "": none */
	char view[SETTINGS_TEXT];
	char theme[SETTINGS_TEXT];
	int32_t manner;                      /* enum settings_manner */
	int32_t stereo;                      /* enum settings_stereo */
	struct settings_list channels_shown; /* of enum settings_channel */
	int32_t direction;                   /* enum settings_direction */
	int32_t gradient;                    /* enum settings_gradient */
	int32_t bar_width;
	int32_t bar_gap;
	bool peaks;
	double hold_ms;   /* of peak marks */
	int32_t labels;   /* enum settings_labels */
	double smoothing; /* across bars, in per cent */
	bool auto_gain;
	int32_t flow;    /* of a spectrogram: enum settings_flow */
	double span_s;   /* of a spectrogram or a waveform that scrolls, across */
	int32_t wave;    /* enum settings_wave */
	double sweep_ms; /* of an oscilloscope, across */
	bool status;
	bool mouse;
	int32_t color;  /* enum settings_color */
	int32_t glyphs; /* enum settings_glyphs */
	int32_t scale;  /* enum settings_scale */
	int32_t bands;  /* 0: as many as fit */
	int32_t detail; /* enum settings_detail */
	int32_t window; /* enum window_id; of the run */
	double low_hz;
	double high_hz;
	double floor_db;
	double ceiling_db;
	int32_t weighting;       /* enum settings_weighting */
	double tilt_db;          /* per octave */
	int32_t ballistics;      /* enum settings_ballistics */
	double attack_ms;        /* 0: as the ballistics have it */
	double release_db_per_s; /* 0: as the ballistics have it */
	int32_t meter;           /* enum settings_meter */
	double target_lufs;
	int32_t fps;
	int32_t unfocused_fps; /* 0: as fps */
	bool reduced_motion;   /* nothing flashes, glides or bounces */
	/* What the terminal can do: 2 n of ui/terminal_caps.h's n-th trait, 2 n + 1 of its lack. */
	struct settings_list terminal;
	double max_kbps; /* in 1000 bytes per second; 0: no limit */

	/* lines instead of a picture */
	int32_t data;       /* enum settings_data */
	int32_t data_type;  /* enum settings_data_type; of raw ones */
	int32_t data_range; /* 0: that of the type */

	/* run */
	char name[SETTINGS_TEXT]; /* "": chosen */
	bool headless;
	bool attach;
	char attach_name[SETTINGS_TEXT]; /* "": the only one */
	bool keep;
	char log[SETTINGS_TEXT * 4];    /* path; "": none */
	char record[SETTINGS_TEXT * 4]; /* path; "": none */
	char send[SETTINGS_TEXT];
	char stats[SETTINGS_TEXT * 4];  /* path; "": none */
	char config[SETTINGS_TEXT * 4]; /* path; "": the user's own */
	bool print_config;
	bool save_config;

	/* told and done */
	bool report;
	int32_t report_format; /* enum settings_report */
	bool still;
	double still_s;           /* negative: a time that tells something */
	char size[SETTINGS_TEXT]; /* of a still, "COLSxROWS"; "": as the terminal */
	bool list;
	bool list_devices;
	bool list_figures;
	bool info;
	char completion[SETTINGS_TEXT]; /* which shell's; "": none */
	bool list_options;
	bool list_presets;
	bool list_themes;
	bool list_views;
	bool list_keys;
	bool help;
	bool version;
};

#endif
