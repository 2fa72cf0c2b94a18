/* message.h: a DNS response (RFC 1035 section 4) taken apart, every length checked, and the alias chain through it. */
#ifndef LYD_DNS_MESSAGE_H
#define LYD_DNS_MESSAGE_H

#include "alias.h"

#define LYD_CLASS_IN 1

typedef struct lyd_rr {
    uint32_t ttl;
    uint32_t owner_hash; /* of the canonical owner */
    uint16_t owner;      /* offset of its owner in the message */
    uint16_t type;
    uint16_t data, length; /* offset and length of its data */
    bool on_chain;         /* its owner is the question's name or one of its aliases */
    bool followed;         /* a CNAME record whose target was looked at */
} lyd_rr;

static inline bool lyd_rr_is_alias(const lyd_rr *rr)
{
    return rr->type == LYD_TYPE_CNAME || rr->type == LYD_TYPE_DNAME;
}

#define LYD_RR_INLINE 48

typedef struct lyd_message {
    const uint8_t *bytes;
    size_t length;
    bool authoritative, truncated;
    bool has_question;
    uint16_t rcode;  /* with the upper bits of the OPT record (RFC 6891 section 6.1.3) */
    lyd_rr *answers; /* of class IN and of the type asked for, CNAME or DNAME; from the answer section */
    size_t answer_count;
    size_t record_count;                                                   /* of those on the chain, without the aliases */
    bool has_soa, has_ns;                                                  /* of class IN, in the authority section */
    char soa[LYD_NAME_TEXT];                                               /* owner of its first SOA record */
    lyd_rr soa_record;                                                     /* that record, whose data may be broken */
    lyd_alias_chain chain;                                                 /* from the question, independent of the order of the records */
    bool ambiguous;                                                        /* two CNAME records of one name differ: the chain ends there */
    char name[LYD_NAME_TEXT], owner[LYD_NAME_TEXT], target[LYD_NAME_TEXT]; /* scratch */
    lyd_rr room[LYD_RR_INLINE];
} lyd_message;

/* Reads the response to NAME and TYPE; the aliases are ARENA's. LYD_EINVAL: it is malformed, or no response to this question.
 * lyd_message_clear is due after any status; *MESSAGE points into BYTES. */
lyd_status lyd_message_read(lyd_message *message, const uint8_t *bytes, size_t length, const char *name, lyd_type type, lyd_arena *arena);
void lyd_message_clear(lyd_message *message);

/* Of the response to NAME and SOA: the zone that has NAME; its text is NAME itself or MESSAGE's. False: it doesn't say, or in bad form. */
bool lyd_message_zone(lyd_message *message, const char *name, lyd_record *record);

#endif
