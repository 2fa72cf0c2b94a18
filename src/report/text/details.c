/* What was judged: combinations, names and service records; counted in a line each, or in full. */
#include "text.h"

#include "report/services.h"
#include "report/shared.h"

#define VERDICTS (LYD_VERDICT_UNKNOWN + 1)
#define TABLE_COLUMN 26 /* after the longest name of a table */

/* "3 supported, 1 unknown": the COUNTS that aren't 0, in the order of WORDS. */
static void put_counts(lyd_layout *layout, const size_t *counts, const lyd_row *words)
{
    char text[64] = "";
    for (; words->name != NULL; words++) {
        if (counts[words->id] > 0) {
            if (text[0] != '\0') {
                lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s,", text);
            }
            (void)snprintf(text, sizeof(text), "%zu %s", counts[words->id], words->name);
        }
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
}

/* ---- combinations ---- */

static void count_combinations(const lyd_judgement *judgement, size_t counts[LYD_TABLE_COUNT][VERDICTS])
{
    for (size_t i = 0; i < judgement->combination_count; i++) {
        counts[judgement->combinations[i].table][judgement->combinations[i].verdict]++;
    }
    for (size_t i = 0; i < judgement->omission_count; i++) {
        counts[judgement->omissions[i].table][judgement->omissions[i].verdict] += judgement->omissions[i].count;
    }
}

static void put_combinations_of(lyd_layout *layout, const lyd_judgement *judgement, lyd_verdict verdict)
{
    bool any = false;
    for (size_t i = 0; i < judgement->combination_count; i++) {
        if (judgement->combinations[i].verdict != verdict) {
            continue;
        }
        if (!any) {
            lyd_layout_line(layout, 2, 2);
            lyd_layout_printf(layout, LYD_STYLE_BOLD, "%s:", lyd_row_name(lyd_verdict_names, (int)verdict));
            lyd_layout_end(layout);
        }
        any = true;
        lyd_layout_line(layout, 4, 6);
        lyd_text_combination(layout, &judgement->combinations[i]);
        lyd_layout_end(layout);
    }
}

/* A line for each table, then those that aren't supported. */
static void put_combinations(lyd_layout *layout, const lyd_judgement *judgement)
{
    static const lyd_verdict listed[] = {LYD_UNSUPPORTED, LYD_LAB_ONLY, LYD_UNLISTED, LYD_VERDICT_UNKNOWN};
    size_t counts[LYD_TABLE_COUNT][VERDICTS] = {{0}};
    if (judgement->combination_count == 0) {
        return;
    }
    count_combinations(judgement, counts);
    lyd_text_heading(layout, "Combinations, by support table");
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        size_t all = 0;
        for (int verdict = 0; verdict < VERDICTS; verdict++) {
            all += counts[table][verdict];
        }
        if (all > 0) {
            lyd_layout_line(layout, 2, TABLE_COLUMN);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_table_get((lyd_table_id)table)->name);
            lyd_layout_tab(layout, TABLE_COLUMN);
            put_counts(layout, counts[table], lyd_verdict_names);
            lyd_layout_end(layout);
        }
    }
    for (size_t i = 0; i < LYD_COUNT(listed); i++) {
        put_combinations_of(layout, judgement, listed[i]);
    }
}

static void sum_combinations(lyd_layout *layout, const lyd_judgement *judgement)
{
    size_t counts[LYD_TABLE_COUNT][VERDICTS] = {{0}}, sums[VERDICTS] = {0};
    if (judgement->combination_count == 0) {
        return;
    }
    count_combinations(judgement, counts);
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        for (int verdict = 0; verdict < VERDICTS; verdict++) {
            sums[verdict] += counts[table][verdict];
        }
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, "Combinations:");
    put_counts(layout, sums, lyd_verdict_names);
    lyd_layout_end(layout);
}

/* ---- endpoints ---- */

static const lyd_row type_order[] = {{LYD_ADDRESS_IPV4, "ipv4"}, {LYD_ADDRESS_DUAL_STACK, "dual-stack"}, {LYD_ADDRESS_IPV6, "ipv6"},
                                     {LYD_ADDRESS_NONE, "none"}, {LYD_ADDRESS_UNKNOWN, "unknown"},       {0, NULL}};

static void count_types(const lyd_run *run, size_t counts[LYD_ADDRESS_UNKNOWN + 1])
{
    for (size_t i = 0; i < run->facts.topology->endpoint_count; i++) {
        counts[run->judgement.types[i]]++;
    }
}

