#include "companion/bus.h"

sd_bus *bus_open(struct err *err)
{
	sd_bus *bus = NULL;
	int result = sd_bus_open_user_with_description(&bus, "termviz");
	if (result < 0)
		err_set_sys(err, -result, "cannot connect to the session bus");
	return result < 0 ? NULL : bus;
}

void bus_prepare(sd_bus *bus, struct pollfd *poll, int64_t *due_ns)
{
	int events = sd_bus_get_events(bus);
	uint64_t due_us;
	poll->fd = sd_bus_get_fd(bus);
	poll->events = (short)(events >= 0 ? events : 0);
	if (sd_bus_get_timeout(bus, &due_us) > 0 && due_us < INT64_MAX / 1000)
		*due_ns = (int64_t)due_us * 1000;
}

bool bus_step(sd_bus *bus)
{
	int result;
	while ((result = sd_bus_process(bus, NULL)) > 0)
		;
	return result == 0;
}
