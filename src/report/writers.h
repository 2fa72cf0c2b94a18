/* writers.h: the functions that the rows of formats name, in the order of those rows. */
#ifndef LYD_REPORT_WRITERS_H
#define LYD_REPORT_WRITERS_H

#include <lyncdns/report.h>

lyd_status lyd_write_text(const lyd_report *report, FILE *stream);
lyd_status lyd_write_text_names(const lyd_report *report, FILE *stream);
lyd_status lyd_write_text_changes(const lyd_report *report, FILE *stream); /* empty if nothing changed; JSON likewise */
lyd_status lyd_write_text_preview(const lyd_preview_report *report, FILE *stream);
lyd_status lyd_write_brief(const lyd_report *report, FILE *stream);
lyd_status lyd_write_brief_changes(const lyd_report *report, FILE *stream);
lyd_status lyd_write_brief_preview(const lyd_preview_report *report, FILE *stream);
lyd_status lyd_write_json(const lyd_report *report, FILE *stream);
lyd_status lyd_write_json_changes(const lyd_report *report, FILE *stream);
lyd_status lyd_write_json_preview(const lyd_preview_report *report, FILE *stream);
lyd_status lyd_write_csv(const lyd_report *report, FILE *stream);
lyd_status lyd_write_junit(const lyd_report *report, FILE *stream);
lyd_status lyd_write_prometheus(const lyd_report *report, FILE *stream);
lyd_status lyd_write_nagios(const lyd_report *report, FILE *stream);
lyd_status lyd_write_checkmk(const lyd_report *report, FILE *stream);
lyd_status lyd_write_prtg(const lyd_report *report, FILE *stream);
lyd_status lyd_write_jsonl(const lyd_report *report, FILE *stream);
lyd_status lyd_write_jsonl_changes(const lyd_report *report, FILE *stream);
lyd_status lyd_write_sarif(const lyd_report *report, FILE *stream);
lyd_status lyd_write_markdown(const lyd_report *report, FILE *stream);
lyd_status lyd_write_markdown_changes(const lyd_report *report, FILE *stream);
lyd_status lyd_write_html(const lyd_report *report, FILE *stream);

/* 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN: incomplete without an error. */
int lyd_nagios_exit_code(const lyd_report *report);
int lyd_nagios_failed(const char *message, FILE *stream);

/* What these systems read says that there is no report; the exit code, which they don't read, stays the program's own. */
int lyd_checkmk_failed(const char *message, FILE *stream);
int lyd_prtg_failed(const char *message, FILE *stream);

#endif
