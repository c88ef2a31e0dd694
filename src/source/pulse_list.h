/* What a PulseAudio or PipeWire server has to capture. */
#ifndef TERMVIZ_SOURCE_PULSE_LIST_H
#define TERMVIZ_SOURCE_PULSE_LIST_H

/* Calls `put` with each name that --input takes, and what it is; not at all if no server answers. */
void pulse_list(void (*put)(const char *name, const char *description, void *context), void *context);

/* The same with the outputs among them, as device_find() takes them. */
void pulse_list_outputs(void (*put)(const char *name, const char *description, void *context), void *context);

#endif
