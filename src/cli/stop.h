/* stop.h: SIGINT and SIGTERM ask a run to stop; the second one ends the program at once. */
#ifndef LYD_CLI_STOP_H
#define LYD_CLI_STOP_H

void lyd_stop_install(void);
const volatile int *lyd_stop_flag(void); /* the signal that came; 0: none */

/* Forgets the signal that came. From here on no number of them ends the program: it looks at the flag. */
void lyd_stop_rearm(void);

#endif
