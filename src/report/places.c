/* From where and when the answers of a run are, a line for each view: said where a reader couldn't take it from the run alone. */
#include "shared.h"

#include <string.h>

static bool is_unused(const lyd_server_summary *row)
{
    return row->refusal == LYD_NOT_SAVED;
}

/* An earlier row has the same line. */
static bool repeats(const lyd_server_summary *rows, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        bool same_place = rows[k].vantage == NULL || rows[i].vantage == NULL ? rows[k].vantage == rows[i].vantage
                                                                             : strcmp(rows[k].vantage, rows[i].vantage) == 0;
        bool same_time = rows[k].asked == rows[i].asked && is_unused(&rows[k]) == is_unused(&rows[i]);
        if (same_place && same_time && strcmp(rows[k].view, rows[i].view) == 0) {
            return true;
        }
    }
    return false;
}

static const char *line_of(const lyd_run *run, const lyd_server_summary *row)
{
    char asked[LYD_TIME_TEXT];
    bool unused = is_unused(row);
    lyd_time_format(row->asked, asked);
    if (unused && row->asked == 0) {
        return lyd_arena_printf(run->arena, "view %s: no saved answers", row->view);
    }
    return lyd_arena_printf(run->arena, "view %s: %sasked%s%s at %s%s", row->view, unused ? "no answers, those " : "",
                            row->vantage != NULL ? " from " : "", row->vantage != NULL ? row->vantage : "", asked,
                            unused ? " aren't within the allowed age" : "");
}

/* Answers of a file are older than the report. */
static bool is_saved(const lyd_topology *t)
{
    bool saved = false;
    for (size_t v = 0; v < t->view_count && !saved; v++) {
        saved = t->views[v].server_count > 0 && t->views[v].servers[0].asked != 0;
    }
    return saved;
}

lyd_status lyd_places_of(lyd_run *run, bool dated, lyd_places *places)
{
    const lyd_topology *t = run->facts.topology;
    lyd_server_summary *rows;
    size_t count;
    bool told = !dated && is_saved(t), failed = false;
    lyd_status status = lyd_run_servers(run, &rows, &count);
    const char **lines = status == LYD_OK ? lyd_arena_zalloc(run->arena, count + t->left_view_count, sizeof(*lines)) : NULL;
    *places = (lyd_places){.lines = lines};
    if (lines == NULL) {
        return status == LYD_OK ? LYD_ENOMEM : status;
    }
    for (size_t i = 0; i < count; i++) {
        told = told || rows[i].vantage != NULL || rows[i].asked != run->started;
    }
    for (size_t i = 0; i < count && told; i++) {
        if (rows[i].lookups > 0 && !repeats(rows, i)) {
            lines[places->count] = line_of(run, &rows[i]);
            failed = failed || lines[places->count++] == NULL;
        }
    }
    for (size_t v = 0; v < t->left_view_count; v++) {
        lines[places->count] = lyd_arena_printf(run->arena, "view %s: left out, not judged", t->left_views[v]);
        failed = failed || lines[places->count++] == NULL;
    }
    return failed ? LYD_ENOMEM : LYD_OK;
}
