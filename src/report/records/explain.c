/* One record of a SIP domain explained: who looks it up, in which order, when it must be there or must not, what happens without it. */
#include "report/text/layout.h"

#include <lyncdns/report.h>

#include <string.h>

#define TEXT_COLUMN 12

static bool is_asked_by(const lyd_lookup_order *order, lyd_wanted wanted)
{
    bool asked = false;
    for (size_t i = 0; i < order->count; i++) {
        asked = asked || order->records[i] == wanted;
    }
    return asked;
}

/* ---- text ---- */

static void begin(lyd_layout *layout, const char *heading)
{
    lyd_layout_line(layout, 0, TEXT_COLUMN);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, heading);
    lyd_layout_tab(layout, TEXT_COLUMN);
}

static void part(lyd_layout *layout, const char *heading, const char *text)
{
    begin(layout, heading);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    lyd_layout_end(layout);
}

static void put_title(lyd_layout *layout, const lyd_wanted_row *row)
{
    lyd_layout_line(layout, 0, TEXT_COLUMN);
    lyd_layout_words(layout, LYD_STYLE_BOLD, row->owner);
    if (row->type == LYD_TYPE_SRV) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, row->ports[1] != 0 ? "SRV, port %u or %u" : "SRV, port %u", row->ports[0],
                          row->ports[1]);
    } else {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "A, AAAA or CNAME");
    }
    lyd_layout_end(layout);
}

static void put_wants(lyd_layout *layout, lyd_wanted wanted)
{
    const char *heading = "Wanted";
    for (size_t i = 0; i < lyd_want_count; i++) {
        const lyd_want *want = &lyd_want_rows[i];
        if (want->wanted != wanted) {
            continue;
        }
        begin(layout, heading);
        layout->indent = TEXT_COLUMN + 2;
        lyd_layout_printf(layout, want->expected == LYD_EXPECTED_REQUIRED ? LYD_STYLE_BOLD : LYD_STYLE_CYAN, "%s: %s",
                          lyd_row_name(lyd_view_kinds, (int)want->kind),
                          want->expected == LYD_EXPECTED_REQUIRED ? "required" : "must not be there");
        if (want->cloud) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "with teams-only");
        }
        if (want->when->words != NULL) {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "if %s", want->when->words);
        }
        if (want->split) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "(unless inside and outside have the same servers)");
        }
        lyd_layout_end(layout);
        heading = "";
    }
    if (heading[0] != '\0') {
        part(layout, heading, "nowhere: it is optional");
    }
}

static void put_orders(lyd_layout *layout, lyd_wanted wanted)
{
    const char *heading = "Looked up";
    for (size_t i = 0; i < lyd_lookup_order_count; i++) {
        const lyd_lookup_order *order = &lyd_lookup_orders[i];
        if (!is_asked_by(order, wanted)) {
            continue;
        }
        begin(layout, heading);
        layout->indent = TEXT_COLUMN + 2;
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s:", order->client);
        for (size_t k = 0; k < order->count; k++) {
            lyd_layout_printf(layout, order->records[k] == wanted ? LYD_STYLE_BOLD : LYD_STYLE_PLAIN, "%s%s",
                              lyd_wanted_rows[order->records[k]].owner, k + 1 < order->count ? "," : ".");
        }
        if (order->remark != NULL) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, order->remark);
        }
        lyd_layout_end(layout);
        heading = "";
    }
}

static void put_near_misses(lyd_layout *layout, lyd_wanted wanted)
{
    bool any = false;
    for (size_t i = 0; i < lyd_near_miss_count; i++) {
        if (lyd_near_misses[i].wanted == wanted && lyd_near_misses[i].owner != NULL) {
            if (!any) {
                begin(layout, "Misspelt");
                lyd_layout_words(layout, LYD_STYLE_PLAIN, "often written instead:");
            }
            lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_near_misses[i].owner);
            any = true;
        }
    }
    if (any) {
        lyd_layout_end(layout);
    }
}

static void put_references(lyd_layout *layout, const lyd_wanted_row *row, const lyd_records *records)
{
    part(layout, "Reference", records != NULL ? lyd_reference_for(row->references, records->topology->product) : row->references[0]);
    if (records == NULL && strcmp(row->references[0], row->references[1]) != 0) {
        part(layout, "", row->references[1]);
    }
}

