/* JACK, where there is no server of it. PortAudio asks JACK's library whenever it is initialised; and before that looks for
 * a server it locks a store that all clients of a user share, and that stays locked for all of them, for ever, if one is
 * killed meanwhile: then nothing could be played any more, on whatever server. So where no server listens it is not asked. */
#ifndef TERMVIZ_DEVICE_JACK_H
#define TERMVIZ_DEVICE_JACK_H

/* Puts this in front of the library. Before there are threads; looks at the environment. */
void jack_stand_in(void);

#endif
