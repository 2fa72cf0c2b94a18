/* One cause, one entry: puts findings under the one whose mending mends them, too.
 *
 * Only some rules can be causes: those that speak of a record, a name or a server itself. Whether mending one mends another finding is
 * tried with the facts of the case (mended.c), so that nothing is grouped by resemblance. A cause stands for itself: what is found to stand
 * under a finding that has a cause stands under that cause. A waived finding is no cause and stands under none: it must not hide a finding
 * that isn't accepted. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

/* ---- which findings may be causes ---- */

typedef enum kind {
    IS_RENAMED,
    IS_ADDED,
    TARGET_IS_ADDED,
    LOSES_IPV6,
    LOSES_FACTS,
    GAINS_IPV4,
    NETWORK_GAINS_IPV4,
    IS_CORRECTED,
    AS_DECLARED
} kind;

/* Of several equally severe findings that would each mend the others, the first row is the cause. */
static const struct {
    const char *rule;
    kind kind;
    lyd_facts facts;
} rows[] = {
    {"NAM001", IS_RENAMED, 0},
    {"DNS001", IS_ADDED, 0},
    {"DNS002", IS_ADDED, 0},
    {"DNS004", IS_ADDED, 0},
    {"WEB001", IS_ADDED, 0},
    {"WEB002", IS_ADDED, 0},
    {"URL001", IS_ADDED, 0},
    {"URL002", IS_ADDED, 0},
    {"WAC001", IS_ADDED, 0},
    {"WEB006", IS_ADDED, 0},
    {"EDG003", IS_ADDED, 0},
    {"SRV006", TARGET_IS_ADDED, 0},
    {"UM001", LOSES_IPV6, 0},
    {"VER001", LOSES_IPV6, 0},
    {"LIS001", LOSES_IPV6, 0},
    {"PST002", LOSES_IPV6, 0},
    {"UM003", GAINS_IPV4, 0},
    {"STK001", GAINS_IPV4, 0},
    {"STK002", NETWORK_GAINS_IPV4, 0},
    {"DNS006", LOSES_FACTS, LYD_FACT_UNUSABLE},
    {"DNS007", LOSES_FACTS, LYD_FACT_TRANSITION | LYD_FACT_UNTOLD},
    {"STK003", AS_DECLARED, 0},
    {"DNS013", IS_CORRECTED, 0},
};

/* A finding that may be a cause. */
typedef struct root {
    const lyd_finding *finding;
    size_t row;
    lyd_mending mending;
    uint32_t next; /* the next one about the same name; LYD_NONE */
} root;

typedef struct causes {
    lyd_judging *j;
    lyd_judgement *judgement;
    uint32_t *of; /* of each finding: the index of its cause, LYD_NONE */
    root *roots;  /* the ones that come first are preferred as causes */
    size_t root_count;
    lyd_map *names; /* to the first of roots[] about a name */
} causes;

static size_t row_of(const lyd_finding *finding)
{
    size_t i = 0;
    while (i < LYD_COUNT(rows) && strcmp(rows[i].rule, finding->rule->id) != 0) {
        i++;
    }
    return i;
}

/* What the type of E lacks of the declared one, or has beyond it. A family counts as lacking only if some server said so. */
static void become_declared(const lyd_judging *j, uint32_t e, lyd_mending *m)
{
    unsigned declared = j->topology->endpoints[e].declared;
    m->loss = j->facts[e] & LYD_ADDRESS_DUAL_STACK & ~declared;
    m->gain = declared & lyd_families_denied(j, e);
}

static lyd_mending mending_by(const lyd_judging *j, const lyd_finding *f, size_t row)
{
    lyd_mending m = {.name = f->subjects[rows[row].kind == TARGET_IS_ADDED ? 1 : 0], .lost_facts = rows[row].facts};
    m.endpoint = rows[row].kind == NETWORK_GAINS_IPV4 ? LYD_NONE : lyd_topology_find(j->topology, m.name);
    switch (rows[row].kind) {
    case IS_RENAMED:
        m.renamed = true;
        break;
    case IS_ADDED:
    case TARGET_IS_ADDED:
        m.views = f->views;
        break;
    case LOSES_IPV6:
        m.loss = LYD_ADDRESS_IPV6;
        break;
    case GAINS_IPV4:
    case NETWORK_GAINS_IPV4:
        m.gain = LYD_ADDRESS_IPV4;
        break;
    case AS_DECLARED:
        become_declared(j, m.endpoint, &m);
        break;
    case IS_CORRECTED:
        m.corrected = true;
        break;
    case LOSES_FACTS:
        break;
    }
    return m;
}

