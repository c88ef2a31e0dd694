/* What the first bytes of a stream announce. Pure. */
#ifndef TERMVIZ_SOURCE_STREAM_GUESS_H
#define TERMVIZ_SOURCE_STREAM_GUESS_H

#include <stddef.h>

enum stream_kind {
	STREAM_UNDECIDED, /* more bytes are needed */
	STREAM_RAW,       /* nothing known: raw PCM */
	STREAM_WAV,       /* WAV, RF64, W64: perhaps PCM behind a header */
	STREAM_AU,        /* the same */
	STREAM_CODEC,     /* something for libsndfile */
	STREAM_MPEG,
	STREAM_FLAC,
	STREAM_OGG_FLAC,
	STREAM_TAG,     /* ID3v2: what matters comes behind it */
	STREAM_REFUSED, /* known, and known not to work on a pipe */
};

struct stream_guess {
	enum stream_kind kind;
	size_t n_bytes;   /* UNDECIDED: how many first bytes are needed; TAG: its length */
	const char *name; /* of the container; NULL for UNDECIDED, RAW and TAG */
};

/* Judges the first `n` bytes. Asks for as few more as will do: raw PCM is mostly known by its first one. */
struct stream_guess stream_guess(const unsigned char *bytes, size_t n);

#endif
