#include "control/report.h"

#include <stddef.h>

struct report_message report_message_of(enum report_type type)
{
	return (struct report_message){ .magic = REPORT_MAGIC, .version = REPORT_VERSION, .type = (uint16_t)type };
}

enum message_result report_send(int socket_fd, const struct report_message *message, int fd, bool wait)
{
	return packet_send(socket_fd, message, sizeof *message, &fd, fd >= 0 ? 1 : 0, wait);
}

static bool result_is_sane(struct report_result *result)
{
	packet_make_printable(result->error, sizeof result->error);
	packet_make_printable(result->format, sizeof result->format);
	packet_make_printable(result->title, sizeof result->title);
	return findings_are_sane(&result->findings) && (result->error[0] || result->findings.n_frames > 0);
}

static bool make_sane(struct report_message *message)
{
	if (message->magic != REPORT_MAGIC || message->version != REPORT_VERSION)
		return false;
	switch ((enum report_type)message->type) {
	case REPORT_READY: packet_make_printable(message->u.error, sizeof message->u.error); return true;
	case REPORT_TASK: packet_make_printable(message->u.task.name, sizeof message->u.task.name); return true;
	case REPORT_PROGRESS: return message->u.progress >= 0 && message->u.progress <= 1;
	case REPORT_RESULT: return result_is_sane(&message->u.result);
	default: return false;
	}
}

enum message_result report_receive(int socket_fd, struct report_message *message, int *fd)
{
	enum message_result result = packet_receive_one(socket_fd, message, sizeof *message, fd);
	return result == MESSAGE_OK && !make_sane(message) ? packet_refuse_one(fd) : result;
}
