/* The history of an audit: the earlier runs, what changed, and this run kept. */
#include "keep.h"

#include "cli/cli.h"

#include <string.h>

/* The earlier runs of the topology. */
static lyd_status read_past(lyd_keep *keep, lyd_report *report)
{
    lyd_past_run *runs;
    size_t count, kept = 0;
    lyd_status status = lyd_history_runs(keep->history, keep->arena, &runs, &count);
    for (size_t i = 0; status == LYD_OK && i < count; i++) {
        if (strcmp(runs[i].topology, report->run->facts.topology->name) == 0) {
            runs[kept++] = runs[i];
            report->last_complete = runs[i].complete ? runs[i].started : report->last_complete;
        }
    }
    report->past = status == LYD_OK ? runs : NULL;
    report->past_count = kept;
    return status;
}

/* The run is compared before its report is written and kept afterwards, so that changes are reported twice rather than never if the program
 * ends between the two. */
void lyd_keep_open(lyd_keep *keep, const lyd_options *options, lyd_report *report, lyd_diag *diag)
{
    *keep = (lyd_keep){.history = NULL};
    if (!lyd_options_given(options, LYD_OPT_HISTORY)) {
        return;
    }
    const char *path = lyd_options_value(options, LYD_OPT_HISTORY)->text;
    keep->status = lyd_history_open(path, LYD_HISTORY_CREATE, LYD_HISTORY_WAIT_MS, &keep->history, diag);
    if (keep->status == LYD_OK) {
        keep->arena = lyd_arena_new();
        keep->status = keep->arena == NULL ? LYD_ENOMEM : read_past(keep, report);
    }
    if (keep->status == LYD_OK && lyd_options_given(options, LYD_OPT_CHANGES_ONLY)) {
        keep->status = lyd_history_news(keep->history, report->run, keep->arena, &keep->changes);
        report->changes = keep->status == LYD_OK ? &keep->changes : NULL;
    }
}

void lyd_keep_run(lyd_keep *keep, const lyd_report *report, bool reported)
{
    int64_t id;
    if (keep->history != NULL && keep->status == LYD_OK && reported) {
        keep->status = lyd_history_add(keep->history, report->run, report->exit_code, &id);
    }
}

void lyd_keep_close(lyd_keep *keep)
{
    lyd_history_close(keep->history);
    lyd_arena_free(keep->arena);
    *keep = (lyd_keep){.history = NULL};
}
