#include "writers.h"

#include <string.h>

const lyd_writer lyd_writers[] = {
    {"text", "for people: the verdict first, then what is wrong, why, and what to do", lyd_write_text, lyd_report_changes_text},
    {"json", "for programs: everything that was asked, answered and judged", lyd_write_json, lyd_report_changes_json},
    {"csv", "for spreadsheets: a row for each finding", lyd_write_csv, NULL},
    {"junit", "for build servers: a test case for each rule applied to a name", lyd_write_junit, NULL},
    {"prometheus", "for the textfile collector of Prometheus' node exporter", lyd_write_prometheus, NULL},
    {"nagios", "for Nagios and Icinga: a status line, performance data, details", lyd_write_nagios, NULL},
    {"html", "for a meeting: one page, to be opened in a browser or printed", lyd_write_html, NULL},
    {NULL, NULL, NULL, NULL},
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

const char *lyd_writer_nearest(const char *name)
{
    lyd_row rows[LYD_COUNT(lyd_writers)];
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        rows[i] = (lyd_row){(int)i, lyd_writers[i].name};
    }
    return lyd_row_nearest(rows, name);
}
