/* writers.h: the writers, one a file; writer.c lists them. */
#ifndef LYD_REPORT_WRITERS_H
#define LYD_REPORT_WRITERS_H

#include <lyncdns/report.h>

lyd_status lyd_write_text(const lyd_report *report, FILE *stream);
lyd_status lyd_write_json(const lyd_report *report, FILE *stream);
lyd_status lyd_write_csv(const lyd_report *report, FILE *stream);
lyd_status lyd_write_junit(const lyd_report *report, FILE *stream);
lyd_status lyd_write_prometheus(const lyd_report *report, FILE *stream);
lyd_status lyd_write_nagios(const lyd_report *report, FILE *stream);
lyd_status lyd_write_html(const lyd_report *report, FILE *stream);

#endif
