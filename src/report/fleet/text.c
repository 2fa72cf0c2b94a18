/* A fleet's summary for people: the verdict, a line for each deployment, the worst first, what several share, the verdict again. */
#include "summary.h"

#include "report/text/layout.h"

#include <stdlib.h>

#define NAMES_MAX 5    /* deployments named for one server */
#define NAME_SHOWN 128 /* bytes of such a name; the table has all of it */

static void put_verdict(lyd_layout *layout, const lyd_fleet *fleet)
{
    char sentence[LYD_FLEET_SENTENCE];
    lyd_style style = lyd_fleet_exit(fleet) == 0 ? LYD_STYLE_GREEN : lyd_fleet_exit(fleet) == 3 ? LYD_STYLE_YELLOW : LYD_STYLE_RED;
    lyd_fleet_sentence(fleet, sentence);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, style, "%s:", lyd_fleet_word(fleet));
    lyd_layout_words(layout, LYD_STYLE_PLAIN, sentence);
    lyd_layout_end(layout);
}

#define COUNT_TEXT 24

static void format_count(size_t count, char text[COUNT_TEXT])
{
    if (count == LYD_FLEET_UNKNOWN) {
        (void)snprintf(text, COUNT_TEXT, "-");
    } else {
        (void)snprintf(text, COUNT_TEXT, "%zu", count);
    }
}

/* One line a deployment however narrow the terminal, for people and for awk; the message of an error is its last column. */
static void put_row(FILE *stream, const lyd_fleet_report *report, const lyd_fleet_row *row)
{
    static const char *const colors[] = {
        [LYD_FLEET_OK] = "", [LYD_FLEET_FINDINGS] = "\033[1;31m", [LYD_FLEET_INCOMPLETE] = "\033[33m", [LYD_FLEET_ERROR] = "\033[1;31m"};
    const char *color = report->color ? colors[row->verdict] : "";
    char age[LYD_FLEET_AGE], fresh[COUNT_TEXT], gone[COUNT_TEXT];
    lyd_fleet_age(row->last_complete, report->now, age);
    format_count(row->fresh, fresh);
    format_count(row->gone, gone);
    (void)fprintf(stream, "%s%-10s%s", color, lyd_row_name(lyd_fleet_verdicts, (int)row->verdict), color[0] != '\0' ? "\033[0m" : "");
    if (row->verdict == LYD_FLEET_ERROR) {
        (void)fprintf(stream, "  %6s  %8s  %5s  %5s  %6s  %8s  ", "-", "-", "-", "-", "-", "-");
    } else {
        (void)fprintf(stream, "  %6zu  %8zu  %5s  %5s  %6zu  %8s  ", row->errors, row->warnings, fresh, gone, row->waived, age);
    }
    lyd_text_print_safe(stream, lyd_fleet_name(row));
    if (row->topology != NULL) {
        (void)fputs(" (", stream);
        lyd_text_print_safe(stream, row->file);
        (void)fputc(')', stream);
    }
    if (row->message != NULL) {
        (void)fputs(": ", stream);
        lyd_text_print_safe(stream, row->message);
    }
    (void)fputc('\n', stream);
}

static lyd_status put_rows(FILE *stream, const lyd_fleet_report *report)
{
    uint32_t *order = lyd_fleet_order(report->fleet);
    if (order == NULL) {
        return LYD_ENOMEM;
    }
    (void)fputs("\nverdict     errors  warnings    new   gone  waived  complete  deployment\n", stream);
    for (size_t i = 0; i < report->fleet->count; i++) {
        const lyd_fleet_row *row = &report->fleet->rows[order[i]];
        if (!report->changes_only || lyd_fleet_has_news(row)) {
            put_row(stream, report, row);
        }
    }
    free(order);
    return LYD_OK;
}

/* "10.0.0.10:53 doesn't answer: 7 deployments: a, b, c, d, e, and 2 more." */
static void put_server(lyd_layout *layout, const lyd_fleet *fleet, const lyd_fleet_server *server, lyd_fleet_trouble trouble)
{
    size_t count = server->counts[trouble], shown = count > NAMES_MAX ? NAMES_MAX : count;
    lyd_layout_line(layout, 2, 6);
    lyd_layout_words(layout, LYD_STYLE_BOLD, server->server);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s: %zu deployments:", lyd_fleet_trouble_texts[trouble], count);
    for (size_t i = 0; i < shown; i++) {
        char name[NAME_SHOWN];
        bool last = i + 1 == count;
        (void)snprintf(name, sizeof(name), "%.*s%s", NAME_SHOWN - 2, lyd_fleet_name(&fleet->rows[server->rows[trouble][i]]),
                       last ? "." : ",");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, name);
    }
    if (count > shown) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more.", count - shown);
    }
    lyd_layout_end(layout);
}

static void put_shared(lyd_layout *layout, const lyd_fleet *fleet)
{
    bool begun = false;
    for (size_t i = 0; i < fleet->server_count; i++) {
        for (int t = 0; t < LYD_FLEET_TROUBLES; t++) {
            if (lyd_fleet_is_shared(&fleet->servers[i], (lyd_fleet_trouble)t)) {
                if (!begun) {
                    lyd_text_heading(layout, "What several share");
                    begun = true;
                }
                put_server(layout, fleet, &fleet->servers[i], (lyd_fleet_trouble)t);
            }
        }
    }
}

static bool has_news(const lyd_fleet *fleet)
{
    bool news = false;
    for (size_t i = 0; i < fleet->count && !news; i++) {
        news = lyd_fleet_has_news(&fleet->rows[i]);
    }
    return news;
}

lyd_status lyd_fleet_text(const lyd_fleet_report *report, FILE *stream)
{
    lyd_layout layout;
    if (report->changes_only && !has_news(report->fleet)) {
        return LYD_OK;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    put_verdict(&layout, report->fleet);
    lyd_status status = put_rows(stream, report);
    put_shared(&layout, report->fleet);
    lyd_layout_blank(&layout);
    put_verdict(&layout, report->fleet);
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
