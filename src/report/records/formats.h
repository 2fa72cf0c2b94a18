/* formats.h: the functions that the rows of lyd_records_formats name. */
#ifndef LYD_REPORT_RECORDS_FORMATS_H
#define LYD_REPORT_RECORDS_FORMATS_H

#include <lyncdns/report.h>

lyd_status lyd_records_text(const lyd_records_report *report, FILE *stream);
lyd_status lyd_records_csv(const lyd_records_report *report, FILE *stream);
lyd_status lyd_records_json(const lyd_records_report *report, FILE *stream); /* "lyncdns-records-1" */
lyd_status lyd_records_zone(const lyd_records_report *report, FILE *stream);
lyd_status lyd_records_powershell(const lyd_records_report *report, FILE *stream);
lyd_status lyd_records_nsupdate(const lyd_records_report *report, FILE *stream);
lyd_status lyd_records_dnscmd(const lyd_records_report *report, FILE *stream);

#endif
