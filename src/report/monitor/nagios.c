/* The output of a monitoring plugin: a status line, '|', performance data, then a line for each finding.
 * Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and "Performance data". */
#include "monitor.h"

#include "report/shared.h"
#include "report/writers.h"

#define DETAILS_MAX 30 /* findings; Nagios keeps 8 KiB of a plugin's output */

int lyd_nagios_exit_code(const lyd_report *report)
{
    const lyd_state_counts counts = lyd_state_counts_of(&report->run->judgement);
    return lyd_state_of(&counts);
}

int lyd_nagios_failed(const char *message, FILE *stream)
{
    (void)fputs("LYNCDNS UNKNOWN - ", stream);
    lyd_put_status_text(stream, message != NULL ? message : "failed");
    (void)fputc('\n', stream);
    return 3;
}

static void put_status(FILE *stream, const lyd_report *report)
{
    static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    (void)fprintf(stream, "LYNCDNS %s - ", words[lyd_nagios_exit_code(report)]);
    lyd_put_status_text(stream, report->run->facts.topology->name);
    (void)fputs(": ", stream);
    lyd_put_status_counts(stream, report->run);
}

/* label=value[unit];warning;critical;minimum;maximum: the ranges match the status line. */
static void put_performance(FILE *stream, const lyd_report *report)
{
    const lyd_run *run = report->run;
    const lyd_judgement *j = &run->judgement;
    (void)fprintf(stream, " | errors=%zu;;0;0 warnings=%zu;0;;0 infos=%zu;;;0 waived=%zu;;;0", j->counts[LYD_ERROR], j->counts[LYD_WARNING],
                  j->counts[LYD_INFO], j->waived);
    (void)fprintf(stream, " endpoints=%zu;;;0 lookups=%zu;;;0 failed_lookups=%zu;;;0;%zu time=%lldms;;;0\n",
                  run->facts.topology->endpoint_count, j->lookups, j->failed_lookups, j->lookups, (long long)run->duration_ms);
}

static void put_detail(FILE *stream, const lyd_finding *finding)
{
    (void)fprintf(stream, "%s ", lyd_row_name(lyd_severity_names, (int)finding->severity));
    lyd_put_status_text(stream, finding->key);
    (void)fputs(" - ", stream);
    lyd_put_status_text(stream, finding->message);
    (void)fputc('\n', stream);
}

lyd_status lyd_write_nagios(const lyd_report *report, FILE *stream)
{
    const lyd_judgement *judgement = &report->run->judgement;
    size_t shown = 0, counted = judgement->finding_count - judgement->waived;
    lyd_places places;
    lyd_status status = lyd_places_of(report->run, false, &places);
    put_status(stream, report);
    put_performance(stream, report);
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        lyd_put_status_text(stream, places.lines[i]);
        (void)fputc('\n', stream);
    }
    for (size_t i = 0; i < judgement->finding_count && shown < DETAILS_MAX; i++) {
        if (judgement->findings[i].waiver == NULL) {
            put_detail(stream, &judgement->findings[i]);
            shown++;
        }
    }
    if (shown < counted) {
        (void)fprintf(stream, "and %zu more\n", counted - shown);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
