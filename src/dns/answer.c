/* Answers: the names of their statuses and causes, and what one response message adds up to. */
#include "message.h"
#include "type.h"

#include <stdlib.h>
#include <string.h>

const lyd_row lyd_answer_statuses[] = {
    {LYD_NOERROR, "NOERROR"},
    {LYD_NODATA, "NODATA"},
    {LYD_NXDOMAIN, "NXDOMAIN"},
    {LYD_SERVFAIL, "SERVFAIL"},
    {LYD_REFUSED, "REFUSED"},
    {LYD_FORMERR, "FORMERR"},
    {LYD_NOTIMP, "NOTIMP"},
    {LYD_TIMEOUT, "TIMEOUT"},
    {LYD_UNREACHABLE, "UNREACHABLE"},
    {LYD_MALFORMED, "MALFORMED"},
    {LYD_ALIAS_LOOP, "ALIAS_LOOP"},
    {LYD_ALIAS_DANGLING, "ALIAS_DANGLING"},
    {0, NULL},
};

const lyd_row lyd_answer_causes[] = {
    {LYD_ASKED, "asked"},         {LYD_GIVEN_UP, "given-up"},
    {LYD_STOPPED, "stopped"},     {LYD_BAD_NAME, "name"},
    {LYD_NO_TCP, "tcp"},          {LYD_REFERRAL, "referral"},
    {LYD_PORT_CLOSED, "refused"}, {LYD_NO_ROUTE, "unreachable"},
    {LYD_NOT_SAVED, "not-saved"}, {0, NULL},
};

static const struct {
    const char *name, *words;
} causes[LYD_ANSWER_CAUSES] = {
    [LYD_GIVEN_UP] = {"given-up", "not asked: the server had been given up"},
    [LYD_STOPPED] = {"stopped", "the run was stopped before the answer came"},
    [LYD_BAD_NAME] = {"name", "an alias leads to a name that can't be looked up"},
    [LYD_NO_TCP] = {"tcp", "truncated, and no answer over TCP"},
    [LYD_REFERRAL] = {"referral", "a referral to other servers: this one doesn't recurse"},
    [LYD_PORT_CLOSED] = {"icmp", "connection refused"},
    [LYD_NO_ROUTE] = {"icmp", "network unreachable"},
    [LYD_NOT_SAVED] = {NULL, "no saved answers of this view"},
};

const char *lyd_answer_cause_name(unsigned cause)
{
    return cause < LYD_ANSWER_CAUSES ? causes[cause].name : NULL;
}

const char *lyd_answer_cause_words(unsigned cause)
{
    return cause < LYD_ANSWER_CAUSES ? causes[cause].words : NULL;
}

/* ---- records ---- */

static int compare_records(const void *a, const void *b)
{
    const lyd_record *x = a, *y = b;
    int order = lyd_record_compare(x, y);
    return order != 0 ? order : (x->ttl > y->ttl) - (x->ttl < y->ttl);
}

/* Sorts, and keeps the lowest TTL of records of the same data; the count left. */
static size_t tidy(lyd_record *records, size_t count)
{
    size_t kept = 1;
    qsort(records, count, sizeof(*records), compare_records);
    for (size_t i = 1; i < count; i++) {
        if (lyd_record_compare(&records[i], &records[kept - 1]) != 0) {
            records[kept++] = records[i];
        }
    }
    return kept;
}

/* Copies the records of the chain's names, at most COUNT, into arena memory of exactly that size. */
static lyd_status take_records(const lyd_message *m, const lyd_type_row *row, size_t count, lyd_arena *arena, lyd_answer *answer)
{
    lyd_record few[LYD_RR_INLINE], *records = few;
    lyd_status status = LYD_OK;
    size_t used = 0;
    if (count > LYD_RR_INLINE) {
        records = malloc(count * sizeof(*records));
        if (records == NULL) {
            return LYD_ENOMEM;
        }
    }
    for (size_t i = 0; i < m->answer_count && status == LYD_OK; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->on_chain && !lyd_rr_is_alias(rr)) {
            status = row->read(row, m->bytes, m->length, rr->data, rr->length, arena, &records[used]);
            records[used++].ttl = rr->ttl > INT32_MAX ? 0 : rr->ttl;
        }
    }
    used = used > 1 && status == LYD_OK ? tidy(records, used) : used;
    lyd_record *kept = status == LYD_OK ? lyd_arena_alloc(arena, used * sizeof(*kept)) : NULL;
    if (kept != NULL) {
        memcpy(kept, records, used * sizeof(*kept));
        answer->records = kept;
        answer->record_count = (uint32_t)used;
    }
    if (records != few) {
        free(records);
    }
    return kept == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- what it adds up to ---- */

/* The status of a response code that says that the server failed; LYD_NOERROR for the two that answer the question. */
static lyd_answer_status failure_of(unsigned rcode)
{
    switch (rcode) {
    case 0:
    case 3: /* NXDOMAIN */
        return LYD_NOERROR;
    case 1:
        return LYD_FORMERR;
    case 4:
        return LYD_NOTIMP;
    case 5:
        return LYD_REFUSED;
    default:
        return LYD_SERVFAIL;
    }
}

/* A reply without an answer from a server that isn't authoritative, with the servers of a zone above the name (RFC 2308 section 2.2). */
static bool is_referral(const lyd_message *m)
{
    return m->rcode == 0 && m->record_count == 0 && m->chain.count == 0 && !m->has_soa && m->has_ns && !m->authoritative;
}