/* The more severe first, then the rows of the table, then in the order of the report. */
static int by_preference(const void *left, const void *right)
{
    const root *a = left, *b = right;
    if (a->finding->severity != b->finding->severity) {
        return a->finding->severity > b->finding->severity ? -1 : 1;
    }
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    return (a->finding > b->finding) - (a->finding < b->finding);
}

/* Fills the roots and the chain of each name, which is in their order. */
static lyd_status gather_roots(causes *c)
{
    const lyd_judgement *judgement = c->judgement;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const lyd_finding *f = &judgement->findings[i];
        size_t row = f->waiver == NULL ? row_of(f) : LYD_COUNT(rows);
        if (row < LYD_COUNT(rows)) {
            c->roots[c->root_count++] = (root){.finding = f, .row = row, .mending = mending_by(c->j, f, row), .next = LYD_NONE};
        }
    }
    qsort(c->roots, c->root_count, sizeof(*c->roots), by_preference);
    for (size_t i = c->root_count; i-- > 0 && status == LYD_OK;) {
        uint32_t next;
        c->roots[i].next = lyd_map_get(c->names, c->roots[i].mending.name, &next) ? next : LYD_NONE;
        status = lyd_map_put(c->names, c->roots[i].mending.name, (uint32_t)i);
    }
    return status;
}

/* ---- the cause of one finding ---- */

/* With more, a pool's findings stand for themselves: each is tried alone. */
#define CANDIDATES_MAX 64

/* The roots that may be the cause of a finding, in order of preference. */
typedef struct candidates {
    uint32_t roots[CANDIDATES_MAX];
    const lyd_mending *mendings[CANDIDATES_MAX];
    size_t count;
    bool too_many;
} candidates;

static void insert(const causes *c, candidates *list, uint32_t index)
{
    size_t at = list->count;
    while (at > 0 && list->roots[at - 1] > index) {
        at--;
    }
    if ((at > 0 && list->roots[at - 1] == index) || list->too_many) {
        return;
    }
    list->too_many = list->count == CANDIDATES_MAX;
    if (!list->too_many) {
        memmove(&list->roots[at + 1], &list->roots[at], (list->count - at) * sizeof(*list->roots));
        memmove(&list->mendings[at + 1], &list->mendings[at], (list->count - at) * sizeof(const lyd_mending *));
        list->roots[at] = index;
        list->mendings[at] = &c->roots[index].mending;
        list->count++;
    }
}

/* Adds the roots about NAME that come before END and may be the cause of F. An info asks for nothing, so that what is wrong isn't mended by
 * it: an IPv6-only network of a lab, for example. */
static void add_roots(const causes *c, candidates *list, const char *name, uint32_t end, const lyd_finding *f)
{
    uint32_t i;
    if (!lyd_map_get(c->names, name, &i)) {
        return;
    }
    for (; i != LYD_NONE && i < end; i = c->roots[i].next) {
        const lyd_finding *other = c->roots[i].finding;
        if (other != f && (other->severity > LYD_INFO || f->severity == LYD_INFO)) {
            insert(c, list, i);
        }
    }
}

/* Adds those about the members of the pools whose finding F is. */
static void add_members(const causes *c, candidates *list, const lyd_finding *f)
{
    const lyd_topology *t = c->j->topology;
    uint32_t e = lyd_topology_find(t, f->subjects[0]);
    for (size_t p = 0; p < t->pool_count && e != LYD_NONE; p++) {
        for (size_t m = 0; t->pools[p].endpoint == e && m < t->pools[p].member_count && !list->too_many; m++) {
            add_roots(c, list, t->endpoints[t->pools[p].members[m]].fqdn, LYD_NONE, f);
        }
    }
}

/* Whether what LIST holds, tried by TEST, mends a finding. */
typedef bool would_mend(lyd_judging *j, const void *what, const lyd_mending *const *mendings, size_t count);

static bool mends_finding(lyd_judging *j, const void *what, const lyd_mending *const *mendings, size_t count)
{
    return lyd_would_go(j, what, mendings, count);
}

static bool mends_combination(lyd_judging *j, const void *what, const lyd_mending *const *mendings, size_t count)
{
    return lyd_would_work(j, what, mendings, count);
}

