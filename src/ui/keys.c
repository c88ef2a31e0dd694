#include "ui/keys.h"

#include "ui/input.h"

const struct key_row key_rows[] = {
	{ 'q', "q", KEY_QUITS, NULL, "quit; in a joined run, leave: the last one to leave ends it" },
	{ 'd', "d", KEY_DETACHES, NULL, "detach: leave the run going on, to be joined with --attach" },
	{ ' ', "Space", KEY_SENDS, "toggle", "pause, or go on" },
	{ INPUT_LEFT, "Left", KEY_SENDS, "seek -5", "5 seconds back" },
	{ INPUT_RIGHT, "Right", KEY_SENDS, "seek +5", "5 seconds on" },
	{ '[', "[", KEY_SENDS, "seek -60", "a minute back" },
	{ ']', "]", KEY_SENDS, "seek +60", "a minute on" },
	{ '0', "0", KEY_SENDS, "seek 0%", "to the beginning" },
	{ '1', "1", KEY_SENDS, "seek 10%", "to 10 % of the file" },
	{ '2', "2", KEY_SENDS, "seek 20%", "to 20 % of the file" },
	{ '3', "3", KEY_SENDS, "seek 30%", "to 30 % of the file" },
	{ '4', "4", KEY_SENDS, "seek 40%", "to 40 % of the file" },
	{ '5', "5", KEY_SENDS, "seek 50%", "to 50 % of the file" },
	{ '6', "6", KEY_SENDS, "seek 60%", "to 60 % of the file" },
	{ '7', "7", KEY_SENDS, "seek 70%", "to 70 % of the file" },
	{ '8', "8", KEY_SENDS, "seek 80%", "to 80 % of the file" },
	{ '9', "9", KEY_SENDS, "seek 90%", "to 90 % of the file" },
	{ 'n', "n", KEY_SENDS, "next", "next file" },
	{ 'p', "p", KEY_SENDS, "previous", "start of the file, or the previous file" },
	{ 'Q', "Q", KEY_SHOWS_QUEUE, NULL, "the queue, in place of the picture" },
	{ 'L', "L", KEY_SENDS, "loop", "play the track again and again, or the queue, or neither" },
	{ 'S', "S", KEY_SENDS, "shuffle", "a random order, or no longer" },
	{ '+', "+", KEY_SENDS, "volume +1", "louder by 1 dB" },
	{ '-', "-", KEY_SENDS, "volume -1", "quieter by 1 dB" },
	{ 'o', "o", KEY_SENDS, "output next", "play on the next output device" },
	{ 'M', "M", KEY_SENDS, "mute", "mute, or no longer" },
	{ 'm', "m", KEY_SETS, "manner=toggle", "the other manner: measure, or show" },
	{ 'f', "f", KEY_FREEZES, NULL, "freeze the picture, or go on with the present" },
	{ 'x', "x", KEY_MAXIMUM, NULL, "keep the maximum of each bar from now on, or no longer" },
	{ 's', "s", KEY_SETS, "status=toggle", "show or hide the status line" },
	{ 'R', "R", KEY_SENDS, "reset", "the meters begin again: maxima, integrated loudness, counts" },
	{ 'v', "v", KEY_NEXT_VIEW, NULL, "next view, in the chosen pane" },
	{ 'V', "V", KEY_PREVIOUS_VIEW, NULL, "previous view" },
	{ INPUT_TAB, "Tab", KEY_NEXT_PANE, NULL, "choose the next pane" },
	{ 'z', "z", KEY_ZOOMS, NULL, "give the chosen pane all the room, or the others theirs again" },
	{ 'r', "r", KEY_RELOADS, NULL, "read the theme's file again" },
	{ INPUT_CTRL('L'), "Ctrl-L", KEY_REDRAWS, NULL, "draw the screen anew" },
};
const size_t n_key_rows = sizeof key_rows / sizeof key_rows[0];

const struct key_row *key_find(uint32_t key)
{
	for (size_t i = 0; i < n_key_rows; i++)
		if (key_rows[i].key == key)
			return &key_rows[i];
	return NULL;
}
