#include "control/still.h"

struct still_message still_message_of(enum still_type type)
{
	return (struct still_message){ .magic = STILL_MAGIC, .version = STILL_VERSION, .type = (uint16_t)type };
}

enum message_result still_send(int socket_fd, const struct still_message *message, int fd)
{
	return packet_send(socket_fd, message, sizeof *message, &fd, fd >= 0 ? 1 : 0, true);
}

static bool make_sane(struct still_message *message)
{
	const struct still_info *info = &message->u.info;
	const struct still_go *go = &message->u.go;
	if (message->magic != STILL_MAGIC || message->version != STILL_VERSION)
		return false;
	switch ((enum still_type)message->type) {
	case STILL_READY:
	case STILL_UNKNOWN:
	case STILL_END: packet_make_printable(message->u.error, sizeof message->u.error); return true;
	case STILL_TASK:
		packet_make_printable(message->u.task.file.name, sizeof message->u.task.file.name);
		return true;
	case STILL_INFO:
		return info->n_frames >= 0 && info->n_frames <= STILL_MAX_FRAMES && info->rate_hz >= 1
			&& info->rate_hz <= SNAPSHOT_MAX_RATE_HZ;
	case STILL_GO: return go->from_frame >= 0 && go->until_frame > go->from_frame;
	case STILL_PART:
	case STILL_ALIVE: return true;
	default: return false;
	}
}

enum message_result still_receive(int socket_fd, struct still_message *message, int *fd)
{
	enum message_result result = packet_receive_one(socket_fd, message, sizeof *message, fd);
	return result == MESSAGE_OK && !make_sane(message) ? packet_refuse_one(fd) : result;
}