static lyd_answer_status status_of(const lyd_message *m, bool *open)
{
    lyd_answer_status failure = failure_of(m->rcode);
    if (failure != LYD_NOERROR) {
        return failure;
    }
    if (!m->has_question || m->truncated) {
        return LYD_MALFORMED;
    }
    /* A record that the server returned counts, even if the response code reports an error or the chain is broken. */
    if (m->record_count > 0) {
        return LYD_NOERROR;
    }
    if (m->ambiguous || m->chain.overlong) {
        return LYD_MALFORMED;
    }
    if (m->chain.loops) {
        return LYD_ALIAS_LOOP;
    }
    if (m->rcode == 3) { /* about the chain's last name: RFC 6604 section 2 */
        return m->chain.count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN;
    }
    if (m->chain.count > 0) {
        *open = !m->has_soa || !lyd_name_within(m->chain.end, m->soa);
        return LYD_NODATA;
    }
    return is_referral(m) ? LYD_REFUSED : LYD_NODATA;
}

/* Of an answer that isn't a failure. */
static lyd_status take_zone(lyd_message *m, lyd_arena *arena, lyd_answer *answer)
{
    lyd_record zone;
    if (lyd_answer_failed((lyd_answer_status)answer->status) || !lyd_message_zone(m, m->chain.question, &zone)) {
        return LYD_OK;
    }
    return lyd_answer_set_zone(answer, &zone, arena);
}

static lyd_status fill(lyd_message *m, lyd_type type, lyd_arena *arena, lyd_answer *answer, const char **chase)
{
    const lyd_type_row *row = lyd_type_find(type);
    bool open = false;
    answer->rcode = (uint8_t)(m->rcode > UINT8_MAX ? UINT8_MAX : m->rcode);
    answer->status = (uint8_t)status_of(m, &open);
    answer->cause = answer->status == LYD_REFUSED && is_referral(m) ? LYD_REFERRAL : LYD_ASKED;
    *chase = open ? m->chain.end : NULL;
    if (lyd_alias_keep(&m->chain, arena, answer) != LYD_OK) {
        return LYD_ENOMEM;
    }
    if (type == LYD_TYPE_SOA) {
        return take_zone(m, arena, answer);
    }
    bool kept = answer->status == LYD_NOERROR && lyd_type_is_kept(type);
    return kept ? take_records(m, row, m->record_count, arena, answer) : LYD_OK;
}

lyd_status lyd_answer_read(const uint8_t *message, size_t length, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           const char **chase)
{
    lyd_message m;
    answer->aliases = NULL;
    answer->records = NULL;
    answer->record_count = 0;
    answer->alias_count = 0;
    answer->status = LYD_MALFORMED;
    answer->cause = LYD_ASKED;
    answer->rcode = length > 3 ? message[3] & 0xF : 0;
    *chase = NULL;
    lyd_status status = lyd_message_read(&m, message, length, name, type, arena);
    if (status == LYD_OK) {
        status = fill(&m, type, arena, answer, chase);
    } else if (status == LYD_EINVAL) {
        status = LYD_OK; /* MALFORMED is an answer, too */
    }
    lyd_message_clear(&m);
    return status;
}

/* ---- answers of any source ---- */

lyd_status lyd_answer_set_zone(lyd_answer *answer, const lyd_record *zone, lyd_arena *arena)
{
    lyd_record *record = lyd_arena_alloc(arena, sizeof(*record));
    if (record == NULL) {
        return LYD_ENOMEM;
    }
    *record = *zone;
    record->zone = lyd_arena_text(arena, zone->zone, strlen(zone->zone));
    answer->records = record;
    answer->record_count = 1;
    return record->zone == NULL ? LYD_ENOMEM : LYD_OK;
}

static bool copy_record(const lyd_record *record, lyd_arena *arena, lyd_record *copy)
{
    const lyd_type_row *row = lyd_type_find(record->type);
    *copy = *record;
    if (row != NULL && row->family != 0) {
        return true;
    }
    if (record->type == LYD_TYPE_SOA) {
        copy->zone = lyd_arena_text(arena, record->zone, strlen(record->zone));
        return copy->zone != NULL;
    }
    copy->target = lyd_arena_text(arena, record->target, strlen(record->target));
    return copy->target != NULL;
}

lyd_status lyd_answer_copy(const lyd_answer *answer, lyd_arena *arena, lyd_answer *copy)
{
    const char **aliases = lyd_arena_alloc(arena, answer->alias_count * sizeof(*aliases));
    lyd_record *records = lyd_arena_alloc(arena, answer->record_count * sizeof(*records));
    bool copied = aliases != NULL && records != NULL;
    for (size_t i = 0; i < answer->alias_count && copied; i++) {
        aliases[i] = lyd_arena_text(arena, answer->aliases[i], strlen(answer->aliases[i]));
        copied = aliases[i] != NULL;
    }
    for (uint32_t i = 0; i < answer->record_count && copied; i++) {
        copied = copy_record(&answer->records[i], arena, &records[i]);
    }
    *copy = *answer;
    copy->aliases = aliases;
    copy->records = records;
    return copied ? LYD_OK : LYD_ENOMEM;
}

bool lyd_answer_same_aliases(const lyd_answer *a, const lyd_answer *b)
{
    bool same = a->alias_count == b->alias_count;
    for (size_t i = 0; i < a->alias_count && same; i++) {
        same = strcmp(a->aliases[i], b->aliases[i]) == 0;
    }
    return same;
}

bool lyd_answer_same_records(const lyd_answer *a, const lyd_answer *b)
{
    bool same = a->record_count == b->record_count;
    for (uint32_t i = 0; i < a->record_count && same; i++) {
        same = lyd_record_compare(&a->records[i], &b->records[i]) == 0;
    }
    return same;
}
