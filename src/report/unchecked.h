/* unchecked.h: what a run could not or was not meant to check, for the reports that people read. */
#ifndef LYD_REPORT_UNCHECKED_H
#define LYD_REPORT_UNCHECKED_H

#include <lyncdns/audit.h>

/* Calls SENTENCE for each of them; never, if everything was checked. TEXT is valid during the call. */
void lyd_unchecked(const lyd_run *run, void (*sentence)(void *context, const char *text), void *context);

#endif
