/* A DNS response, read record by record, and the alias chain that leads through it. */
#include "message.h"
#include "type.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 12
#define RR_LEAST 11 /* root owner, type, class, TTL, length */
#define MESSAGE_MAX 65535

#define QUESTION_POINTER 0xC00C /* to the name after the header: how nearly every owner is written */

static unsigned u16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)u16(p) << 16 | u16(p + 2);
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = UINT32_C(2166136261);
    for (const char *p = name; *p != '\0'; p++) {
        hash = (hash ^ (uint8_t)*p) * UINT32_C(16777619);
    }
    return hash;
}

/* The name at OFFSET, known to be good. */
static void name_at(const lyd_message *m, size_t offset, char name[LYD_NAME_TEXT])
{
    (void)lyd_name_from_message(m->bytes, m->length, &offset, name);
}

static bool is_owned_by(lyd_message *m, const lyd_rr *rr, const char *name, uint32_t hash)
{
    if (rr->owner_hash != hash) {
        return false;
    }
    name_at(m, rr->owner, m->name);
    return strcmp(m->name, name) == 0;
}

static bool read_question(lyd_message *m, size_t *at, const char *name, lyd_type type)
{
    if (!lyd_name_from_message(m->bytes, m->length, at, m->name) || m->length - *at < 4) {
        return false;
    }
    const uint8_t *p = m->bytes + *at;
    *at += 4;
    return strcmp(m->name, name) == 0 && u16(p) == (unsigned)type && u16(p + 2) == LYD_CLASS_IN;
}

/* Reads a record's head into *RR (its owner into m->name, unless that is the question's) and moves *AT past the record. */
static bool read_rr(lyd_message *m, size_t *at, uint32_t question_hash, lyd_rr *rr, unsigned *class)
{
    rr->owner = (uint16_t)*at;
    rr->on_chain = rr->followed = false;
    if (m->has_question && m->length - *at >= 2 && u16(m->bytes + *at) == QUESTION_POINTER) {
        rr->owner_hash = question_hash;
        *at += 2;
    } else {
        if (!lyd_name_from_message(m->bytes, m->length, at, m->name)) {
            return false;
        }
        rr->owner_hash = hash_of(m->name);
    }
    if (m->length - *at < 10) {
        return false;
    }
    const uint8_t *p = m->bytes + *at;
    rr->type = (uint16_t)u16(p);
    *class = u16(p + 2);
    rr->ttl = u32(p + 4);
    rr->length = (uint16_t)u16(p + 8);
    *at += 10;
    rr->data = (uint16_t)*at;
    if (rr->length > m->length - *at) {
        return false;
    }
    *at += rr->length;
    return true;
}

/* True when the data of a record has the form of its type. Of a type that isn't judged, only whether there are any records matters. */
static bool data_is_good(const lyd_message *m, const lyd_rr *rr)
{
    const lyd_type_row *row = lyd_type_find(rr->type);
    return row == NULL || row->read == NULL || row->read(row, m->bytes, m->length, rr->data, rr->length, NULL, NULL) == LYD_OK;
}

static lyd_status read_answers(lyd_message *m, size_t *at, size_t count, uint32_t question_hash, lyd_type type)
{
    if (count > (m->length - *at) / RR_LEAST) {
        return LYD_EINVAL;
    }
    if (count > LYD_RR_INLINE) {
        m->answers = malloc(count * sizeof(*m->answers));
        if (m->answers == NULL) {
            return LYD_ENOMEM;
        }
    }
    for (size_t i = 0; i < count; i++) {
        lyd_rr *rr = &m->answers[m->answer_count];
        unsigned class;
        if (!read_rr(m, at, question_hash, rr, &class)) {
            return LYD_EINVAL;
        }
        if (class != LYD_CLASS_IN || (rr->type != (unsigned)type && rr->type != LYD_TYPE_CNAME && rr->type != LYD_TYPE_DNAME)) {
            continue;
        }
        if (!data_is_good(m, rr)) {
            return LYD_EINVAL;
        }
        m->answer_count++;
    }
    return LYD_OK;
}

static bool read_authority(lyd_message *m, size_t *at, size_t count, uint32_t question_hash)
{
    for (size_t i = 0; i < count; i++) {
        lyd_rr rr;
        unsigned class;
        if (!read_rr(m, at, question_hash, &rr, &class)) {
            return false;
        }
        if (class == LYD_CLASS_IN && rr.type == LYD_TYPE_SOA && !m->has_soa) {
            m->has_soa = true;
            m->soa_record = rr;
            name_at(m, rr.owner, m->soa);
        }
        m->has_ns = m->has_ns || (class == LYD_CLASS_IN && rr.type == LYD_TYPE_NS);
    }
    return true;
}

static bool read_additional(lyd_message *m, size_t *at, size_t count, uint32_t question_hash)
{
    for (size_t i = 0; i < count; i++) {
        lyd_rr rr;
        unsigned class;
        if (!read_rr(m, at, question_hash, &rr, &class)) {
            return false;
        }
        if (rr.type == LYD_TYPE_OPT) {
            m->rcode |= (uint16_t)(rr.ttl >> 24 << 4);
        }
    }
    return true;
}

/* ---- the zone ---- */

/* The data of an SOA record: two names, then five numbers, the serial first (RFC 1035 section 3.3.13). */
static bool read_serial(lyd_message *m, const lyd_rr *rr, uint32_t *serial)
{
    size_t at = rr->data, end = (size_t)rr->data + rr->length;
    for (int i = 0; i < 2; i++) {
        if (!lyd_name_from_message(m->bytes, m->length, &at, m->name)) {
            return false;
        }
    }
    if (at + 20 != end) {
        return false;
    }
    *serial = u32(m->bytes + at);
    return true;
}

