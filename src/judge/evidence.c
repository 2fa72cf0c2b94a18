/* What a check reports: lines of evidence, and the finding that they belong to. */
#include "judging.h"

#include <stdlib.h>
#include <string.h>

/* A thousand addresses behind one name make the same point as a hundred. */
#define LINES_MAX 100
#define RECORDS_MAX 20
#define ALIASES_MAX 20

/* ---- text ---- */

void lyd_text_begin(lyd_judging *j)
{
    j->line_length = 0;
}

void lyd_text_add_list(lyd_judging *j, const char *format, va_list arguments)
{
    for (;;) {
        va_list again;
        va_copy(again, arguments);
        size_t room = j->line_capacity - j->line_length;
        int wanted = vsnprintf(j->line == NULL ? NULL : j->line + j->line_length, j->line == NULL ? 0 : room, format, again);
        va_end(again);
        if (wanted < 0) {
            j->status = LYD_ENOMEM;
            return;
        }
        if ((size_t)wanted < room) {
            j->line_length += (size_t)wanted;
            return;
        }
        size_t capacity = (j->line_length + (size_t)wanted + 1) * 2;
        char *larger = realloc(j->line, capacity);
        if (larger == NULL) {
            j->status = LYD_ENOMEM;
            return;
        }
        j->line = larger;
        j->line_capacity = capacity;
    }
}

void lyd_text_add(lyd_judging *j, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lyd_text_add_list(j, format, arguments);
    va_end(arguments);
}

const char *lyd_text_done(lyd_judging *j)
{
    char *text = j->status == LYD_OK ? lyd_arena_text(j->arena, j->line_length == 0 ? "" : j->line, j->line_length) : NULL;
    if (text == NULL) {
        j->status = LYD_ENOMEM;
        return "";
    }
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "view internal", "views external and internal". */
const char *lyd_view_list(lyd_judging *j, uint32_t views)
{
    const char *names[LYD_VIEW_MAX];
    size_t count = 0;
    for (size_t v = 0; v < j->topology->view_count && count < LYD_VIEW_MAX; v++) {
        if ((views >> v & 1) != 0) {
            names[count++] = j->topology->views[v].name;
        }
    }
    qsort(names, count, sizeof(*names), by_text);
    lyd_text_begin(j);
    lyd_text_add(j, "view%s ", count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++) {
        lyd_text_add(j, "%s%s", i == 0 ? "" : (i + 1 == count ? " and " : ", "), names[i]);
    }
    return lyd_text_done(j);
}

/* ---- lines ---- */

static bool full(lyd_judging *j)
{
    if (j->evidence_count < LINES_MAX) {
        return false;
    }
    j->evidence_lost++;
    return true;
}

static void keep(lyd_judging *j, const char *text)
{
    if (lyd_grow((void **)&j->evidence, &j->evidence_capacity, j->evidence_count, sizeof(*j->evidence)) != LYD_OK) {
        j->status = LYD_ENOMEM;
        return;
    }
    j->evidence[j->evidence_count++] = text;
}

void lyd_evidence(lyd_judging *j, const char *format, ...)
{
    if (full(j)) {
        return;
    }
    va_list arguments;
    lyd_text_begin(j);
    va_start(arguments, format);
    lyd_text_add_list(j, format, arguments);
    va_end(arguments);
    keep(j, lyd_text_done(j));
}

/* The views that QUESTION about ENDPOINT was asked for. */
static uint32_t views_of(const lyd_judging *j, uint32_t endpoint, uint32_t question)
{
    return j->servers[j->c->questions[question].server].views & lyd_case_views(j->c, endpoint);
}

/* "internal,external 10.0.0.10:53: pool01.contoso.com A -> alias.contoso.com" */
static void begin_answer(lyd_judging *j, uint32_t endpoint, uint32_t question)
{
    const lyd_question *q = &j->c->questions[question];
    const lyd_answer *answer = &j->c->answers[question];
    uint32_t views = views_of(j, endpoint, question);
    const char *comma = "";
    lyd_text_begin(j);
    for (size_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1) != 0) {
            lyd_text_add(j, "%s%s", comma, j->topology->views[v].name);
            comma = ",";
        }
    }
    lyd_text_add(j, " %s: %s %s", j->c->servers[q->server].text, lyd_case_fqdn(j->c, endpoint), lyd_type_name(q->type));
    for (size_t i = 0; i < answer->alias_count; i++) {
        if (i == ALIASES_MAX - 1 && answer->alias_count > ALIASES_MAX) {
            lyd_text_add(j, " -> … %zu more", (size_t)answer->alias_count - ALIASES_MAX);
            i = (size_t)answer->alias_count - 1;
        }
        lyd_text_add(j, " -> %s", answer->aliases[i]);
    }
}