static void explain(lyd_layout *layout, lyd_wanted wanted, const lyd_records *records)
{
    const lyd_wanted_row *row = &lyd_wanted_rows[wanted];
    put_title(layout, row);
    lyd_layout_blank(layout);
    part(layout, "Why", row->why);
    put_wants(layout, wanted);
    put_orders(layout, wanted);
    part(layout, "Order", row->order);
    put_near_misses(layout, wanted);
    put_references(layout, row, records);
}

lyd_status lyd_explain_text(const lyd_explained *explained, FILE *stream)
{
    lyd_layout layout;
    lyd_layout_start(&layout, stream, explained->width, explained->color);
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        if (explained->wanted == LYD_WANTED_COUNT || (int)explained->wanted == wanted) {
            if (explained->wanted == LYD_WANTED_COUNT && wanted > 0) {
                lyd_layout_blank(&layout);
            }
            explain(&layout, (lyd_wanted)wanted, explained->records);
        }
    }
    if (explained->records != NULL && explained->records->count > 0) {
        const lyd_records_report report = {
            .records = explained->records, .run = explained->run, .width = explained->width, .color = explained->color};
        lyd_layout_blank(&layout);
        return lyd_records_formats[0].write(&report, stream);
    }
    return ferror(stream) ? LYD_EIO : LYD_OK;
}

/* ---- JSON ---- */

static void json_wants(lyd_json *json, lyd_wanted wanted)
{
    lyd_json_open(json, "wanted", '[');
    for (size_t i = 0; i < lyd_want_count; i++) {
        const lyd_want *want = &lyd_want_rows[i];
        if (want->wanted == wanted) {
            lyd_json_open(json, NULL, '{');
            lyd_json_text(json, "kind", lyd_row_name(lyd_view_kinds, (int)want->kind));
            lyd_json_text(json, "expected", lyd_row_name(lyd_expected_names, (int)want->expected));
            lyd_json_text(json, "if", want->when->words);
            lyd_json_bool(json, "teams_only", want->cloud);
            lyd_json_bool(json, "unless_same_servers", want->split);
            lyd_json_close(json);
        }
    }
    lyd_json_close(json);
}

static void json_orders(lyd_json *json, lyd_wanted wanted)
{
    lyd_json_open(json, "lookups", '[');
    for (size_t i = 0; i < lyd_lookup_order_count; i++) {
        const lyd_lookup_order *order = &lyd_lookup_orders[i];
        if (is_asked_by(order, wanted)) {
            lyd_json_open(json, NULL, '{');
            lyd_json_text(json, "client", order->client);
            lyd_json_open(json, "order", '[');
            for (size_t k = 0; k < order->count; k++) {
                lyd_json_text(json, NULL, lyd_wanted_rows[order->records[k]].owner);
            }
            lyd_json_close(json);
            lyd_json_text(json, "remark", order->remark);
            lyd_json_close(json);
        }
    }
    lyd_json_close(json);
}

static void json_record(lyd_json *json, lyd_wanted wanted)
{
    const lyd_wanted_row *row = &lyd_wanted_rows[wanted];
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "record", row->owner);
    lyd_json_text(json, "type", row->type == LYD_TYPE_SRV ? "SRV" : "A/AAAA");
    lyd_json_open(json, "ports", '[');
    for (size_t i = 0; i < LYD_WANTED_PORTS && row->ports[i] != 0; i++) {
        lyd_json_integer(json, NULL, row->ports[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "used_by", '[');
    for (size_t i = 0; i < LYD_WANTED_USERS && row->users[i] != NULL; i++) {
        lyd_json_text(json, NULL, row->users[i]);
    }
    lyd_json_close(json);
    lyd_json_text(json, "why", row->why);
    lyd_json_text(json, "order", row->order);
    json_wants(json, wanted);
    json_orders(json, wanted);
    lyd_json_text(json, "reference", row->references[0]);
    lyd_json_text(json, "reference_skype_for_business", row->references[1]);
    lyd_json_close(json);
}

lyd_status lyd_explain_json(const lyd_explained *explained, FILE *stream)
{
    lyd_json *json = lyd_json_new(stream, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-explained-1");
    lyd_json_open(json, "records", '[');
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        if (explained->wanted == LYD_WANTED_COUNT || (int)explained->wanted == wanted) {
            json_record(json, (lyd_wanted)wanted);
        }
    }
    lyd_json_close(json);
    lyd_json_close(json);
    return lyd_json_free(json);
}
