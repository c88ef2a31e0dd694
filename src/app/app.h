/* The command line, and the wiring of all the rest. Only here are errors printed and exit statuses picked. */
#ifndef TERMVIZ_APP_APP_H
#define TERMVIZ_APP_APP_H

/* Runs the program in whichever role its arguments give it; returns the exit status. */
int app_main(int argc, char **argv);

#endif
