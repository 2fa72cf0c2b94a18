/* The answers for one name: of each view, server and type; for SRV records, those for their targets, too. */
#include "text.h"

#include <string.h>

#define RECORDS_MAX 8 /* of an answer; JSON has all */
#define LINE_SIZE (LYD_RECORD_TEXT + 32)
#define INDENT 4
#define GAP 3
#define TYPE_COLUMN 6 /* after "AAAA" */

/* The I-th line of an answer: its status, aliases, addresses. False: it has no such line. */
static bool answer_line(const lyd_answer *answer, size_t i, char line[LINE_SIZE])
{
    char data[LYD_RECORD_TEXT];
    size_t shown = answer->record_count > RECORDS_MAX ? RECORDS_MAX : answer->record_count;
    if (i == 0) {
        const char *words = lyd_answer_cause_words(answer->cause);
        size_t used = (size_t)snprintf(line, LINE_SIZE, "%s", lyd_row_name(lyd_answer_statuses, answer->status));
        if (answer->rtt_us > 0) {
            used += (size_t)snprintf(line + used, LINE_SIZE - used, " in %.1f ms", answer->rtt_us / 1e3);
        }
        if (words != NULL) {
            (void)snprintf(line + used, LINE_SIZE - used, " (%s)", words);
        }
        return true;
    }
    i--;
    if (i < answer->alias_count) {
        (void)snprintf(line, LINE_SIZE, "alias of %s", answer->aliases[i]);
        return true;
    }
    i -= answer->alias_count;
    if (i < shown) {
        lyd_record_format(&answer->records[i], data);
        (void)snprintf(line, LINE_SIZE, "%s, TTL %lu", data, (unsigned long)answer->records[i].ttl);
        return true;
    }
    if (i == shown && shown < answer->record_count) {
        (void)snprintf(line, LINE_SIZE, "and %lu more", (unsigned long)(answer->record_count - shown));
        return true;
    }
    return false;
}

static size_t widest_line(const lyd_answer *answer)
{
    char line[LINE_SIZE];
    size_t most = 0;
    for (size_t i = 0; answer_line(answer, i, line); i++) {
        size_t columns = lyd_text_columns(line, strlen(line));
        most = columns > most ? columns : most;
    }
    return most;
}

static void put_status(lyd_layout *layout, const lyd_answer *answer, const char *line, bool first)
{
    bool failed = first && lyd_answer_failed((lyd_answer_status)answer->status);
    lyd_layout_words(layout, failed ? LYD_STYLE_YELLOW : LYD_STYLE_PLAIN, line);
}

static void put_side_by_side(lyd_layout *layout, const lyd_answer *a, const lyd_answer *aaaa, size_t column)
{
    char left[LINE_SIZE], right[LINE_SIZE];
    bool more = true;
    for (size_t i = 0; more; i++) {
        bool has_left = answer_line(a, i, left), has_right = answer_line(aaaa, i, right);
        more = has_left || has_right;
        if (!more) {
            break;
        }
        lyd_layout_line(layout, has_left ? INDENT : column, INDENT);
        if (has_left) {
            lyd_layout_words(layout, LYD_STYLE_BOLD, i == 0 ? lyd_type_name(lyd_host_types[0]) : "");
            lyd_layout_tab(layout, INDENT + TYPE_COLUMN);
            put_status(layout, a, left, i == 0);
        }
        if (has_right) {
            lyd_layout_tab(layout, column);
            lyd_layout_words(layout, LYD_STYLE_BOLD, i == 0 ? lyd_type_name(lyd_host_types[1]) : "");
            lyd_layout_tab(layout, column + TYPE_COLUMN);
            put_status(layout, aaaa, right, i == 0);
        }
        lyd_layout_end(layout);
    }
}

static void put_stacked(lyd_layout *layout, const lyd_answer *answer, const char *type)
{
    char line[LINE_SIZE];
    for (size_t i = 0; answer_line(answer, i, line); i++) {
        lyd_layout_line(layout, INDENT, INDENT + TYPE_COLUMN + 2);
        lyd_layout_words(layout, LYD_STYLE_BOLD, i == 0 ? type : "");
        lyd_layout_tab(layout, INDENT + TYPE_COLUMN);
        put_status(layout, answer, line, i == 0);
        lyd_layout_end(layout);
    }
}

/* The column of AAAA, the same for all servers of the name; 0: it doesn't fit. */
static size_t second_column(const lyd_case *c, uint32_t name, size_t width)
{
    size_t widest[2] = {0, 0};
    for (uint32_t q = c->first[name]; q < c->first[name + 1]; q++) {
        size_t columns = widest_line(&c->answers[q]), *most = &widest[c->questions[q].type == lyd_host_types[0] ? 0 : 1];
        *most = columns > *most ? columns : *most;
    }
    size_t column = INDENT + TYPE_COLUMN + widest[0] + GAP;
    return column + TYPE_COLUMN + widest[1] <= width ? column : 0;
}

/* What SERVER says of the addresses of NAME. */
static void put_host(lyd_layout *layout, const lyd_case *c, uint32_t name, uint16_t server)
{
    size_t column = second_column(c, name, layout->full);
    const lyd_answer *left = lyd_case_answer(c, name, server, lyd_host_types[0]);
    const lyd_answer *right = lyd_case_answer(c, name, server, lyd_host_types[1]);
    if (left == NULL || right == NULL) {
        return;
    }
    if (column > 0) {
        size_t prose = lyd_layout_widen(layout);
        put_side_by_side(layout, left, right, column);
        layout->width = prose;
    } else {
        put_stacked(layout, left, lyd_type_name(lyd_host_types[0]));
        put_stacked(layout, right, lyd_type_name(lyd_host_types[1]));
    }
}

/* A target that an earlier record has, too, was listed there. */
static bool is_listed(const lyd_answer *answer, uint32_t r)
{
    for (uint32_t i = 0; i < r; i++) {
        if (strcmp(answer->records[i].target, answer->records[r].target) == 0) {
            return true;
        }
    }
    return false;
}

static void put_service(lyd_layout *layout, const lyd_case *c, const lyd_answer *answer, uint32_t view, uint16_t server)
{
    put_stacked(layout, answer, lyd_type_name(LYD_TYPE_SRV));
    for (uint32_t r = 0; r < answer->record_count && r < RECORDS_MAX; r++) {
        const char *target = answer->records[r].target;
        uint32_t name = is_listed(answer, r) ? LYD_NONE : lyd_case_find(c, target, view, false);
        if (name != LYD_NONE && lyd_case_question(c, name, server, LYD_TYPE_A) != LYD_NONE) {
            lyd_layout_line(layout, INDENT, INDENT + 2);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "target");
            lyd_layout_words(layout, LYD_STYLE_PLAIN, target);
            lyd_layout_end(layout);
            put_host(layout, c, name, server);
        }
    }
}

void lyd_text_answers(lyd_layout *layout, const lyd_case *c, uint32_t name)
{
    const lyd_topology *topology = c->topology;
    for (uint32_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; (lyd_case_views(c, name) >> v & 1u) != 0 && s < topology->views[v].server_count; s++) {
            uint16_t server = c->view_servers[v][s];
            const lyd_answer *service = lyd_case_answer(c, name, server, LYD_TYPE_SRV);
            lyd_layout_line(layout, INDENT - 2, INDENT);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->views[v].name);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, c->servers[server].text);
            lyd_layout_end(layout);
            if (service != NULL) {
                put_service(layout, c, service, v, server);
            } else {
                put_host(layout, c, name, server);
            }
        }
    }
}
