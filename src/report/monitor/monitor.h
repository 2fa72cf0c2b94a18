/* monitor.h: what the formats of monitoring systems share. */
#ifndef LYD_REPORT_MONITOR_H
#define LYD_REPORT_MONITOR_H

#include <lyncdns/report.h>

/* 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN: findings by severity, and whether all is known that could be. */
typedef struct lyd_state_counts {
    size_t errors, warnings;
    bool complete;
} lyd_state_counts;

int lyd_state_of(const lyd_state_counts *counts);
lyd_state_counts lyd_state_counts_of(const lyd_judgement *judgement); /* of a whole run */

/* Writes TEXT safely for a terminal, and with '/' for '|', which begins performance data. */
void lyd_put_status_text(FILE *stream, const char *text);

/* "2 errors, 1 warning (1 waived); incomplete: 3 of 16 lookups failed, run stopped". */
void lyd_put_status_counts(FILE *stream, const lyd_run *run);

#endif