/* The first of LIST that alone is enough; else, if they are enough together, the first without which the others aren't. LYD_NONE. */
static uint32_t choose(const causes *c, candidates *list, const void *what, would_mend *test)
{
    for (size_t i = 0; i < list->count; i++) {
        if (test(c->j, what, &list->mendings[i], 1)) {
            return list->roots[i];
        }
    }
    if (list->count < 2 || !test(c->j, what, list->mendings, list->count)) {
        return LYD_NONE;
    }
    while (list->count > 1 && test(c->j, what, list->mendings + 1, list->count - 1)) {
        list->count--;
        memmove(list->roots, list->roots + 1, list->count * sizeof(*list->roots));
        memmove(list->mendings, list->mendings + 1, list->count * sizeof(const lyd_mending *));
    }
    return list->roots[0];
}

/* Puts F under the root at INDEX, or under its cause. */
static void put_under(causes *c, const lyd_finding *f, uint32_t index)
{
    if (index != LYD_NONE) {
        uint32_t cause = (uint32_t)(c->roots[index].finding - c->judgement->findings);
        c->of[f - c->judgement->findings] = c->of[cause] != LYD_NONE ? c->of[cause] : cause;
    }
}

/* ---- all findings ---- */

/* A root has its cause among those before it about the same name. */
static void place_roots(causes *c)
{
    for (uint32_t i = 1; i < c->root_count; i++) {
        candidates list = {.count = 0};
        add_roots(c, &list, c->roots[i].mending.name, i, c->roots[i].finding);
        list.count = list.too_many ? 0 : list.count;
        for (size_t k = 0; k < list.count; k++) {
            if (mends_finding(c->j, c->roots[i].finding, &list.mendings[k], 1)) {
                put_under(c, c->roots[i].finding, list.roots[k]);
                break;
            }
        }
    }
}

static void place_others(causes *c)
{
    for (size_t i = 0; i < c->judgement->finding_count; i++) {
        const lyd_finding *f = &c->judgement->findings[i];
        candidates list = {.count = 0};
        if (f->waiver != NULL || f->rule->tables != 0 || c->of[i] != LYD_NONE || row_of(f) < LYD_COUNT(rows)) {
            continue;
        }
        add_roots(c, &list, f->subjects[0], LYD_NONE, f);
        if ((f->rule->traits & LYD_RULE_POOL) != 0) {
            add_members(c, &list, f);
        }
        put_under(c, f, list.too_many ? LYD_NONE : choose(c, &list, f, mends_finding));
    }
}

/* A network may be named as another one, or hold a "+": the subjects of ROW itself. */
static const lyd_finding *finding_of(const causes *c, const lyd_map *keys, const lyd_combination *row)
{
    uint32_t i;
    lyd_text_begin(c->j);
    lyd_text_add(c->j, "%s:%s+%s", lyd_rule_of_table(row->table)->id, row->subjects[0], row->subjects[1]);
    const lyd_finding *f = lyd_map_get(keys, lyd_text_done(c->j), &i) ? &c->judgement->findings[i] : NULL;
    bool same = f != NULL && strcmp(f->subjects[0], row->subjects[0]) == 0 && strcmp(f->subjects[1], row->subjects[1]) == 0;
    return same ? f : NULL;
}

static void place_combination(causes *c, const lyd_combination *row, const lyd_finding *f)
{
    const lyd_topology *t = c->j->topology;
    candidates list = {.count = 0};
    add_roots(c, &list, row->subjects[0], LYD_NONE, f);
    add_roots(c, &list, row->subjects[1], LYD_NONE, f);
    for (size_t p = 0; row->table == LYD_TABLE_MEDIATION_PSTN && p < t->pool_count; p++) {
        const lyd_pool *pool = &t->pools[p];
        if (pool->pstn_endpoint != LYD_NONE && strcmp(t->endpoints[pool->endpoint].fqdn, row->subjects[0]) == 0) {
            add_roots(c, &list, t->endpoints[pool->pstn_endpoint].fqdn, LYD_NONE, f);
        }
    }
    put_under(c, f, list.too_many ? LYD_NONE : choose(c, &list, row, mends_combination));
}

