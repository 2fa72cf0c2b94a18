/* Findings in short: an entry for each job, with what is wrong, where, and what to do; before them, who has to do which. What a cause
 * brings with it is only named. */
#include "text.h"

#include "jobs.h"

#include <stdlib.h>
#include <string.h>

#define MESSAGES_MAX 4 /* of a job */
#define KEYS_MAX 6     /* that a cause brings with it */
#define COMMANDS_MAX 2
#define WIDE 140 /* columns from which on what to do stands beside what is wrong */
#define GAP 3

typedef struct entries {
    const lyd_scene *scene;
    const lyd_finding *const *findings;
    size_t count;
    uint32_t *under;        /* of each finding: the one that it stands under; LYD_NONE: it is a cause itself */
    uint32_t *first, *next; /* of each finding: the first that stands under it; the next one under the same; or LYD_NONE */
    lyd_job_item *items;    /* the causes, by job */
    size_t item_count;
    size_t indent; /* of what stands behind the numbers */
} entries;

/* ---- causes ---- */

/* The finding under which I is listed; LYD_NONE: I has an entry of its own. A cause that isn't listed, such as a waived one, doesn't count.
 */
static uint32_t cause_of(const entries *e, const lyd_map *by_key, uint32_t i)
{
    uint32_t at = i, found;
    for (size_t steps = 0; steps < e->count && e->findings[at]->cause != NULL; steps++) {
        if (!lyd_map_get(by_key, e->findings[at]->cause, &found)) {
            break;
        }
        at = found;
    }
    return at == i ? LYD_NONE : at;
}

static lyd_status find_causes(entries *e)
{
    lyd_map *by_key = lyd_map_new();
    lyd_status status = by_key == NULL ? LYD_ENOMEM : LYD_OK;
    for (uint32_t i = 0; i < e->count && status == LYD_OK; i++) {
        status = lyd_map_put(by_key, e->findings[i]->key, i);
        e->first[i] = LYD_NONE;
    }
    for (uint32_t i = (uint32_t)e->count; i-- > 0 && status == LYD_OK;) {
        e->under[i] = cause_of(e, by_key, i);
        if (e->under[i] != LYD_NONE) {
            e->next[i] = e->first[e->under[i]];
            e->first[e->under[i]] = i;
        }
    }
    lyd_map_free(by_key);
    for (uint32_t i = 0; i < e->count && status == LYD_OK; i++) {
        if (e->under[i] == LYD_NONE) {
            e->items[e->item_count++] = (lyd_job_item){.finding = e->findings[i], .place = i};
        }
    }
    return status == LYD_OK ? lyd_jobs_sort(e->items, e->item_count) : status;
}

/* ---- who does what ---- */

#define OWNER_COLUMN 26 /* after the longest title */

static size_t job_count(const entries *e)
{
    return e->item_count > 0 ? e->items[e->item_count - 1].job + (size_t)1 : 0;
}

/* The jobs of OWNER: "1-3 5". */
static void put_owner(lyd_layout *layout, const unsigned *owners, size_t jobs, unsigned owner)
{
    bool any = false;
    for (size_t job = 0, end; job < jobs; job = end) {
        for (end = job; end < jobs && (owners[end] >> owner & 1u) != 0; end++) {
        }
        if (end == job) {
            end++;
            continue;
        }
        if (!any) {
            lyd_layout_line(layout, 2, OWNER_COLUMN);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_owner_title((lyd_owner)owner));
            lyd_layout_tab(layout, OWNER_COLUMN);
        }
        any = true;
        if (end - job > 1) {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu-%zu", job + 1, end);
        } else {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu", end);
        }
    }
    if (any) {
        lyd_layout_end(layout);
    }
}

static lyd_status put_owners(lyd_layout *layout, const entries *e)
{
    size_t jobs = job_count(e);
    unsigned *owners = calloc(jobs + 1, sizeof(*owners));
    if (owners == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < e->item_count; i++) {
        owners[e->items[i].job] |= lyd_finding_owners(e->items[i].finding);
    }
    lyd_text_heading(layout, "To do, by owner and number");
    for (unsigned owner = 0; owner < LYD_OWNER_COUNT; owner++) {
        put_owner(layout, owners, jobs, owner);
    }
    free(owners);
    return LYD_OK;
}

/* ---- one entry ---- */

/* Where servers disagree or lookups failed, with what came of each: a message can't say that. */
static void put_message(lyd_layout *layout, const entries *e, const lyd_finding *finding)
{
    lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
    layout->fresh = true; /* the colon belongs to the word before */
    lyd_layout_words(layout, LYD_STYLE_PLAIN, ":");
    layout->fresh = false;
    lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(layout);
    if ((finding->rule->traits & (LYD_RULE_DISAGREEMENT | LYD_RULE_FAILED_LOOKUP)) != 0) {
        lyd_text_evidence(layout, e->indent, finding, e->scene);
    }
}

