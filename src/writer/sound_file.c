#include "writer/sound_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of Vorbis: about 190 kbit/s for music at 44.1 kHz; beyond what most can tell from the original. */
#define OGG_QUALITY 0.6

static const struct {
	int format;
	bool has_length; /* in its header, which is written anew as it grows */
} kinds[] = {
	/* Whatever is louder than full scale is kept. Becomes a plain WAV file if it stays below 4 GB. */
	[RECORDING_WAV] = { SF_FORMAT_RF64 | SF_FORMAT_FLOAT, true },
	[RECORDING_FLAC] = { SF_FORMAT_FLAC | SF_FORMAT_PCM_24, false },
	[RECORDING_OGG] = { SF_FORMAT_OGG | SF_FORMAT_VORBIS, false },
};

static off_t length_of(const struct sound_file *file)
{
	struct stat st;
	return fstat(file->fd, &st) == 0 ? st.st_size : 0;
}

static bool fail(struct sound_file *file, int e, struct err *err)
{
	file->failed = true;
	const double seconds = (double)file->n_frames / file->rate_hz;
	if (e == ENOSPC || e == EDQUOT)
		return err_set_sys(err, e, "record %s: %.1f s recorded, then it ended", file->path, seconds);
	return err_set_sys(err, e ? e : EIO, "record %s: %.1f s recorded, then it failed", file->path, seconds);
}

static void set_up(struct sound_file *file)
{
	double quality = OGG_QUALITY;
	sf_command(file->sound, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
	/* It would hold the time of day, and no recording would be as another. */
	sf_command(file->sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
	/* Also has full scale be a power of two: what was an integer is the same one again. */
	sf_command(file->sound, SFC_SET_CLIPPING, NULL, SF_TRUE);
	if (kinds[file->kind].has_length)
		sf_command(file->sound, SFC_SET_UPDATE_HEADER_AUTO, NULL, SF_TRUE);
	sf_command(file->sound, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
}

bool sound_file_open(struct sound_file *file, const char *path, uint32_t rate_hz, struct err *err)
{
	*file = (struct sound_file){ .path = path, .fd = -1, .rate_hz = rate_hz };
	if (!recording_check_path(path, &file->kind, err))
		return false;
	SF_INFO info = { .samplerate = (int)rate_hz, .channels = 2, .format = kinds[file->kind].format };
	file->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (file->fd < 0)
		return err_set_sys(err, errno, "record %s: cannot be made", path);
	file->sound = sf_open_fd(file->fd, SFM_WRITE, &info, SF_FALSE);
	if (!file->sound) {
		close(file->fd);
		unlink(path);
		return err_set(
			err, ERR_INPUT, "record %s: cannot be begun at %u Hz: %s", path, rate_hz, sf_strerror(NULL));
	}
	set_up(file);
	file->whole_bytes = length_of(file);
	return true;
}

/* What the disk has not taken in whole goes, so that what is there makes sense to its end. */
static void take_back(const struct sound_file *file)
{
	if (ftruncate(file->fd, file->whole_bytes) == 0)
		lseek(file->fd, 0, SEEK_END);
}

bool sound_file_write(struct sound_file *file, const float *stereo, size_t n_frames, struct err *err)
{
	errno = 0;
	bool good = sf_writef_float(file->sound, stereo, (sf_count_t)n_frames) == (sf_count_t)n_frames
		&& sf_error(file->sound) == SF_ERR_NO_ERROR;
	if (!good) {
		int e = errno;
		take_back(file);
		return fail(file, e, err);
	}
	file->n_frames += n_frames;
	file->whole_bytes = length_of(file);
	return true;
}

bool sound_file_sync(struct sound_file *file, struct err *err)
{
	return fdatasync(file->fd) == 0 || fail(file, errno, err);
}

bool sound_file_close(struct sound_file *file, struct err *err)
{
	if (!file->sound)
		return true;
	errno = 0;
	bool good = sf_close(file->sound) == 0;
	int e = errno;
	file->sound = NULL;
	if ((file->failed || !good) && length_of(file) > file->whole_bytes)
		take_back(file);
	good = fsync(file->fd) == 0 && good;
	close(file->fd);
	return good || fail(file, e, err);
}
