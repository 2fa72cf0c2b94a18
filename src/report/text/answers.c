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

/* What a server says of the addresses of a name; UNTIMED: several say it, each after a time of its own. */
static void put_host(lyd_layout *layout, const lyd_case *c, uint32_t name, uint16_t server, bool untimed)
{
    size_t column = second_column(c, name, layout->full);
    const lyd_answer *a = lyd_case_answer(c, name, server, lyd_host_types[0]), *aaaa = lyd_case_answer(c, name, server, lyd_host_types[1]);
    if (a == NULL || aaaa == NULL) {
        return;
    }
    lyd_answer left = *a, right = *aaaa;
    left.rtt_us = untimed ? 0 : left.rtt_us;
    right.rtt_us = untimed ? 0 : right.rtt_us;
    if (column > 0) {
        size_t prose = lyd_layout_widen(layout);
        put_side_by_side(layout, &left, &right, column);
        layout->width = prose;
    } else {
        put_stacked(layout, &left, lyd_type_name(lyd_host_types[0]));
        put_stacked(layout, &right, lyd_type_name(lyd_host_types[1]));
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
            put_host(layout, c, name, server, false);
        }
    }
}

/* ---- servers that say the same ---- */

/* The same in print, but for the time. */
static bool reads_alike(const lyd_answer *a, const lyd_answer *b)
{
    bool alike = a->status == b->status && a->cause == b->cause && lyd_answer_same_aliases(a, b) && a->record_count == b->record_count;
    for (uint32_t i = 0; i < a->record_count && alike; i++) {
        alike = lyd_record_compare(&a->records[i], &b->records[i]) == 0 && a->records[i].ttl == b->records[i].ttl;
    }
    return alike;
}

static bool say_the_same(const lyd_case *c, uint32_t name, uint16_t one, uint16_t other)
{
    bool same = true;
    for (size_t t = 0; t < LYD_HOST_TYPES && same; t++) {
        const lyd_answer *a = lyd_case_answer(c, name, one, lyd_host_types[t]), *b = lyd_case_answer(c, name, other, lyd_host_types[t]);
        same = a != NULL && b != NULL && reads_alike(a, b);
    }
    return same;
}

/* Whether an earlier server of the view says the same, and so named the one at S. */
static bool is_said(const lyd_case *c, uint32_t name, uint32_t view, size_t s)
{
    size_t i = 0;
    while (i < s && !say_the_same(c, name, c->view_servers[view][i], c->view_servers[view][s])) {
        i++;
    }
    return i < s;
}

/* "internal 10.0.0.10:53 and 10.0.0.11:53": the server at S, and those after it that say the same; how many they are. */
static size_t put_servers(lyd_layout *layout, const lyd_case *c, uint32_t name, uint32_t view, size_t s)
{
    size_t count = 0;
    lyd_layout_line(layout, INDENT - 2, INDENT);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, c->topology->views[view].name);
    for (size_t i = s; i < c->topology->views[view].server_count; i++) {
        uint16_t server = c->view_servers[view][i];
        if (i == s || say_the_same(c, name, c->view_servers[view][s], server)) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, count++ == 0 ? "" : "and");
            lyd_layout_words(layout, LYD_STYLE_PLAIN, c->servers[server].text);
        }
    }
    lyd_layout_end(layout);
    return count;
}

void lyd_text_answers(lyd_layout *layout, const lyd_case *c, uint32_t name)
{
    const lyd_topology *topology = c->topology;
    for (uint32_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; (lyd_case_views(c, name) >> v & 1u) != 0 && s < topology->views[v].server_count; s++) {
            uint16_t server = c->view_servers[v][s];
            const lyd_answer *service = lyd_case_answer(c, name, server, LYD_TYPE_SRV);
            if (is_said(c, name, v, s)) {
                continue;
            }
            size_t count = put_servers(layout, c, name, v, s);
            if (service != NULL) {
                put_service(layout, c, service, v, server);
            } else {
                put_host(layout, c, name, server, count > 1);
            }
        }
    }
}
