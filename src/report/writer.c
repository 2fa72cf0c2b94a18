/* The formats, one row each: a new one needs its file, its row here and its row in the test of formats. */
#include "writers.h"

#include <string.h>

/* Rows without designators: the compiler warns of one that leaves out a column. */
const lyd_writer lyd_writers[] = {
    {"text", "for people: the verdict, then what is wrong, why, and what to do", lyd_write_text, lyd_write_text_names,
     lyd_write_text_changes, lyd_write_text_preview, NULL, NULL, true},
    {"brief", "for grep and cut: a line for each finding", lyd_write_brief, NULL, lyd_write_brief_changes, lyd_write_brief_preview, NULL,
     NULL, false},
    {"json", "for programs: every answer, every combination judged, every finding", lyd_write_json, NULL, lyd_write_json_changes,
     lyd_write_json_preview, NULL, NULL, false},
    {"csv", "for spreadsheets: a row for each finding", lyd_write_csv, NULL, NULL, NULL, NULL, NULL, false},
    {"junit", "for build servers: a test case for each rule and name", lyd_write_junit, NULL, NULL, NULL, NULL, NULL, false},
    {"prometheus", "for the textfile collector of Prometheus' node exporter", lyd_write_prometheus, NULL, NULL, NULL, NULL, NULL, false},
    {"nagios", "for Nagios and Icinga: a status line, performance data, findings", lyd_write_nagios, NULL, NULL, NULL, lyd_nagios_exit_code,
     lyd_nagios_failed, false},
    {"checkmk", "for Checkmk: a local check for the deployment and one for each site", lyd_write_checkmk, NULL, NULL, NULL, NULL,
     lyd_checkmk_failed, false},
    {"prtg", "for PRTG: JSON for an advanced script sensor", lyd_write_prtg, NULL, NULL, NULL, NULL, lyd_prtg_failed, false},
    {"sarif", "for code scanning: SARIF 2.1.0, with the lines of the topology", lyd_write_sarif, NULL, NULL, NULL, NULL, NULL, false},
    {"jsonl", "for log shippers: a JSON object on a line for each finding", lyd_write_jsonl, NULL, lyd_write_jsonl_changes, NULL, NULL,
     NULL, false},
    {"markdown", "for a ticket: the verdict, then each finding with boxes to tick", lyd_write_markdown, NULL, lyd_write_markdown_changes,
     NULL, NULL, NULL, false},
    {"html", "for a meeting: one page, for a browser or for printing", lyd_write_html, NULL, NULL, NULL, NULL, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false},
};

const lyd_writer *lyd_writer_find(const char *name)
{
    for (const lyd_writer *writer = lyd_writers; writer->name != NULL; writer++) {
        if (strcmp(writer->name, name) == 0) {
            return writer;
        }
    }
    return NULL;
}

lyd_status lyd_report_write(const lyd_writer *writer, const lyd_report *report, FILE *stream)
{
    if (report->changes != NULL && writer->changes != NULL) {
        return writer->changes(report, stream);
    }
    return (report->inquiry != NULL && writer->names != NULL ? writer->names : writer->write)(report, stream);
}
