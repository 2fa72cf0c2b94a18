/* The list of wanted records for people: a section for each SIP domain, a line for each record and kind of view. */
#include "formats.h"

#include "report/text/text.h"

#include <string.h>

#define NAME_LEAST 22 /* "_sipfederationtls._tcp" */
#define NAME_MOST 34
#define WIDE 120 /* columns from which DNS has a column of its own */
#define WIDE_MOST 180

typedef struct table {
    lyd_layout layout;
    const lyd_records *records;
    size_t kind, wanted, value, dns; /* where these columns begin; dns 0: lines of their own */
} table;

/* The name in a section of its SIP domain: without it. */
static size_t shown_length(const lyd_wanted_record *item)
{
    return strlen(item->name) - (item->wanted != LYD_WANTED_COUNT ? strlen(item->sip_domain) + 1 : 0);
}

static size_t kind_columns(unsigned kinds)
{
    size_t most = 0;
    for (const lyd_row *kind = lyd_view_kinds; kind->name != NULL; kind++) {
        size_t length = (kinds & (unsigned)kind->id) != 0 ? strlen(kind->name) : 0;
        most = length > most ? length : most;
    }
    return most;
}

static void columns(table *t, int width)
{
    size_t name = NAME_LEAST;
    for (size_t i = 0; i < t->records->count; i++) {
        size_t length = shown_length(&t->records->items[i]);
        name = length > name && length <= NAME_MOST ? length : name;
    }
    t->kind = 2 + name + 2;
    t->wanted = t->kind + kind_columns(t->records->kinds) + 2;
    t->value = t->wanted + strlen("required") + 2;
    if (width >= WIDE) {
        t->layout.width = width < WIDE_MOST ? (size_t)width : WIDE_MOST;
        t->dns = t->value + (t->layout.width - t->value) / 2;
    }
    if (!t->records->asked) {
        t->dns = 0;
    }
}

/* What is optional, has no value and wasn't found isn't worth a line. */
static bool is_shown(const lyd_wanted_record *item)
{
    return item->expected != LYD_EXPECTED_OPTIONAL || item->value_count > 0 || item->found == LYD_DNS_YES;
}

/* It needs a value that the topology doesn't state. That is no news of the addresses of a server. */
static bool is_open(const lyd_wanted_record *item)
{
    return item->value_count == 0 && item->expected == LYD_EXPECTED_REQUIRED && item->unstated != NULL && item->wanted != LYD_WANTED_COUNT;
}

static void put_value(table *t, const lyd_wanted_record *item)
{
    for (size_t i = 0; i < item->value_count; i++) {
        char text[LYD_RECORD_TEXT];
        lyd_record_format(&item->values[i], text);
        if (item->values[i].type == LYD_TYPE_CNAME) {
            lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "->");
        }
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, text);
    }
    if (is_open(item)) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(%s)", item->unstated);
    }
    if (item->no_alias != NULL) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "by addresses, not as an alias");
    }
}

static void put_found(table *t, const lyd_wanted_record *item, bool has_value)
{
    bool wrong = item->expected == LYD_EXPECTED_ABSENT && item->found == LYD_DNS_YES && !item->wildcard;
    bool missing = item->expected == LYD_EXPECTED_REQUIRED && item->found == LYD_DNS_NO;
    if (item->found == LYD_DNS_UNASKED) {
        return;
    }
    if (t->dns == 0 && has_value) {
        lyd_layout_end(&t->layout);
        lyd_layout_line(&t->layout, t->value, t->value + 2);
    } else if (t->dns == 0) {
        lyd_layout_tab(&t->layout, t->value);
        t->layout.indent = t->value + 2;
    } else {
        lyd_layout_tab(&t->layout, t->dns);
        t->layout.indent = t->dns + 2;
    }
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "DNS:");
    if (missing) {
        lyd_layout_words(&t->layout, LYD_STYLE_RED, "missing");
    } else if (item->found == LYD_DNS_NO) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "none");
    }
    if (wrong) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "must not be there:");
    }
    for (size_t i = 0; i < item->has_count; i++) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, item->has[i]);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, i + 1 < item->has_count && item->srv ? "and" : "");
    }
    if (item->wildcard) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "(by a wildcard)");
    }
    if (item->failed) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, item->found == LYD_DNS_UNKNOWN ? "unknown: a lookup failed" : "(a lookup failed)");
    }
}

