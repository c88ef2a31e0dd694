/* The engine's word to the world: the run state, and the bell for readers that sleep. */
#ifndef TERMVIZ_ENGINE_STATUS_H
#define TERMVIZ_ENGINE_STATUS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "control/message.h"
#include "snapshot/run_state.h"

struct status {
	struct run_state_page *page;
	int keeper_fd;
	pthread_mutex_t mutex; /* around `state`; threads that may wait only */
	struct run_state state;
	struct message_followed followed; /* laid over the state when it is published */
	_Atomic int64_t published_ns;     /* the last time */
	_Atomic float wake_peak;          /* ring the bell from this amplitude on; over any sample: nobody sleeps */
};

#define STATUS_NOBODY_SLEEPS 1e9f

void status_init(struct status *status, struct run_state_page *page, int keeper_fd);
void status_fini(struct status *status);

/* Goes on from what an engine before this one has told; what is played, and where, is to be told anew. */
void status_adopt(struct status *status);

/* Between the two, the caller may change the state that is returned; then it is published and sleepers are woken. Any
 * thread but the audio callback. */
struct run_state *status_begin(struct status *status);
void status_end(struct status *status);

void status_set_phase(struct status *status, enum run_phase phase);
enum run_phase status_phase(struct status *status);

/* Whether what is heard is recorded, and how much has been; published when it changes. */
void status_set_recording(struct status *status, bool on, uint32_t recorded_s);

/* Whether loudness is being measured, and how much has been; published when it changes. */
void status_set_measuring(struct status *status, bool on, uint32_t percent);

/* What quality the engine can keep up with. */
void status_set_quality(struct status *status, enum run_quality quality);

/* Something worth telling the user, once. */
void status_notice(struct status *status, const char *text);

/* The player that is followed has changed; without a title, or without a player, the source's own title is shown. */
void status_follow(struct status *status, const struct message_followed *followed);

/* The sound goes on elsewhere in its track. */
void status_jumped(struct status *status);

/* Answers a command: `refusal` is why it is not obeyed, NULL: it has been. Who did not ask for an answer (`token` is 0) is
 * told a refusal as a notice. Any thread but the audio callback. */
void status_answer(struct status *status, uint32_t token, const char *refusal);

/* Readers sleep now, until a sound of that amplitude or a new state. One that was published while they fell asleep, and
 * that they may have missed, wakes them at once. */
void status_sleep(struct status *status, float wake_peak);

/* Wakes readers if any sleep and `peak` is loud enough for one of them. Cheap when not. */
void status_wake(struct status *status, float peak);

#endif
