/* The summaries of the text report: combinations, endpoints, servers, and what was not checked. */
#include "report/unchecked.h"
#include "text.h"

#include <string.h>

#define NAMES_MAX 20 /* of a list; JSON has them all */

static void put_number(lyd_layout *layout, size_t end, size_t number)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%zu", number);
    lyd_layout_right(layout, end, text);
}

static void put_more(lyd_layout *layout, size_t more)
{
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more (--format json has all)", more);
}

/* ---- combinations ---- */

#define VERDICTS (LYD_VERDICT_UNKNOWN + 1)
#define TABLE_COLUMN 26 /* behind the longest name of a table */

/* A line a table, with the verdicts that occur: short, and sense when read aloud. */
static void put_verdict_counts(lyd_layout *layout, lyd_table_id table, const size_t counts[VERDICTS])
{
    size_t left = 0;
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        left += counts[verdict] > 0 ? 1 : 0;
    }
    if (left == 0) {
        return;
    }
    lyd_layout_line(layout, 2, TABLE_COLUMN);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_table_get(table)->name);
    lyd_layout_tab(layout, TABLE_COLUMN);
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        if (counts[verdict] > 0) {
            left--;
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu %s%s", counts[verdict], lyd_row_name(lyd_verdict_names, verdict),
                              left > 0 ? "," : "");
        }
    }
    lyd_layout_end(layout);
}

void lyd_text_line_up(lyd_layout *layout, const lyd_combination *combination)
{
    const lyd_table *table = lyd_table_get(combination->table);
    const lyd_address_type *types = combination->types;
    lyd_layout_words(layout, LYD_STYLE_PLAIN, combination->subjects[0]);
    if (table->sides == 3) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s, PSTN interface %s)", lyd_row_name(lyd_address_types, (int)types[0]),
                          lyd_row_name(lyd_address_types, (int)types[1]));
    } else {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s)", lyd_row_name(lyd_address_types, (int)types[0]));
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "with");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, combination->subjects[1]);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s), %s", lyd_row_name(lyd_address_types, (int)types[table->sides - 1]), table->name);
}

static void put_combinations_of(lyd_layout *layout, const lyd_judgement *judgement, lyd_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < judgement->combination_count; i++) {
        if (judgement->combinations[i].verdict != verdict) {
            continue;
        }
        if (count == 0) {
            lyd_layout_line(layout, 2, 2);
            lyd_layout_printf(layout, LYD_STYLE_BOLD, "%s:", lyd_row_name(lyd_verdict_names, (int)verdict));
            lyd_layout_end(layout);
        }
        if (count++ < NAMES_MAX) {
            lyd_layout_line(layout, 4, 6);
            lyd_text_line_up(layout, &judgement->combinations[i]);
            lyd_layout_end(layout);
        }
    }
    if (count > NAMES_MAX) {
        lyd_layout_line(layout, 4, 4);
        put_more(layout, count - NAMES_MAX);
        lyd_layout_end(layout);
    }
}

void lyd_text_combinations(lyd_layout *layout, const lyd_judgement *judgement)
{
    static const lyd_verdict told[] = {LYD_UNSUPPORTED, LYD_LAB_ONLY, LYD_UNLISTED, LYD_VERDICT_UNKNOWN};
    size_t counts[LYD_TABLE_COUNT][VERDICTS] = {{0}};
    if (judgement->combination_count == 0) {
        return;
    }
    for (size_t i = 0; i < judgement->combination_count; i++) {
        counts[judgement->combinations[i].table][judgement->combinations[i].verdict]++;
    }
    lyd_text_heading(layout, "Combinations, by support table");
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        put_verdict_counts(layout, (lyd_table_id)table, counts[table]);
    }
    for (size_t i = 0; i < LYD_COUNT(told); i++) {
        put_combinations_of(layout, judgement, told[i]);
    }
}

/* ---- endpoints ---- */

typedef bool (*endpoint_filter)(const lyd_run *run, size_t endpoint, size_t wanted);

static bool has_type(const lyd_run *run, size_t endpoint, size_t wanted)
{
    return (size_t)run->judgement.types[endpoint] == wanted;
}

static bool has_origin(const lyd_run *run, size_t endpoint, size_t wanted)
{
    return (size_t)run->facts.topology->endpoints[endpoint].origin == wanted;
}