static void put_item(table *t, const lyd_wanted_record *item, bool named)
{
    static const char *const words[] = {
        [LYD_EXPECTED_OPTIONAL] = "optional", [LYD_EXPECTED_REQUIRED] = "required", [LYD_EXPECTED_ABSENT] = "must not"};
    static const lyd_style styles[] = {
        [LYD_EXPECTED_OPTIONAL] = LYD_STYLE_PLAIN, [LYD_EXPECTED_REQUIRED] = LYD_STYLE_BOLD, [LYD_EXPECTED_ABSENT] = LYD_STYLE_CYAN};
    char name[LYD_NAME_TEXT] = "";
    memcpy(name, item->name, shown_length(item));
    lyd_layout_line(&t->layout, 2, t->value);
    if (named) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, name);
        if (shown_length(item) + 2 >= t->kind) {
            lyd_layout_end(&t->layout);
            lyd_layout_line(&t->layout, 2, t->value);
        }
    }
    lyd_layout_tab(&t->layout, t->kind);
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, lyd_row_name(lyd_view_kinds, (int)item->kind));
    lyd_layout_tab(&t->layout, t->wanted);
    lyd_layout_words(&t->layout, styles[item->expected], words[item->expected]);
    bool has_value = item->value_count > 0 || is_open(item);
    if (has_value) {
        lyd_layout_tab(&t->layout, t->value);
        put_value(t, item);
    }
    put_found(t, item, has_value);
    lyd_layout_end(&t->layout);
}

static void put_counts(table *t)
{
    size_t wanted[3] = {0}, missing = 0, wrong = 0, failed = 0;
    for (size_t i = 0; i < t->records->count; i++) {
        const lyd_wanted_record *item = &t->records->items[i];
        wanted[item->expected]++;
        missing += item->expected == LYD_EXPECTED_REQUIRED && item->found == LYD_DNS_NO;
        wrong += item->expected == LYD_EXPECTED_ABSENT && item->found == LYD_DNS_YES && !item->wildcard;
        failed += item->failed;
    }
    lyd_layout_blank(&t->layout);
    lyd_layout_line(&t->layout, 0, 0);
    lyd_layout_printf(&t->layout, LYD_STYLE_BOLD, "%zu required, %zu must not be there", wanted[LYD_EXPECTED_REQUIRED],
                      wanted[LYD_EXPECTED_ABSENT]);
    if (t->records->asked) {
        lyd_layout_printf(&t->layout, missing + wrong > 0 ? LYD_STYLE_RED : LYD_STYLE_BOLD,
                          "- DNS: %zu missing, %zu there that must not be", missing, wrong);
    }
    if (failed > 0) {
        lyd_layout_printf(&t->layout, LYD_STYLE_YELLOW, "- incomplete: lookups of %zu failed", failed);
    }
    lyd_layout_end(&t->layout);
}

static void put_notes(table *t)
{
    const lyd_topology *topology = t->records->topology;
    const char *note = topology->sip_domain_count == 0 ? "The topology has no sip-domains: add them for SRV and autodiscover records."
                       : lyd_views_are_one(topology)   ? "Inside and outside have the same servers: nothing can be kept from one side."
                                                       : NULL;
    if (note != NULL) {
        lyd_layout_blank(&t->layout);
        lyd_layout_line(&t->layout, 0, 0);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, note);
        lyd_layout_end(&t->layout);
    }
}

lyd_status lyd_records_text(const lyd_records_report *report, FILE *stream)
{
    table t = {.records = report->records};
    const char *section = NULL, *name = NULL;
    lyd_layout_start(&t.layout, stream, report->width, report->color);
    columns(&t, report->width);
    for (size_t i = 0; i < t.records->count; i++) {
        const lyd_wanted_record *item = &t.records->items[i];
        const char *title = item->wanted != LYD_WANTED_COUNT ? item->sip_domain : "Names of the deployment";
        if (!is_shown(item)) {
            continue;
        }
        if (section == NULL || strcmp(section, title) != 0) {
            if (section != NULL) {
                lyd_layout_blank(&t.layout);
            }
            lyd_layout_line(&t.layout, 0, 0);
            lyd_layout_words(&t.layout, LYD_STYLE_BOLD, title);
            lyd_layout_end(&t.layout);
        }
        section = title;
        put_item(&t, item, name == NULL || strcmp(name, item->name) != 0);
        name = item->name;
    }
    put_notes(&t);
    put_counts(&t);
    lyd_status status = report->run != NULL ? lyd_text_places(&t.layout, report->run, false, NULL) : LYD_OK;
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