static void add_record(lyd_judging *j, uint32_t question, const lyd_record *record)
{
    char text[LYD_RECORD_TEXT];
    lyd_record_format(record, text);
    lyd_text_add(j, "%s (TTL %lu)", text, (unsigned long)record->ttl);
    lyd_origin_add_note(j, question, record);
}

/* Also of records that aren't shown. */
static void note_origin(lyd_judging *j, uint32_t question, const lyd_record *record)
{
    if (record->type == LYD_TYPE_AAAA) {
        j->origins |= 1u << lyd_record_origin(j, question, record);
    }
}

/* A line for RECORD, followed by NOTE ("": none). */
static void add_line(lyd_judging *j, uint32_t endpoint, uint32_t question, const lyd_record *record, const char *note)
{
    note_origin(j, question, record);
    j->evidence_views |= views_of(j, endpoint, question);
    if (full(j)) {
        return;
    }
    begin_answer(j, endpoint, question);
    lyd_text_add(j, ": ");
    add_record(j, question, record);
    lyd_text_add(j, "%s%s", note[0] != '\0' ? ", " : "", note);
    keep(j, lyd_text_done(j));
}

size_t lyd_evidence_records(lyd_judging *j, uint32_t endpoint, uint32_t views, lyd_record_note *note, void *context)
{
    size_t count = 0;
    for (uint32_t q = j->c->first[endpoint]; q < j->c->first[endpoint + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        for (uint32_t i = 0; (j->servers[j->c->questions[q].server].views & views) != 0 && i < answer->record_count; i++) {
            const char *text = note(j, q, &answer->records[i], context);
            if (text != NULL) {
                add_line(j, endpoint, q, &answer->records[i], text);
                count++;
            }
        }
    }
    return count;
}

static void add_outcome(lyd_judging *j, const lyd_answer *answer)
{
    unsigned bit = lyd_answer_bit(answer);
    int status = 0;
    while (bit >> status != 1) {
        status++;
    }
    const char *name = lyd_row_name(lyd_answer_statuses, status);
    lyd_text_add(j, ": %s", name == NULL ? "?" : name);
    const char *words = lyd_answer_cause_words(answer->cause);
    if (words != NULL) {
        lyd_text_add(j, " (%s)", words);
    }
}

void lyd_evidence_answer(lyd_judging *j, uint32_t endpoint, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    for (uint32_t i = 0; i < answer->record_count; i++) {
        note_origin(j, question, &answer->records[i]);
    }
    j->evidence_views |= views_of(j, endpoint, question);
    if (full(j)) {
        return;
    }
    begin_answer(j, endpoint, question);
    if ((lyd_answer_bit(answer) & LYD_BITS_RECORDS) == 0) {
        add_outcome(j, answer);
    }
    for (uint32_t i = 0; i < answer->record_count && i < RECORDS_MAX; i++) {
        lyd_text_add(j, i == 0 ? ": " : ", ");
        add_record(j, question, &answer->records[i]);
    }
    if (answer->record_count > RECORDS_MAX) {
        lyd_text_add(j, " and %lu more", (unsigned long)(answer->record_count - RECORDS_MAX));
    }
    keep(j, lyd_text_done(j));
}

void lyd_evidence_answers(lyd_judging *j, uint32_t endpoint, lyd_type type, unsigned statuses, uint32_t views)
{
    for (uint32_t q = j->c->first[endpoint]; q < j->c->first[endpoint + 1]; q++) {
        const lyd_question *question = &j->c->questions[q];
        if ((type == 0 || question->type == type) && (lyd_answer_bit(&j->c->answers[q]) & statuses) != 0 &&
            (views == LYD_ALL_VIEWS || (j->servers[question->server].views & views) != 0)) {
            lyd_evidence_answer(j, endpoint, q);
        }
    }
}

/* ---- findings ---- */

static void take_evidence(lyd_judging *j, lyd_finding *f)
{
    if (j->evidence_lost > 0) {
        size_t lost = j->evidence_lost;
        j->evidence_count--; /* the line that says so replaces the last */
        j->evidence_lost = 0;
        lyd_evidence(j, "… and %zu more", lost + 1);
    }
    const char **lines = lyd_arena_alloc(j->arena, j->evidence_count * sizeof(*lines));
    if (lines == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    if (j->evidence_count > 0) {
        memcpy(lines, j->evidence, j->evidence_count * sizeof(*lines));
    }
    f->evidence = lines;
    f->evidence_count = j->evidence_count;
}

/* The actions of a rule that deletes IPv6 records are for records alone. */
static void act_by_origin(lyd_judging *j, const char *fqdn)
{
    bool records = (j->origins & 1u << LYD_ORIGIN_RECORD) != 0 && j->action_count == 0;
    if (!j->rule->deletes_ipv6 || (j->origins & ~(1u << LYD_ORIGIN_RECORD)) == 0) {
        return;
    }
    for (const lyd_action *action = j->rule->actions; records && action->text != NULL; action++) {
        lyd_act(j, action->owner, "%s", action->text);
    }
    for (unsigned origin = LYD_ORIGIN_DNS64; origin <= LYD_ORIGIN_UNTOLD; origin++) {
        if ((j->origins & 1u << origin) != 0) {
            lyd_act_on_origin(j, (lyd_origin)origin, fqdn);
        }
    }
}

/* The product that FQDN belongs to: that of its pool, where pools have products of their own. */
static lyd_product product_of(const lyd_judging *j, const char *fqdn)
{
    uint32_t endpoint = lyd_topology_find(j->topology, fqdn);
    lyd_product product = j->topology->product;
    for (size_t p = 0; p < j->topology->pool_count && endpoint != LYD_NONE; p++) {
        const lyd_pool *pool = &j->topology->pools[p];
        bool other = (lyd_product)pool->product != j->topology->product, of_pool = pool->endpoint == endpoint;
        for (size_t m = 0; other && m < pool->member_count && !of_pool; m++) {
            of_pool = pool->members[m] == endpoint;
        }
        product = other && of_pool ? (lyd_product)pool->product : product;
    }
    return product;
}

LYD_PRINTF(3, 0) static void add_finding(lyd_judging *j, const lyd_breach *breach, const char *format, va_list arguments)
{
    lyd_severity fixed = j->topology->lab ? j->rule->lab : j->rule->production;
    lyd_finding f = {.rule = j->rule, .severity = breach->severity == LYD_OFF ? fixed : breach->severity};

    f.reference = lyd_rule_reference(j->rule, product_of(j, breach->subjects[0]));
    f.severity = j->override != LYD_OFF ? j->override : f.severity;
    f.views = breach->views != 0 ? breach->views : j->evidence_views;
    act_by_origin(j, breach->subjects[0]);
    lyd_actions_take(j, &f);
    for (size_t i = 0; i < LYD_COUNT(breach->subjects) && breach->subjects[i] != NULL; i++) {
        f.subjects[f.subject_count++] = breach->subjects[i];
    }
    take_evidence(j, &f);
    lyd_text_begin(j);
    lyd_text_add_list(j, format, arguments);
    f.message = lyd_text_done(j);
    f.key = lyd_arena_printf(j->arena, "%s:%s%s%s", f.rule->id, f.subjects[0], f.subject_count > 1 ? "+" : "",
                             f.subject_count > 1 ? f.subjects[1] : "");
    j->evidence_count = 0;
    j->evidence_lost = 0;
    j->origins = 0;
    j->evidence_views = 0;
    if (f.key == NULL || lyd_grow((void **)&j->findings, &j->finding_capacity, j->finding_count, sizeof(f)) != LYD_OK) {
        j->status = LYD_ENOMEM;
        return;
    }
    j->findings[j->finding_count++] = f;
}

void lyd_breach_found(lyd_judging *j, const lyd_breach *breach, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(j, breach, format, arguments);
    va_end(arguments);
}

void lyd_breach_of(lyd_judging *j, const char *subject, const char *format, ...)
{
    const lyd_breach breach = {.subjects = {subject}};
    va_list arguments;
    va_start(arguments, format);
    add_finding(j, &breach, format, arguments);
    va_end(arguments);
}
