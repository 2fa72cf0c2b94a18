/* message.h: a DNS response taken apart (RFC 1035 section 4), every length checked; what the records mean is not known here. */
#ifndef LYD_DNS_MESSAGE_H
#define LYD_DNS_MESSAGE_H

#include <lyncdns/dns.h>

#define LYD_CLASS_IN 1

typedef struct lyd_rr {
    uint32_t ttl;
    uint32_t owner_hash; /* of the canonical owner */
    uint16_t owner;      /* where in the message its owner stands */
    uint16_t type;
    uint16_t data, length; /* where its data stands, and how long it is */
    bool on_chain;         /* for the reader of the chain */
} lyd_rr;

#define LYD_RR_INLINE 48

typedef struct lyd_message {
    const uint8_t *bytes;
    size_t length;
    bool authoritative, truncated;
    bool has_question;
    uint16_t rcode;  /* with the upper bits of the OPT record (RFC 6891 section 6.1.3) */
    lyd_rr *answers; /* of class IN and of the type asked for, CNAME or DNAME; from the answer section */
    size_t answer_count;
    bool authority_empty;     /* no record at all in the authority section */
    bool has_soa, has_ns;     /* of class IN, in the authority section */
    char soa[LYD_NAME_TEXT];  /* owner of its first SOA record */
    char name[LYD_NAME_TEXT]; /* scratch: the owner read last */
    lyd_rr room[LYD_RR_INLINE];
} lyd_message;

/* Takes apart the response to NAME and TYPE. LYD_EINVAL: it can't be read, or is no response to this question. lyd_message_clear is due
 * whatever came of it; *MESSAGE points into BYTES. */
lyd_status lyd_message_read(lyd_message *message, const uint8_t *bytes, size_t length, const char *name, lyd_type type);
void lyd_message_clear(lyd_message *message);

uint32_t lyd_message_hash(const char *name);

/* True when the record's owner is NAME (canonical), whose hash is HASH. */
bool lyd_message_owned_by(lyd_message *message, const lyd_rr *rr, const char *name, uint32_t hash);

/* The name at OFFSET, known to be good. */
void lyd_message_name(const lyd_message *message, size_t offset, char name[LYD_NAME_TEXT]);

#endif
