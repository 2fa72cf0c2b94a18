#include "report/past.h"

#include <lyncdns/report.h>

#include <stdlib.h>

#define BAR_MAX 20 /* marks at the end of a line of a chart */

static const lyd_row stretch_words[] = {
    {LYD_STRETCH_ABSENT, "absent"},
    {LYD_STRETCH_UNTOLD, "not told"},
    {0, NULL},
};

const char *lyd_stretch_word(const lyd_stretch *stretch, bool finding)
{
    const char *word = stretch->state < 0 ? lyd_row_name(stretch_words, stretch->state)
                                          : lyd_row_name(finding ? lyd_severity_names : lyd_address_types, stretch->state);
    return word != NULL ? word : "";
}

static const char *time_text(int64_t seconds, char text[LYD_TIME_TEXT])
{
    lyd_time_format(seconds, text);
    return text;
}

static void put_safe(const char *text)
{
    lyd_text_print_safe(stdout, text);
}

/* ---- list ---- */

void lyd_history_text_list(const lyd_past_run *runs, size_t count)
{
    char started[LYD_TIME_TEXT];
    if (count == 0) {
        (void)puts("No audit has been kept yet.");
        return;
    }
    (void)puts("   run  began                 complete  errors  warnings   infos  waived  topology");
    for (size_t i = 0; i < count; i++) {
        const lyd_past_run *run = &runs[i];
        (void)printf("%6lld  %-20s  %-8s  %6zu  %8zu  %6zu  %6zu  ", (long long)run->id, time_text(run->started, started),
                     run->complete ? "yes" : "no", run->errors, run->warnings, run->infos, run->waived);
        put_safe(run->topology);
        (void)putchar('\n');
    }
}

/* ---- show ---- */

static void put_run(const lyd_past_run *run)
{
    char started[LYD_TIME_TEXT];
    (void)printf("Run %lld of ", (long long)run->id);
    put_safe(run->topology);
    (void)printf(" (%s), began %s, took %.3f s\n", run->lab ? "lab" : "production", time_text(run->started, started),
                 (double)run->duration_ms / 1000);
    (void)printf("%s: %zu of %zu lookups failed; exit code %d, lyncdns ", run->complete ? "complete" : "INCOMPLETE", run->failed_lookups,
                 run->lookups, run->exit_code);
    put_safe(run->version);
    (void)printf("\nerrors: %zu, warnings: %zu, infos: %zu, waived: %zu\n", run->errors, run->warnings, run->infos, run->waived);
}

static void put_waived(const lyd_finding *finding)
{
    (void)fputs("  ", stdout);
    put_safe(finding->key);
    (void)printf(" %s, waived until ", lyd_row_name(lyd_severity_names, (int)finding->severity));
    put_safe(finding->waiver->expires);
    (void)fputs(": ", stdout);
    put_safe(finding->waiver->reason);
    (void)putchar('\n');
}

/* Those that count in full, then the waived ones. */
static lyd_status put_findings(const lyd_finding *const *findings, size_t count, int width, bool color)
{
    const lyd_finding **counted = calloc(count + 1, sizeof(const lyd_finding *));
    size_t used = 0;
    if (counted == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        if (findings[i]->waiver == NULL) {
            counted[used++] = findings[i];
        }
    }
    lyd_status status = lyd_report_findings(counted, used, NULL, width, color, stdout);
    if (used < count) {
        (void)puts("\nWaived:");
    }
    for (size_t i = 0; i < count; i++) {
        if (findings[i]->waiver != NULL) {
            put_waived(findings[i]);
        }
    }
    free(counted);
    return status;
}

static void put_types(const lyd_past_type *types, size_t count)
{
    if (count > 0) {
        (void)puts("\nAddress types:");
    }
    for (size_t i = 0; i < count; i++) {
        (void)printf("  %-10s  ", lyd_row_name(lyd_address_types, (int)types[i].type));
        put_safe(types[i].fqdn);
        (void)putchar('\n');
    }
}

static void put_servers(const lyd_server_summary *servers, size_t count)
{
    if (count > 0) {
        (void)puts("\nServers:");
    }
    for (size_t i = 0; i < count; i++) {
        (void)fputs("  ", stdout);
        put_safe(servers[i].view);
        (void)putchar(' ');
        put_safe(servers[i].server);
        (void)printf(": %zu lookups, %zu failed%s\n", servers[i].lookups, servers[i].failed,
                     servers[i].reachable ? "" : ", no reply at all");
    }
}

lyd_status lyd_history_text_run(const lyd_run_view *view, int width, bool color)
{
    const lyd_finding **findings = calloc(view->finding_count + 1, sizeof(const lyd_finding *));
    if (findings == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < view->finding_count; i++) {
        findings[i] = &view->findings[i];
    }
    put_run(&view->run);
    lyd_status status = put_findings(findings, view->finding_count, width, color);
    free(findings);
    put_types(view->types, view->type_count);
    put_servers(view->servers, view->server_count);
    return status;
}

