/* unchecked.h: what a run could not or was not meant to check, for the reports that people read. */
#ifndef LYD_REPORT_UNCHECKED_H
#define LYD_REPORT_UNCHECKED_H

#include <lyncdns/audit.h>

/* Calls TELL with each sentence; none: everything was checked. The sentence is gone when TELL returns. */
void lyd_unchecked(const lyd_run *run, void (*tell)(void *context, const char *sentence), void *context);

#endif