static size_t count_endpoints(const lyd_run *run, endpoint_filter filter, size_t wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < run->facts.topology->endpoint_count; i++) {
        count += filter(run, i, wanted) ? 1 : 0;
    }
    return count;
}

static void put_endpoints(lyd_layout *layout, const lyd_run *run, endpoint_filter filter, size_t wanted, size_t count)
{
    const lyd_topology *topology = run->facts.topology;
    size_t told = 0;
    lyd_layout_line(layout, 6, 6);
    for (size_t i = 0; i < topology->endpoint_count && told < NAMES_MAX; i++) {
        if (filter(run, i, wanted)) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->endpoints[i].fqdn);
            told++;
        }
    }
    if (told < count) {
        put_more(layout, count - told);
    }
    lyd_layout_end(layout);
}

/* IPv4 is the ordinary case, which needs no names. */
static void put_address_types(lyd_layout *layout, const lyd_run *run)
{
    static const lyd_address_type order[] = {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV6, LYD_ADDRESS_NONE,
                                             LYD_ADDRESS_UNKNOWN};
    for (size_t i = 0; i < LYD_COUNT(order); i++) {
        size_t count = count_endpoints(run, has_type, (size_t)order[i]);
        if (count == 0) {
            continue;
        }
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_row_name(lyd_address_types, (int)order[i]));
        put_number(layout, 20, count);
        lyd_layout_end(layout);
        if (order[i] != LYD_ADDRESS_IPV4) {
            put_endpoints(layout, run, has_type, (size_t)order[i], count);
        }
    }
}

/* Which file named which, where there are several. */
static void put_origins(lyd_layout *layout, const lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    for (size_t file = 0; file < topology->file_count && topology->file_count > 1; file++) {
        size_t count = count_endpoints(run, has_origin, file);
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "from");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->files[file]);
        put_number(layout, 0, count);
        lyd_layout_end(layout);
        if (count > 0) {
            put_endpoints(layout, run, has_origin, file, count);
        }
    }
}

void lyd_text_endpoints(lyd_layout *layout, const lyd_run *run)
{
    lyd_text_heading(layout, "Endpoints, by address type");
    put_address_types(layout, run);
    put_origins(layout, run);
}

/* ---- servers ---- */

static size_t widest(const char *text, size_t least)
{
    size_t columns = lyd_text_columns(text, strlen(text));
    return columns > least ? columns : least;
}

static void put_server(lyd_layout *layout, const lyd_server_summary *row, size_t server_column, size_t numbers)
{
    char text[64];
    lyd_layout_line(layout, 2, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->view);
    lyd_layout_tab(layout, server_column);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->server);
    put_number(layout, numbers, row->lookups);
    put_number(layout, numbers + 8, row->failed);
    lyd_layout_tab(layout, numbers + 10);
    if (!row->reachable) {
        lyd_layout_words(layout, LYD_STYLE_RED, "no reply");
    } else if (row->rtt_ms_max > 0) {
        (void)snprintf(text, sizeof(text), "%.1f / %.1f ms", row->rtt_ms_median, row->rtt_ms_max);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    } else {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "not timed");
    }
    lyd_layout_end(layout);
}

lyd_status lyd_text_servers(lyd_layout *layout, lyd_run *run)
{
    lyd_server_summary *rows;
    size_t count;
    lyd_status status = lyd_run_servers(run, &rows, &count);
    if (status != LYD_OK) {
        return status;
    }
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
    return LYD_OK;
}

/* ---- what was not checked ---- */

typedef struct note_taker {
    lyd_layout *layout;
    bool any;
} note_taker;

/* The first line brings the heading. */
static void put_note(void *context, const char *sentence)
{
    note_taker *notes = context;
    if (!notes->any) {
        lyd_text_heading(notes->layout, "Not checked");
        notes->any = true;
    }
    lyd_layout_line(notes->layout, 2, 4);
    lyd_layout_words(notes->layout, LYD_STYLE_PLAIN, sentence);
    lyd_layout_end(notes->layout);
}

void lyd_text_unchecked(lyd_layout *layout, const lyd_run *run)
{
    note_taker notes = {layout, false};
    lyd_unchecked(run, put_note, &notes);
}
