/* What a preview can't judge: never called safe. */
#include "doubts.h"

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

/* The records that clients and partners of a SIP domain look up, before the domain. */
static const char *const services[] = {
    "_sip._tls",
    "_sipinternaltls._tcp",
    "_sipinternal._tcp",
    "_sipfederationtls._tcp",
    "_xmpp-server._tcp",
    "_ntp._udp",
    "lyncdiscover",
    "sip",
    "lyncdiscoverinternal",
    "sipinternal",
    "sipexternal",
    "ucupdates-r2",
};

static const char *const wildcards[] = {"*._tls", "*._tcp", "*._udp"};

/* The SIP domain of a service name, or of a wildcard that answers for one; NULL: it is neither. */
static const char *domain_of(const char *name)
{
    for (size_t i = 0; i < LYD_COUNT(services) + LYD_COUNT(wildcards); i++) {
        const char *service = i < LYD_COUNT(services) ? services[i] : wildcards[i - LYD_COUNT(services)];
        size_t length = strlen(service);
        if (strncmp(name, service, length) == 0 && name[length] == '.' && name[length + 1] != '\0') {
            return name + length + 1;
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
        const char *domain = step->act < LYD_CHANGE_NEED_NAME ? domain_of(step->name) : NULL;
        if (domain != NULL && lyd_topology_find(topology, step->name) == LYD_NONE) {
            status = put(d, step->name, lyd_arena_printf(d->p->arena, "a service record, and %s isn't declared as a SIP domain", domain));
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
    for (size_t i = 0; i < after->first[after->topology->endpoint_count] && status == LYD_OK; i++) {
        if (is_same(&after->answers[i], &p->other->facts.answers[i])) {
            continue;
        }
        const lyd_question *question = &after->questions[i];
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
