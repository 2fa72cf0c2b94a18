/* The servers that were asked. */
#include "text.h"

#include "report/shared.h"

#include <string.h>

static void put_number(lyd_layout *layout, size_t end, size_t number)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%zu", number);
    lyd_layout_right(layout, end, text);
}

static size_t widest(const char *text, size_t least)
{
    size_t columns = lyd_text_columns(text, strlen(text));
    return columns > least ? columns : least;
}

static void put_server(lyd_layout *layout, const lyd_server_summary *row, size_t server_column, size_t numbers)
{
    char text[64], loss[LYD_LOSS_TEXT];
    lyd_layout_line(layout, 2, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->view);
    lyd_layout_tab(layout, server_column);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->server);
    put_number(layout, numbers, row->lookups);
    put_number(layout, numbers + 8, row->failed);
    lyd_layout_tab(layout, numbers + 10);
    if (!row->reachable) {
        lyd_layout_words(layout, LYD_STYLE_RED, lyd_no_reply(row));
    } else if (row->rtt_ms_max > 0) {
        (void)snprintf(text, sizeof(text), "%.1f / %.1f ms", row->rtt_ms_median, row->rtt_ms_max);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    } else {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "not timed");
    }
    lyd_layout_end(layout);
    if (row->over_tcp) {
        lyd_layout_line(layout, 4, 4);
        lyd_layout_words(layout, LYD_STYLE_RED, LYD_OVER_TCP);
        lyd_layout_end(layout);
    }
    lyd_loss_format(row, loss);
    if (loss[0] != '\0') {
        lyd_layout_line(layout, 4, 4);
        lyd_layout_words(layout, LYD_STYLE_RED, loss);
        lyd_layout_end(layout);
    }
}

void lyd_text_servers(lyd_layout *layout, const lyd_server_summary *rows, size_t count)
{
    size_t view_width = strlen("view"), server_width = strlen("server");
    for (size_t i = 0; i < count; i++) {
        view_width = widest(rows[i].view, view_width);
        server_width = widest(rows[i].server, server_width);
    }
    size_t server_column = 2 + view_width + 2, numbers = server_column + server_width + 9;
    lyd_text_heading(layout, "Servers");
    lyd_layout_line(layout, 2, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "view");
    lyd_layout_tab(layout, server_column);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "server");
    lyd_layout_right(layout, numbers, "lookups");
    lyd_layout_right(layout, numbers + 8, "failed");
    lyd_layout_tab(layout, numbers + 10);
    bool fits = numbers + 10 + strlen("round trip (median / longest)") <= layout->width;
    lyd_layout_words(layout, LYD_STYLE_PLAIN, fits ? "round trip (median / longest)" : "round trip");
    lyd_layout_end(layout);
    for (size_t i = 0; i < count; i++) {
        put_server(layout, &rows[i], server_column, numbers);
    }
}

static bool is_fine(const lyd_server_summary *row)
{
    char loss[LYD_LOSS_TEXT];
    lyd_loss_format(row, loss);
    return row->reachable && row->failed == 0 && !row->over_tcp && loss[0] == '\0';
}

void lyd_text_sum_servers(lyd_layout *layout, const lyd_server_summary *rows, size_t count)
{
    bool fine = true;
    for (size_t i = 0; i < count; i++) {
        fine = fine && is_fine(&rows[i]);
    }
    if (!fine) {
        lyd_text_servers(layout, rows, count);
        return;
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, "Servers:");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, count == 1 ? "it answered each lookup" : "all %zu answered each lookup", count);
    lyd_layout_end(layout);
}