typedef bool (*endpoint_filter)(const lyd_run *run, size_t endpoint, size_t wanted);

static bool has_type(const lyd_run *run, size_t endpoint, size_t wanted)
{
    return (size_t)run->judgement.types[endpoint] == wanted;
}

static bool has_origin(const lyd_run *run, size_t endpoint, size_t wanted)
{
    return (size_t)run->facts.topology->endpoints[endpoint].origin == wanted;
}

static void put_names(lyd_layout *layout, const lyd_run *run, endpoint_filter filter, size_t wanted)
{
    const lyd_topology *topology = run->facts.topology;
    size_t width = lyd_layout_widen(layout);
    lyd_layout_line(layout, 6, 6);
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        if (filter(run, i, wanted)) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->endpoints[i].fqdn);
            if (filter == has_type && lyd_type_only_seen(&run->judgement, (uint32_t)i)) {
                lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s seen)", lyd_row_name(lyd_address_types, (int)run->judgement.seen[i]));
            }
        }
    }
    lyd_layout_end(layout);
    layout->width = width;
}

/* A list's first line: WHAT, and how many of it there are. */
static void put_count(lyd_layout *layout, const char *before, const char *what, size_t count)
{
    char number[24];
    (void)snprintf(number, sizeof(number), "%zu", count);
    lyd_layout_line(layout, 2, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, before);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, what);
    lyd_layout_right(layout, 20, number);
    lyd_layout_end(layout);
}

/* Names with IPv4 only are not listed: that is the ordinary case. */
static void put_address_types(lyd_layout *layout, const lyd_run *run)
{
    size_t counts[LYD_ADDRESS_UNKNOWN + 1] = {0};
    count_types(run, counts);
    for (const lyd_row *type = type_order; type->name != NULL; type++) {
        if (counts[type->id] > 0) {
            put_count(layout, "", type->name, counts[type->id]);
        }
        if (counts[type->id] > 0 && type->id != LYD_ADDRESS_IPV4) {
            put_names(layout, run, has_type, (size_t)type->id);
        }
    }
}

/* Which file declares which endpoints, where there are several. */
static void put_origins(lyd_layout *layout, const lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    for (size_t file = 0; file < topology->file_count && topology->file_count > 1; file++) {
        size_t count = 0;
        for (size_t i = 0; i < topology->endpoint_count; i++) {
            count += has_origin(run, i, file) ? 1 : 0;
        }
        put_count(layout, "from", topology->files[file], count);
        if (count > 0) {
            put_names(layout, run, has_origin, file);
        }
    }
}

static void sum_names(lyd_layout *layout, const lyd_run *run)
{
    size_t counts[LYD_ADDRESS_UNKNOWN + 1] = {0};
    count_types(run, counts);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, "Names:");
    put_counts(layout, counts, type_order);
    lyd_layout_end(layout);
}

/* ---- service records ---- */

static void sum_services(lyd_layout *layout, const lyd_run *run)
{
    enum { WANTED, WRONG, UNKNOWN, SORTS };
    static const lyd_row words[] = {{WANTED, "as they should be"}, {WRONG, "not"}, {UNKNOWN, "unknown"}, {0, NULL}};
    const lyd_judgement *j = &run->judgement;
    size_t counts[SORTS] = {0};
    for (size_t i = 0; i < j->service_count; i++) {
        const lyd_service *row = &j->services[i];
        bool wrong = lyd_service_worst(j, row) != LYD_OFF || lyd_service_differs(row);
        bool open = row->found == LYD_FOUND_UNKNOWN;
        if (row->expected != LYD_EXPECTED_OPTIONAL || wrong) {
            counts[open ? UNKNOWN : wrong ? WRONG : WANTED]++;
        }
    }
    if (j->service_count > 0) {
        lyd_layout_line(layout, 0, 4);
        lyd_layout_words(layout, LYD_STYLE_BOLD, "Service records:");
        put_counts(layout, counts, words);
        lyd_layout_end(layout);
    }
}

/* ---- the whole ---- */

lyd_status lyd_text_details(lyd_layout *layout, lyd_run *run)
{
    lyd_status status = lyd_text_services(layout, run);
    put_combinations(layout, &run->judgement);
    lyd_text_heading(layout, "Endpoints, by address type");
    put_address_types(layout, run);
    put_origins(layout, run);
    return status;
}

void lyd_text_summary(lyd_layout *layout, const lyd_run *run)
{
    lyd_layout_blank(layout);
    sum_names(layout, run);
    sum_combinations(layout, &run->judgement);
    sum_services(layout, run);
}
