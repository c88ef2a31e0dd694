#include "app/standing.h"

#include <string.h>

#include "control/companion.h"

static bool stands(const char *setting, const char *standing)
{
	return standing[0] && strcmp(setting, standing) == 0;
}

void standing_give_way(struct settings *settings, const struct settings *standing, const struct operands *operands)
{
	const bool input_stands = stands(settings->input, standing->input);
	const bool is_named = operands->n > 0 || settings->attach;
	const bool input_is_named = settings->input[0] && !input_stands;
	const bool demo_is_named = settings->demo && !standing->demo;
	if (input_stands && (is_named || demo_is_named))
		settings->input[0] = '\0';
	if (standing->demo && (is_named || input_is_named))
		settings->demo = false;

	/* Where to play is no wish to hear a microphone, or a pipe. */
	const bool plays = operands->n > 0 && companion_is_played(operands->items[0]);
	if (stands(settings->output, standing->output) && !plays)
		settings->output[0] = '\0';
	if (plays || settings->demo) {
		settings->follows &= !standing->follows;
		settings->follows_mpd &= !standing->follows_mpd;
	}
}
