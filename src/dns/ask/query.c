#include "ask.h"

#include <string.h>

/* Header bits (RFC 1035 section 4.1.1), and the OPT record (RFC 6891 section 6.1.2). */
#define FLAG_QR 0x80
#define FLAG_TC 0x02
#define FLAG_RD 0x01
#define TYPE_OPT 41
#define RCODE_SERVFAIL 2

static void put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

bool lyd_query_build(lyd_query *query, const char *name, lyd_type type, bool edns)
{
    uint8_t *message = query->message;
    memset(message, 0, LYD_HEADER_SIZE);
    message[2] = FLAG_RD;
    message[5] = 1;
    size_t name_length = lyd_name_to_wire(name, message + LYD_HEADER_SIZE);
    if (name_length == 0) {
        return false;
    }
    size_t at = LYD_HEADER_SIZE + name_length;
    put16(message + at, (uint16_t)type);
    put16(message + at + 2, 1); /* class IN */
    at += 4;
    query->question_end = (uint16_t)at;
    if (edns) {
        message[11] = 1;
        memset(message + at, 0, LYD_OPT_SIZE);
        put16(message + at + 1, TYPE_OPT);
        put16(message + at + 3, LYD_UDP_PAYLOAD);
        at += LYD_OPT_SIZE;
    }
    query->length = (uint16_t)at;
    return true;
}

void lyd_query_set_id(lyd_query *query, uint16_t id)
{
    put16(query->message, id);
}

uint16_t lyd_message_id(const uint8_t *message)
{
    return get16(message);
}

bool lyd_message_truncated(const uint8_t *message)
{
    return (message[2] & FLAG_TC) != 0;
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Length bytes are below 64, so that folding case over a whole name in wire form can't change one. */
static bool same_fold(const uint8_t *a, const uint8_t *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool lyd_query_matches(const lyd_query *query, const uint8_t *message, size_t length)
{
    size_t size = (size_t)query->question_end - LYD_HEADER_SIZE;
    if (get16(message + 4) != 1) {
        return true;
    }
    if (length >= query->question_end && same_fold(query->message + LYD_HEADER_SIZE, message + LYD_HEADER_SIZE, size)) {
        return true;
    }
    char other[LYD_NAME_TEXT];
    size_t offset = LYD_HEADER_SIZE;
    return !lyd_name_from_message(message, length, &offset, other) || length - offset < 4;
}

void lyd_query_token(uint16_t id, uint8_t token[LYD_TOKEN_SIZE])
{
    static const uint8_t message[LYD_TOKEN_SIZE] = {
        0, 0, FLAG_RD, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, LYD_TYPE_A, 0, 1,
    };
    memcpy(token, message, sizeof(message));
    put16(token, id);
}

void lyd_query_stub(uint16_t id, uint8_t stub[LYD_TOKEN_SIZE])
{
    lyd_query_token(id, stub);
    stub[2] = FLAG_QR | FLAG_RD;
    /* Of a response with this code c-ares takes no measurements, from which newer versions would make up timeouts of their own. */
    stub[3] = RCODE_SERVFAIL;
}
