/* What a preview can't judge: never called safe. */
#include "doubts.h"

#include <lyncdns/services.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct doubts {
    lyd_preview *p;
    lyd_change_doubt *items;
    size_t count, capacity;
    lyd_map *known; /* the records of ITEMS */
} doubts;

/* Texts last as long as the preview. */
static lyd_status put(doubts *d, const char *record, const char *reason)
{
    uint32_t number;
    if (reason == NULL) {
        return LYD_ENOMEM;
    }
    if (lyd_map_get(d->known, record, &number)) {
        return LYD_OK;
    }
    lyd_status status = lyd_grow((void **)&d->items, &d->capacity, d->count, sizeof(*d->items));
    if (status == LYD_OK) {
        d->items[d->count++] = (lyd_change_doubt){record, reason};
        status = lyd_map_put(d->known, record, 0);
    }
    return status;
}

/* ---- service names ---- */

/* The SIP domain of a service name, or of a wildcard or zone that holds some; NULL: it is neither. */
static const char *domain_of(const lyd_change_step *step)
{
    static const char *const above[] = {"_tls", "_tcp", "_udp"};
    const char *domain = NULL, *name = step->name;
    if (lyd_wanted_find(name, &domain) != LYD_WANTED_COUNT) {
        return domain;
    }
    bool wildcard = strncmp(name, "*.", 2) == 0, zone = step->act == LYD_CHANGE_ADD_ZONE;
    name += wildcard ? 2 : 0;
    for (size_t i = 0; i < LYD_COUNT(above) && (wildcard || zone); i++) {
        size_t length = strlen(above[i]);
        domain = strncmp(name, above[i], length) == 0 && name[length] == '.' ? name + length + 1 : domain;
    }
    return domain;
}

static bool is_sip_domain(const lyd_topology *topology, const char *name)
{
    size_t i = 0;
    while (i < topology->sip_domain_count && strcmp(topology->sip_domains[i], name) != 0) {
        i++;
    }
    return i < topology->sip_domain_count;
}

/* The first view without a kind, in which no service records are judged, that the step changes something in; NULL: none. */
static const char *view_without_kind(const lyd_preview *p, const lyd_change_step *step)
{
    const lyd_topology *topology = p->before->facts.topology;
    for (size_t v = 0; v < topology->view_count; v++) {
        bool touched = step->act == LYD_CHANGE_ADD_ZONE;
        for (size_t r = 0; r < p->record_count && !touched; r++) {
            touched = strcmp(p->records[r].view, topology->views[v].name) == 0 && strcmp(p->records[r].record->name, step->name) == 0;
        }
        if (touched && (p->views >> v & 1u) != 0 && topology->views[v].kind == 0) {
            return topology->views[v].name;
        }
    }
    return NULL;
}

/* A host that the deployment declares is judged as that. */
static lyd_status doubt_services(doubts *d)
{
    const lyd_topology *topology = d->p->before->facts.topology;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < d->p->change->count && status == LYD_OK; i++) {
        const lyd_change_step *step = &d->p->change->steps[i];
        const char *domain = step->act < LYD_CHANGE_NEED_NAME ? domain_of(step) : NULL, *view;
        if (domain == NULL || lyd_topology_find(topology, step->name) != LYD_NONE) {
            continue;
        }
        if (!is_sip_domain(topology, domain)) {
            status = put(d, step->name, lyd_arena_printf(d->p->arena, "a service record, and %s isn't declared as a SIP domain", domain));
        } else if ((view = view_without_kind(d->p, step)) != NULL) {
            status =
                put(d, step->name,
                    lyd_arena_printf(d->p->arena, "a service record, and these aren't judged in the view %s, which has no kind", view));
        }
    }
    return status;
}

/* ---- answers that aren't certain ---- */

static bool is_same(const lyd_answer *a, const lyd_answer *b)
{
    return a->status == b->status && lyd_answer_same_aliases(a, b) && lyd_answer_same_records(a, b);
}

static bool is_for(const lyd_overlay_guess *guess, const lyd_question *question)
{
    return guess->server == question->server && guess->type == question->type && strcmp(guess->name, question->name) == 0;
}

static const lyd_overlay_guess *find_guess(const lyd_source *over, const lyd_question *question)
{
    size_t count;
    const lyd_overlay_guess *guesses = lyd_overlay_guesses(over, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_for(&guesses[i], question)) {
            return &guesses[i];
        }
    }
    return NULL;
}

const lyd_overlay_guess *lyd_preview_guess(const lyd_preview *p, const lyd_question *question)
{
    const lyd_overlay_guess *guess = p->memo != NULL ? find_guess(p->over, question) : NULL;
    return guess == NULL && p->other_over != NULL ? find_guess(p->other_over, question) : guess;
}

/* Answers that differ between the two cases. */
static lyd_status doubt_differences(doubts *d)
{
    const lyd_preview *p = d->p;
    const lyd_case *after = &p->after->facts;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < lyd_case_questions(after) && status == LYD_OK; i++) {
        const lyd_question *question = &after->questions[i];
        const lyd_answer *other = lyd_case_said(&p->other->facts, question);
        if (other == NULL || is_same(&after->answers[i], other)) { /* NULL: a target of a record that differs itself */
            continue;
        }
        const lyd_overlay_guess *guess = lyd_preview_guess(p, question);
        status = guess != NULL ? put(d, guess->doubt.record, guess->doubt.reason)
                               : put(d, question->name, "it depends on names of which nobody can tell whether they exist");
    }
    return status;
}

/* What is only likely accuses, but isn't judged, either. */
static lyd_status doubt_guesses(doubts *d)
{
    size_t count;
    const lyd_overlay_guess *guesses = lyd_overlay_guesses(d->p->over, &count);
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (guesses[i].open || guesses[i].likely) {
            status = put(d, guesses[i].doubt.record, guesses[i].doubt.reason);
        }
    }
    return status;
}

/* ---- all of them ---- */

static lyd_status gather(doubts *d, const lyd_change_records *records)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < records->doubt_count && status == LYD_OK; i++) {
        status = put(d, records->doubts[i].record, records->doubts[i].reason);
    }
    if (status == LYD_OK) {
        status = doubt_services(d);
    }
    if (status == LYD_OK && d->p->other != NULL) {
        status = doubt_differences(d);
    }
    return status == LYD_OK && d->p->memo != NULL ? doubt_guesses(d) : status;
}

lyd_status lyd_preview_doubt(lyd_preview *p, const lyd_change_records *records)
{
    doubts d = {.p = p, .known = lyd_map_new()};
    lyd_status status = d.known == NULL ? LYD_ENOMEM : gather(&d, records);
    lyd_change_doubt *kept = status == LYD_OK ? lyd_arena_alloc(p->arena, d.count * sizeof(*kept)) : NULL;
    if (kept != NULL && d.count > 0) {
        memcpy(kept, d.items, d.count * sizeof(*kept));
    }
    p->not_judged = kept;
    p->not_judged_count = kept != NULL ? d.count : 0;
    free(d.items);
    lyd_map_free(d.known);
    return status == LYD_OK && kept == NULL ? LYD_ENOMEM : status;
}