static void place_combinations(causes *c, lyd_map *keys)
{
    for (uint32_t i = 0; i < c->judgement->finding_count && c->j->status == LYD_OK; i++) {
        const lyd_finding *f = &c->judgement->findings[i];
        if (f->waiver == NULL && f->rule->tables != 0) {
            c->j->status = lyd_map_put(keys, f->key, i);
        }
    }
    for (size_t i = 0; i < c->j->combination_count && lyd_map_count(keys) > 0 && c->j->status == LYD_OK; i++) {
        const lyd_combination *row = &c->j->combinations[i];
        const lyd_finding *f = row->verdict != LYD_SUPPORTED && row->verdict != LYD_VERDICT_UNKNOWN ? finding_of(c, keys, row) : NULL;
        if (f != NULL) {
            place_combination(c, row, f);
        }
    }
}

/* ---- findings that are mended alike ---- */

/* What mends F, as a text: its edits; of a combination, which DNS alone doesn't mend, its remedy. Empty: nothing that two may share. */
static const char *change_text(lyd_judging *j, const lyd_finding *f)
{
    lyd_text_begin(j);
    if (f->edit_count == 0 && f->rule->tables != 0) {
        lyd_text_add(j, "%s", f->remedy);
    }
    for (size_t i = 0; i < f->edit_count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&f->edits[i].record, data);
        lyd_text_add(j, "%c%u %s %u %s\n", f->edits[i].add ? '+' : '-', (unsigned)f->edits[i].view, f->edits[i].name,
                     (unsigned)f->edits[i].record.type, data);
    }
    return lyd_text_done(j);
}

static void mark_causes(const causes *c, bool *is_cause)
{
    for (size_t i = 0; i < c->judgement->finding_count; i++) {
        if (c->of[i] != LYD_NONE) {
            is_cause[c->of[i]] = true;
        }
    }
}

/* What the very same change mends stands under the first of such findings: three external names behind one internal edge, for example. */
static void place_alike(causes *c)
{
    size_t count = c->judgement->finding_count;
    lyd_map *firsts = lyd_map_new();
    bool *is_cause = calloc(count + 1, sizeof(*is_cause));
    c->j->status = firsts == NULL || is_cause == NULL ? LYD_ENOMEM : LYD_OK;
    if (c->j->status == LYD_OK) {
        mark_causes(c, is_cause);
    }
    for (uint32_t i = 0; i < count && c->j->status == LYD_OK; i++) {
        const lyd_finding *f = &c->judgement->findings[i];
        uint32_t first;
        const char *change = f->waiver == NULL && c->of[i] == LYD_NONE ? change_text(c->j, f) : "";
        if (change[0] == '\0') {
            continue;
        }
        if (lyd_map_get(firsts, change, &first) && !is_cause[i] && f->severity <= c->judgement->findings[first].severity) {
            c->of[i] = first;
        } else if (c->j->status == LYD_OK) {
            c->j->status = lyd_map_put(firsts, change, i);
        }
    }
    free(is_cause);
    lyd_map_free(firsts);
}

static void place_all(causes *c)
{
    lyd_map *keys = lyd_map_new();
    c->j->status = keys == NULL ? LYD_ENOMEM : gather_roots(c);
    if (c->j->status == LYD_OK && c->root_count > 0) {
        place_roots(c);
        place_others(c);
        place_combinations(c, keys);
    }
    if (c->j->status == LYD_OK) {
        place_alike(c);
    }
    if (c->j->status == LYD_OK) {
        lyd_causes_of_failures(c->j, c->judgement, c->of);
    }
    lyd_map_free(keys);
}

/* ---- the judgement ---- */

lyd_status lyd_judging_causes(lyd_judging *j, lyd_judgement *judgement)
{
    size_t count = judgement->finding_count;
    causes c = {.j = j, .judgement = judgement, .names = lyd_map_new()};
    c.of = malloc((count + 1) * sizeof(*c.of));
    c.roots = malloc((count + 1) * sizeof(*c.roots));
    j->status = c.names == NULL || c.of == NULL || c.roots == NULL ? LYD_ENOMEM : LYD_OK;
    if (j->status == LYD_OK) {
        memset(c.of, 0xFF, count * sizeof(*c.of)); /* LYD_NONE */
        place_all(&c);
    }
    for (size_t i = 0; i < count && j->status == LYD_OK; i++) {
        judgement->findings[i].cause = c.of[i] != LYD_NONE ? judgement->findings[c.of[i]].key : NULL;
    }
    lyd_causes_count(judgement);
    lyd_map_free(c.names);
    free(c.of);
    free(c.roots);
    return j->status;
}