bool lyd_message_zone(lyd_message *m, const char *name, lyd_record *record)
{
    const lyd_rr *rr = NULL;
    for (size_t i = 0; i < m->answer_count && rr == NULL; i++) {
        rr = m->answers[i].type == LYD_TYPE_SOA && m->answers[i].on_chain ? &m->answers[i] : NULL;
    }
    *record = (lyd_record){.type = LYD_TYPE_SOA};
    record->zone = rr != NULL ? name : m->soa;
    record->authoritative = m->authoritative;
    if (rr == NULL) {
        rr = m->has_soa && lyd_name_within(name, m->soa) ? &m->soa_record : NULL;
    }
    return rr != NULL && m->chain.count == 0 && read_serial(m, rr, &record->serial);
}

/* ---- the alias chain ---- */

/* The target of the CNAME record of NAME, in m->target. */
static void find_cname(lyd_message *m, const char *name, uint32_t hash, lyd_alias *alias)
{
    for (size_t i = 0; i < m->answer_count; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_CNAME || !is_owned_by(m, rr, name, hash)) {
            continue;
        }
        if (alias->target == NULL) {
            name_at(m, rr->data, m->target);
            alias->target = m->target;
            continue;
        }
        /* The same record twice does no harm; two different ones leave open where the name leads. */
        name_at(m, rr->data, m->name);
        m->ambiguous = m->ambiguous || strcmp(m->name, m->target) != 0;
    }
}

/* The DNAME record above NAME, if the server left the CNAME record out. A resolver meets the topmost one first. */
static void find_dname(lyd_message *m, const char *name, lyd_alias *alias)
{
    size_t length = SIZE_MAX;
    for (size_t i = 0; i < m->answer_count; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_DNAME) {
            continue;
        }
        name_at(m, rr->owner, m->name);
        if (strcmp(m->name, name) != 0 && lyd_name_within(name, m->name) && strlen(m->name) < length) {
            length = strlen(m->name);
            memcpy(m->owner, m->name, length + 1);
            name_at(m, rr->data, m->target);
            *alias = (lyd_alias){m->target, m->owner};
        }
    }
}

/* Marks the records of NAME. One beside an alias breaks RFC 1034 section 3.6.2, but a client may use it. */
static void mark(lyd_message *m, const char *name, uint32_t hash)
{
    for (size_t i = 0; i < m->answer_count; i++) {
        lyd_rr *rr = &m->answers[i];
        if (!rr->on_chain && is_owned_by(m, rr, name, hash)) {
            rr->on_chain = true;
            m->record_count += lyd_rr_is_alias(rr) ? 0 : 1;
        }
    }
}

/* Marks the records behind every branch of a chain with two CNAME records of one name: a client may follow either. */
static void mark_branches(lyd_message *m)
{
    for (size_t i = 0; i < m->answer_count;) {
        lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_CNAME || !rr->on_chain || rr->followed) {
            i++;
            continue;
        }
        rr->followed = true;
        name_at(m, rr->data, m->target);
        mark(m, m->target, hash_of(m->target));
        i = 0; /* aliases before this one may be on the chain now */
    }
}

static lyd_status look(void *context, const char *name, lyd_alias *alias)
{
    lyd_message *m = context;
    uint32_t hash = hash_of(name);
    mark(m, name, hash);
    find_cname(m, name, hash, alias);
    if (alias->target == NULL) {
        find_dname(m, name, alias);
    }
    alias->target = m->ambiguous ? NULL : alias->target;
    return LYD_OK;
}

static lyd_status read_sections(lyd_message *m, const uint8_t *bytes, size_t length, const char *name, lyd_type type)
{
    size_t at = HEADER_SIZE;
    m->bytes = bytes;
    m->length = length;
    m->has_question = m->has_soa = m->has_ns = m->ambiguous = false;
    m->answers = m->room;
    m->answer_count = m->record_count = 0;
    if (length < HEADER_SIZE || length > MESSAGE_MAX) {
        return LYD_EINVAL;
    }
    /* Old servers refuse a query by returning its header alone, with its counts, which then mean nothing. */
    unsigned flags = u16(bytes + 2), questions = length == HEADER_SIZE ? 0 : u16(bytes + 4);
    m->authoritative = (flags & 0x0400) != 0;
    m->truncated = (flags & 0x0200) != 0;
    m->rcode = flags & 0xF;
    /* A response (QR) to an ordinary query (opcode 0), with our question or none. */
    if ((flags & 0xF800) != 0x8000 || questions > 1 || (questions == 1 && !read_question(m, &at, name, type))) {
        return LYD_EINVAL;
    }
    m->has_question = questions == 1;
    if (length == HEADER_SIZE) {
        return LYD_OK;
    }
    uint32_t question_hash = hash_of(name);
    lyd_status status = read_answers(m, &at, u16(bytes + 6), question_hash, type);
    if (status == LYD_OK &&
        (!read_authority(m, &at, u16(bytes + 8), question_hash) || !read_additional(m, &at, u16(bytes + 10), question_hash))) {
        status = LYD_EINVAL;
    }
    return status;
}

lyd_status lyd_message_read(lyd_message *m, const uint8_t *bytes, size_t length, const char *name, lyd_type type, lyd_arena *arena)
{
    lyd_status status = read_sections(m, bytes, length, name, type);
    status = status == LYD_OK ? lyd_alias_walk(&m->chain, name, look, m, arena) : status;
    if (status == LYD_OK && m->ambiguous) {
        mark_branches(m);
    }
    return status;
}

void lyd_message_clear(lyd_message *m)
{
    if (m->answers != m->room) {
        free(m->answers);
    }
}