/* A line with the keys of what stands under the cause at PLACE; the severity of the less severe ones stands before the first of each. */
static void put_consequences(lyd_layout *layout, const entries *e, uint32_t place)
{
    lyd_severity severity = e->findings[place]->severity;
    size_t count = 0;
    for (uint32_t i = e->first[place]; i != LYD_NONE; i = e->next[i]) {
        if (count == 0) {
            lyd_layout_line(layout, e->indent, e->indent);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "Resolved with it:");
        }
        if (count++ < KEYS_MAX) {
            const lyd_finding *finding = e->findings[i];
            bool told = finding->severity == severity;
            severity = finding->severity;
            lyd_layout_words(layout, LYD_STYLE_PLAIN, told ? "" : lyd_row_name(lyd_severity_names, (int)severity));
            lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
        }
    }
    if (count > KEYS_MAX) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more", count - KEYS_MAX);
    }
    if (count > 0) {
        lyd_layout_end(layout);
    }
}

/* What is wrong, finding by finding; of many, most are only named. */
static void put_wrong(lyd_layout *layout, const entries *e, const lyd_job_item *items, size_t count)
{
    size_t full = count > MESSAGES_MAX ? MESSAGES_MAX : count;
    lyd_text_severity(layout, items[0].finding->severity);
    for (size_t i = 0; i < full; i++) {
        if (i > 0) {
            lyd_layout_line(layout, e->indent, e->indent);
        }
        put_message(layout, e, items[i].finding);
        put_consequences(layout, e, items[i].place);
    }
    for (size_t i = full; i < count; i++) {
        if (i == full) {
            lyd_layout_line(layout, e->indent, e->indent);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "Likewise:");
        }
        lyd_layout_words(layout, LYD_STYLE_BOLD, items[i].finding->key);
    }
    if (full < count) {
        lyd_layout_end(layout);
    }
}

/* ---- beside each other ---- */

static void put_number(lyd_layout *layout, const entries *e, uint32_t job)
{
    char number[16];
    int length = snprintf(number, sizeof(number), "%u.", (unsigned)job + 1);
    lyd_layout_line(layout, e->indent - 1 - (size_t)length, e->indent);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, number);
}

/* One of two columns. */
typedef struct column {
    const lyd_layout *layout;
    const entries *e;
    const lyd_job_item *items;
    size_t count, width;
} column;

static lyd_status write_wrong(void *context, FILE *stream)
{
    const column *c = context;
    lyd_layout layout;
    lyd_layout_start(&layout, stream, (int)c->width, c->layout->color);
    put_number(&layout, c->e, c->items[0].job);
    put_wrong(&layout, c->e, c->items, c->count);
    return LYD_OK;
}

static lyd_status write_to_do(void *context, FILE *stream)
{
    const column *c = context;
    lyd_layout layout;
    lyd_layout_start(&layout, stream, (int)c->width, c->layout->color);
    lyd_text_to_do(&layout, 0, "To do:", c->items[0].finding);
    return LYD_OK;
}

static lyd_status put_columns(lyd_layout *layout, const entries *e, const lyd_job_item *items, size_t count)
{
    size_t half = layout->full / 2, size;
    char *wrong = NULL, *to_do = NULL;
    column c = {.layout = layout, .e = e, .items = items, .count = count, .width = half - GAP};
    lyd_status status = lyd_text_capture(write_wrong, &c, &wrong, &size);
    c.width = layout->full - half;
    if (status == LYD_OK) {
        status = lyd_text_capture(write_to_do, &c, &to_do, &size);
    }
    if (status == LYD_OK) {
        lyd_layout_beside(layout, wrong, half, to_do);
    }
    free(wrong);
    free(to_do);
    return status;
}

static lyd_status put_entry(lyd_layout *layout, const entries *e, const lyd_job_item *items, size_t count)
{
    lyd_status status = LYD_OK;
    if (layout->full < WIDE) {
        put_number(layout, e, items[0].job);
        put_wrong(layout, e, items, count);
        lyd_text_to_do(layout, e->indent, "To do:", items[0].finding);
    } else {
        status = put_columns(layout, e, items, count);
    }
    lyd_text_commands(layout, e->indent + 2, items[0].finding, COMMANDS_MAX);
    return status;
}

/* ---- the whole ---- */

static lyd_status put_entries(lyd_layout *layout, entries *e, bool overview)
{
    char number[16];
    lyd_status status = find_causes(e);
    e->indent = (size_t)snprintf(number, sizeof(number), "%zu. ", job_count(e));
    if (status == LYD_OK && overview && job_count(e) > 1) {
        status = put_owners(layout, e);
    }
    if (status == LYD_OK && overview && e->item_count > 0) {
        lyd_text_heading(layout, "Findings");
    }
    for (size_t i = 0, count; i < e->item_count && status == LYD_OK; i += count) {
        count = lyd_job_size(e->items + i, e->item_count - i);
        status = put_entry(layout, e, e->items + i, count);
    }
    return status;
}

lyd_status lyd_text_entries(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_scene *scene, bool overview)
{
    entries e = {.scene = scene, .findings = findings, .count = count};
    lyd_status status = LYD_ENOMEM;
    e.under = calloc(3 * count + 1, sizeof(*e.under));
    e.items = calloc(count + 1, sizeof(*e.items));
    if (e.under != NULL && e.items != NULL) {
        e.first = e.under + count;
        e.next = e.first + count;
        status = put_entries(layout, &e, overview);
    }
    free(e.under);
    free(e.items);
    return status;
}
