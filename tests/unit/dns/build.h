/* build.h: DNS messages from a line of text, so that a row of a test can hold one.
 *
 * "rcode=3 aa | question | answers | authority | additional". Flag words: aa, tc, query (QR clear), opcode=N, rcode=N, and qd=N, an=N,
 * ns=N, ar=N for counts that lie. Question: "name TYPE [CLASS]", or nothing. Records, parted by ";": "owner TYPE data [ttl]"; data of
 * CNAME, DNAME, NS, SOA: a name; of A and AAAA: an address; of OPT: nothing; hex bytes behind "#" for any type. A name that is "@" is a
 * pointer to the question's. TYPE may have a class: "A/3". */
#ifndef LYD_TEST_BUILD_H
#define LYD_TEST_BUILD_H

#include <lyncdns/dns.h>

#include <string.h>

#define BUILD_MAX 65535

typedef struct builder {
    uint8_t *out;
    size_t used;
} builder;

static void build_byte(builder *b, unsigned byte)
{
    if (b->used < BUILD_MAX) {
        b->out[b->used++] = (uint8_t)byte;
    }
}

static void build_u16(builder *b, unsigned value)
{
    build_byte(b, value >> 8 & 0xFF);
    build_byte(b, value & 0xFF);
}

static void build_name(builder *b, const char *text)
{
    char name[LYD_NAME_TEXT];
    uint8_t wire[LYD_NAME_WIRE];
    const char *why;
    size_t length = 1;
    if (strcmp(text, "@") == 0) {
        build_u16(b, 0xC00C);
        return;
    }
    wire[0] = 0;
    if (strcmp(text, ".") != 0) {
        ck_assert_msg(lyd_name_parse(text, strlen(text), name, &why), "%s: %s", text, why);
        length = lyd_name_to_wire(name, wire);
    }
    size_t start = b->used;
    for (size_t i = 0; i < length; i++) {
        build_byte(b, wire[i]);
    }
    /* As typed: names come back from servers in any case. */
    for (size_t i = 0; text[i] != '\0' && strchr(text, '\\') == NULL; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z') {
            b->out[start + 1 + i] = (uint8_t)text[i];
        }
    }
}

static unsigned build_type(const char *text)
{
    static const lyd_row types[] = {{1, "A"},    {28, "AAAA"}, {5, "CNAME"},  {39, "DNAME"}, {2, "NS"}, {6, "SOA"},
                                    {41, "OPT"}, {16, "TXT"},  {46, "RRSIG"}, {33, "SRV"},   {0, NULL}};
    int id = 0;
    ck_assert_msg(lyd_row_id(types, text, &id), "type %s", text);
    return (unsigned)id;
}

static void build_data(builder *b, unsigned type, const char *data)
{
    lyd_address address;
    if (data[0] == '#') {
        for (const char *p = data + 1; p[0] != '\0' && p[1] != '\0'; p += 2) {
            const char pair[] = {p[0], p[1], '\0'};
            build_byte(b, (unsigned)strtoul(pair, NULL, 16));
        }
    } else if (type == LYD_TYPE_A || type == LYD_TYPE_AAAA) {
        ck_assert_msg(lyd_address_parse(data, &address), "address %s", data);
        for (size_t i = 0; i < (type == LYD_TYPE_A ? 4 : 16); i++) {
            build_byte(b, address.bytes[i]);
        }
    } else {
        build_name(b, data);
        for (int i = 0; type == 6 && i < 21; i++) { /* the rest of an SOA: a root mailbox and five numbers */
            build_byte(b, 0);
        }
    }
}

static void build_rr(builder *b, char *text)
{
    char *rest = NULL;
    const char *owner = strtok_r(text, " ", &rest), *type_text = strtok_r(NULL, " ", &rest);
    const char *data = strtok_r(NULL, " ", &rest), *ttl = strtok_r(NULL, " ", &rest);
    char type_name[16];
    unsigned class = 1;
    (void)snprintf(type_name, sizeof(type_name), "%s", type_text);
    char *slash = strchr(type_name, '/');
    if (slash != NULL) {
        class = (unsigned)atoi(slash + 1);
        *slash = '\0';
    }
    unsigned type = build_type(type_name);
    unsigned long seconds = ttl == NULL ? 300 : strtoul(ttl, NULL, 10);
    build_name(b, owner);
    build_u16(b, type);
    build_u16(b, class);
    build_u16(b, (unsigned)(seconds >> 16 & 0xFFFF));
    build_u16(b, (unsigned)(seconds & 0xFFFF));
    size_t place = b->used;
    build_u16(b, 0);
    build_data(b, type, data == NULL ? "#" : data);
    size_t length = b->used - place - 2;
    b->out[place] = (uint8_t)(length >> 8);
    b->out[place + 1] = (uint8_t)length;
}

static unsigned build_records(builder *b, char *section)
{
    unsigned count = 0;
    char *rest = NULL;
    for (char *rr = strtok_r(section, ";", &rest); rr != NULL; rr = strtok_r(NULL, ";", &rest)) {
        if (strspn(rr, " ") != strlen(rr)) {
            build_rr(b, rr);
            count++;
        }
    }
    return count;
}

static void build_flags(char *words, unsigned *flags, unsigned counts[4])
{
    static const char *const names[] = {"qd=%u", "an=%u", "ns=%u", "ar=%u"};
    unsigned value;
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        if (strcmp(word, "aa") == 0) {
            *flags |= 0x0400;
        } else if (strcmp(word, "tc") == 0) {
            *flags |= 0x0200;
        } else if (strcmp(word, "query") == 0) {
            *flags &= 0x7FFF;
        } else if (sscanf(word, "rcode=%u", &value) == 1) {
            *flags |= value;
        } else if (sscanf(word, "opcode=%u", &value) == 1) {
            *flags |= value << 11;
        } else {
            for (size_t i = 0; i < 4; i++) {
                if (strncmp(word, names[i], 3) == 0) {
                    counts[i] = (unsigned)atoi(word + 3);
                }
            }
        }
    }
}

/* The bytes written to OUT, which has room for BUILD_MAX. */
static size_t build(const char *text, uint8_t *out)
{
    builder b = {out, 12};
    char *copy = strdup(text), *parts[5] = {0}, empty[] = "";
    unsigned flags = 0x8180, counts[4] = {0}, given[4] = {~0u, ~0u, ~0u, ~0u};
    size_t count = 0;
    for (char *p = copy; p != NULL && count < 5;) {
        parts[count++] = p;
        p = strchr(p, '|');
        if (p != NULL) {
            *p++ = '\0';
        }
    }
    while (count < 5) {
        parts[count++] = empty;
    }
    build_flags(parts[0], &flags, given);
    char *rest = NULL;
    const char *name = strtok_r(parts[1], " ", &rest);
    if (name != NULL) {
        const char *type = strtok_r(NULL, " ", &rest), *class = strtok_r(NULL, " ", &rest);
        build_name(&b, name);
        build_u16(&b, build_type(type));
        build_u16(&b, class == NULL ? 1 : (unsigned)atoi(class));
        counts[0] = 1;
    }
    for (size_t i = 1; i < 4; i++) {
        counts[i] = build_records(&b, parts[i + 1]);
    }
    size_t used = b.used;
    b.used = 0;
    build_u16(&b, 0x1234);
    build_u16(&b, flags);
    for (size_t i = 0; i < 4; i++) {
        build_u16(&b, given[i] != ~0u ? given[i] : counts[i]);
    }
    free(copy);
    return used;
}

#endif
