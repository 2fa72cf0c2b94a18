/* history_output.h: what the history command prints, as text and as JSON. */
#ifndef LYD_CLI_HISTORY_OUTPUT_H
#define LYD_CLI_HISTORY_OUTPUT_H

#include <lyncdns/history.h>

/* All there is to one run. */
typedef struct lyd_run_view {
    lyd_past_run run;
    lyd_finding *findings;
    lyd_past_type *types;
    lyd_server_summary *servers;
    size_t finding_count, type_count, server_count;
} lyd_run_view;

void lyd_history_text_list(const lyd_past_run *runs, size_t count);
lyd_status lyd_history_text_run(const lyd_run_view *view, int width, bool color);
lyd_status lyd_history_text_diff(const lyd_past_run *newer, const lyd_news *changes, int width, bool color);
void lyd_history_text_story(const lyd_story *stories, size_t count);
void lyd_history_text_prune(const lyd_pruned *rows, size_t count, int64_t before);

lyd_status lyd_history_json_list(const lyd_past_run *runs, size_t count);
lyd_status lyd_history_json_run(const lyd_run_view *view);
lyd_status lyd_history_json_diff(const lyd_past_run *newer, const lyd_news *changes);
lyd_status lyd_history_json_story(const lyd_story *stories, size_t count);
lyd_status lyd_history_json_prune(const lyd_pruned *rows, size_t count, int64_t before);

/* "error", "absent", "not told", or an address type: what a stretch says. */
const char *lyd_stretch_word(const lyd_stretch *stretch, bool finding);

#endif
