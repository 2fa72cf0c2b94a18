/* The state of a run or of a part of it, as monitoring systems number states, and the words of a status line. */
#include "monitor.h"

#include "report/shared.h"

#include <string.h>

int lyd_state_of(const lyd_state_counts *counts)
{
    if (counts->errors > 0) {
        return 2;
    }
    return !counts->complete ? 3 : counts->warnings > 0 ? 1 : 0;
}

/* A finding about a lookup that failed is of severity error, but what it says is that something is unknown. */
lyd_state_counts lyd_state_counts_of(const lyd_judgement *judgement)
{
    lyd_state_counts counts = {.complete = judgement->complete};
    counts.errors = lyd_judge_exit(judgement, LYD_ERROR) == 1 ? 1 : 0;
    counts.warnings = lyd_judge_exit(judgement, LYD_WARNING) == 1 ? 1 : 0;
    return counts;
}

/* SPECIAL: characters with a meaning, written as "/". */
static void put_plain(FILE *stream, const char *text, const char *special)
{
    char unit[LYD_SAFE_UNIT];
    while (lyd_safe_next(&text, unit)) {
        (void)fputs(strchr(special, unit[0]) != NULL ? "/" : unit, stream);
    }
}

void lyd_put_status_text(FILE *stream, const char *text)
{
    put_plain(stream, text, "|");
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void put_left_views(FILE *stream, const lyd_topology *topology)
{
    for (size_t v = 0; v < topology->left_view_count; v++) {
        (void)fputs(v > 0 ? ", " : topology->left_view_count > 1 ? "; left out: views " : "; left out: view ", stream);
        put_plain(stream, topology->left_views[v], "|\\"); /* Checkmk takes a backslash and an n for the end of a line */
    }
}

void lyd_put_status_counts(FILE *stream, const lyd_run *run)
{
    const lyd_judgement *j = &run->judgement;
    (void)fprintf(stream, "%zu error%s, %zu warning%s", j->counts[LYD_ERROR], plural(j->counts[LYD_ERROR]), j->counts[LYD_WARNING],
                  plural(j->counts[LYD_WARNING]));
    if (j->waived > 0) {
        (void)fprintf(stream, " (%zu waived)", j->waived);
    }
    if (j->left_out > 0) {
        (void)fprintf(stream, "; %zu finding%s left out (--only)", j->left_out, plural(j->left_out));
    }
    put_left_views(stream, run->facts.topology);
    if (!j->complete) {
        char text[LYD_INCOMPLETE_TEXT];
        lyd_incomplete_format(run, text);
        (void)fprintf(stream, "; incomplete: %s", text);
    }
}