/* ---- diff ---- */

static void put_heading(const char *title, size_t count)
{
    if (count > 0) {
        (void)printf("\n%s: %zu\n", title, count);
    }
}

static void put_state(const lyd_finding *finding)
{
    (void)printf("%s%s", lyd_row_name(lyd_severity_names, (int)finding->severity), finding->waiver != NULL ? " (waived)" : "");
}

lyd_status lyd_history_text_diff(const lyd_past_run *newer, const lyd_news *changes, int width, bool color)
{
    char began[LYD_TIME_TEXT], ended[LYD_TIME_TEXT];
    put_safe(newer->topology);
    (void)printf(", from run %lld (%s) to run %lld (%s): %zu new, %zu gone, %zu changed\n", (long long)changes->since->id,
                 time_text(changes->since->started, began), (long long)newer->id, time_text(newer->started, ended), changes->fresh_count,
                 changes->gone_count, changes->changed_count);
    if (!changes->complete) {
        (void)printf("INCOMPLETE: run %lld had %zu failed lookups, so nothing counts as gone\n", (long long)newer->id,
                     newer->failed_lookups);
    }
    put_heading("New", changes->fresh_count);
    lyd_status status = put_findings(changes->fresh, changes->fresh_count, width, color);
    put_heading("Gone", changes->gone_count);
    for (size_t i = 0; i < changes->gone_count; i++) {
        (void)fputs("  ", stdout);
        put_safe(changes->gone[i]->key);
        (void)fputs(", was ", stdout);
        put_state(changes->gone[i]);
        (void)putchar('\n');
    }
    put_heading("Changed", changes->changed_count);
    for (size_t i = 0; i < changes->changed_count; i++) {
        (void)fputs("  ", stdout);
        put_safe(changes->changed[i].now->key);
        (void)fputs(", was ", stdout);
        put_state(changes->changed[i].before);
        (void)fputs(", is ", stdout);
        put_state(changes->changed[i].now);
        (void)putchar('\n');
    }
    return status;
}

/* ---- finding ---- */

/* A line a stretch: everything in words, and a bar for those who see it. */
static void put_chart(const lyd_stretch *stretches, size_t count, bool finding)
{
    char first[LYD_TIME_TEXT], last[LYD_TIME_TEXT], runs[64], word[32];
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        most = stretches[i].runs > most ? stretches[i].runs : most;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_stretch *s = &stretches[i];
        size_t marks = most <= BAR_MAX ? s->runs : (s->runs * BAR_MAX + most - 1) / most;
        (void)snprintf(runs, sizeof(runs), "%zu run%s", s->runs, s->runs == 1 ? "" : "s");
        (void)snprintf(word, sizeof(word), "%s%s", lyd_stretch_word(s, finding), s->waived ? ", waived" : "");
        (void)printf("    %s to %s  %9s  %-*s  %.*s\n", time_text(s->first->started, first), time_text(s->last->started, last), runs,
                     finding ? 15 : 10, word, (int)marks, s->state < 0 ? "...................." : "####################");
    }
}

static void put_story(const lyd_story *story)
{
    char first[LYD_TIME_TEXT], last[LYD_TIME_TEXT];
    put_safe(story->latest.key);
    (void)fputs(" in ", stdout);
    put_safe(story->topology);
    (void)fputs("\n  ", stdout);
    put_safe(story->latest.message);
    (void)printf("\n  First seen %s in run %lld,\n  last seen %s in run %lld; in %zu of %zu runs.\n", time_text(story->first_seen, first),
                 (long long)story->first_run, time_text(story->last->started, last), (long long)story->last->id, story->runs_with,
                 story->runs);
    (void)puts("\n  The finding, oldest first:");
    put_chart(story->stretches, story->stretch_count, true);
    for (size_t i = 0; i < story->name_count; i++) {
        (void)fputs("\n  Address type of ", stdout);
        put_safe(story->names[i].fqdn);
        (void)puts(", oldest first:");
        put_chart(story->names[i].stretches, story->names[i].count, false);
    }
}

void lyd_history_text_story(const lyd_story *stories, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fputs(i > 0 ? "\n" : "", stdout);
        put_story(&stories[i]);
    }
}

/* ---- prune ---- */

void lyd_history_text_prune(const lyd_pruned *rows, size_t count, int64_t before)
{
    char limit[LYD_TIME_TEXT], oldest[LYD_TIME_TEXT], newest[LYD_TIME_TEXT];
    if (count == 0) {
        (void)puts("No audit has been kept yet.");
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_pruned *row = &rows[i];
        put_safe(row->topology);
        if (row->removed == 0) {
            (void)printf(": nothing to remove before %s, %zu audits kept\n", time_text(before, limit), row->kept);
        } else {
            (void)printf(": %zu audits removed, of %s to %s; %zu kept\n", row->removed, time_text(row->oldest, oldest),
                         time_text(row->newest, newest), row->kept);
        }
    }
}
