/* stop.h: SIGINT and SIGTERM ask a run to stop; the second one ends the program at once. */
#ifndef LYD_CLI_STOP_H
#define LYD_CLI_STOP_H

void lyd_stop_install(void);
const volatile int *lyd_stop_flag(void); /* not 0: stop */

#endif
