/* The audit for people: whether DNS is safe, what is wrong and where, why, what to do, and whether the audit is complete. */
#include "text.h"

#include "report/sentence.h"
#include "report/shared.h"
#include "report/writers.h"

#include <string.h>

#define NAMES_MAX 20 /* of a list; JSON has all */

/* ---- the verdict ---- */

static const lyd_style outcome_styles[] = {[LYD_OUTCOME_OK] = LYD_STYLE_GREEN,
                                           [LYD_OUTCOME_WARNINGS] = LYD_STYLE_YELLOW,
                                           [LYD_OUTCOME_INCOMPLETE] = LYD_STYLE_YELLOW,
                                           [LYD_OUTCOME_NOT_SAFE] = LYD_STYLE_RED};

static void put_sentence(lyd_layout *layout, lyd_style style, const char *word, const char *text)
{
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, style, "%s:", word);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    lyd_layout_end(layout);
}

/* What is wrong for whom, whether that is all, and how much it is. */
static void put_verdict(lyd_layout *layout, const lyd_sentence *verdict)
{
    put_sentence(layout, outcome_styles[verdict->outcome], verdict->word, verdict->text);
    if (verdict->open != NULL) {
        put_sentence(layout, LYD_STYLE_YELLOW, "INCOMPLETE", verdict->open);
    }
}

static void put_counts(lyd_layout *layout, const lyd_sentence *verdict)
{
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, "Findings:");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, verdict->counts);
    lyd_layout_end(layout);
}

static void put_run(lyd_layout *layout, const lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    char started[LYD_TIME_TEXT];
    lyd_time_format(run->started, started);
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "Deployment");
    lyd_layout_words(layout, LYD_STYLE_BOLD, topology->name);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->lab ? "(lab):" : "(production):");
    lyd_text_number(layout, topology->endpoint_count, "endpoint", "endpoints", ",");
    lyd_text_number(layout, run->judgement.lookups, "lookup", "lookups", " at");
    lyd_text_number(layout, run->facts.server_count, "server", "servers", ",");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s, took %.3f s.", started, (double)run->duration_ms / 1000);
    lyd_layout_end(layout);
}

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
#define TABLE_COLUMN 26 /* after the longest name of a table */

/* A line for each table, with the verdicts that occur, as a sentence. */
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
            lyd_text_combination(layout, &judgement->combinations[i]);
            lyd_layout_end(layout);
        }
    }
    if (count > NAMES_MAX) {
        lyd_layout_line(layout, 4, 4);
        put_more(layout, count - NAMES_MAX);
        lyd_layout_end(layout);
    }
}

static void put_combinations(lyd_layout *layout, const lyd_judgement *judgement)
{
    static const lyd_verdict listed[] = {LYD_UNSUPPORTED, LYD_LAB_ONLY, LYD_UNLISTED, LYD_VERDICT_UNKNOWN};
    size_t counts[LYD_TABLE_COUNT][VERDICTS] = {{0}};
    if (judgement->combination_count == 0) {
        return;
    }
    for (size_t i = 0; i < judgement->combination_count; i++) {
        counts[judgement->combinations[i].table][judgement->combinations[i].verdict]++;
    }
    for (size_t i = 0; i < judgement->omission_count; i++) {
        counts[judgement->omissions[i].table][judgement->omissions[i].verdict] += judgement->omissions[i].count;
    }
    lyd_text_heading(layout, "Combinations, by support table");
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        put_verdict_counts(layout, (lyd_table_id)table, counts[table]);
    }
    for (size_t i = 0; i < LYD_COUNT(listed); i++) {
        put_combinations_of(layout, judgement, listed[i]);
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

static void put_names(lyd_layout *layout, const lyd_run *run, endpoint_filter filter, size_t wanted, size_t count)
{
    const lyd_topology *topology = run->facts.topology;
    size_t shown = 0;
    lyd_layout_line(layout, 6, 6);
    for (size_t i = 0; i < topology->endpoint_count && shown < NAMES_MAX; i++) {
        if (filter(run, i, wanted)) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->endpoints[i].fqdn);
            if (filter == has_type && lyd_type_only_seen(&run->judgement, (uint32_t)i)) {
                lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s seen)", lyd_row_name(lyd_address_types, (int)run->judgement.seen[i]));
            }
            shown++;
        }
    }
    if (shown < count) {
        put_more(layout, count - shown);
    }
    lyd_layout_end(layout);
}

/* Names with IPv4 only are not listed: that is the ordinary case. */
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
            put_names(layout, run, has_type, (size_t)order[i], count);
        }
    }
}

/* Which file declares which endpoints, where there are several. */
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
            put_names(layout, run, has_origin, file, count);
        }
    }
}

static void put_endpoints(lyd_layout *layout, const lyd_run *run)
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

static lyd_status put_servers(lyd_layout *layout, lyd_run *run)
{
    lyd_server_summary *rows;
    size_t count;
    lyd_status status = lyd_run_servers(run, &rows, &count);
    if (status == LYD_OK) {
        lyd_text_servers(layout, rows, count);
    }
    return status;
}

/* ---- what was not checked ---- */

static lyd_status put_unchecked(lyd_layout *layout, lyd_run *run)
{
    const char *const *sentences;
    size_t count;
    lyd_status status = lyd_unchecked(run, &sentences, &count);
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (i == 0) {
            lyd_text_heading(layout, "Not checked");
        }
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, sentences[i]);
        lyd_layout_end(layout);
    }
    return status;
}

/* Service records alone, without a deployment: what was found first, then what that means. */
static lyd_status put_records(lyd_layout *layout, const lyd_report *report)
{
    lyd_run *run = report->run;
    const lyd_judgement *j = &run->judgement;
    lyd_status status = report->quiet ? LYD_OK : lyd_text_services(layout, run, report->width > 0 ? (size_t)report->width : 0);
    if (status == LYD_OK) {
        status = lyd_text_judged(layout, j->findings, j->finding_count, run->facts.topology, !report->quiet);
    }
    return status == LYD_OK && !report->quiet ? put_servers(layout, run) : status;
}

static lyd_status put_sections(lyd_layout *layout, const lyd_report *report)
{
    lyd_run *run = report->run;
    const lyd_judgement *j = &run->judgement;
    if (run->facts.topology->endpoint_count == 0) {
        return put_records(layout, report);
    }
    lyd_status status = lyd_text_judged(layout, j->findings, j->finding_count, run->facts.topology, !report->quiet);
    if (status == LYD_OK && !report->quiet) {
        status = lyd_text_services(layout, run, report->width > 0 ? (size_t)report->width : 0);
    }
    if (status == LYD_OK && !report->quiet) {
        put_combinations(layout, j);
        put_endpoints(layout, run);
        status = put_servers(layout, run);
        status = status == LYD_OK ? put_unchecked(layout, run) : status;
    }
    lyd_text_waived(layout, j->findings, j->finding_count);
    return status;
}

/* The verdict comes first, and again as what one sees last. */
lyd_status lyd_write_text(const lyd_report *report, FILE *stream)
{
    lyd_run *run = report->run;
    lyd_sentence verdict;
    lyd_layout layout;
    lyd_status status = lyd_sentence_of(run, &verdict);
    if (status != LYD_OK) {
        return status;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    put_verdict(&layout, &verdict);
    put_counts(&layout, &verdict);
    if (!report->quiet && run->facts.topology->endpoint_count > 0) {
        put_run(&layout, run);
    }
    status = put_sections(&layout, report);
    if (status == LYD_OK && !report->quiet) {
        lyd_layout_blank(&layout);
        put_verdict(&layout, &verdict);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
