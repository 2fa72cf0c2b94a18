/* NAT64 prefixes: found in the answers of DNS64 servers (RFC 7050), and recognized in addresses (RFC 6052). */
#include <lyncdns/dns.h>

#include <string.h>

/* RFC 6052 section 2.2: an IPv6 address made of a prefix of one of these lengths, the IPv4 address behind it, and a suffix. Octet 8 is
 * skipped, and zero. */
static const uint8_t lengths[] = {32, 40, 48, 56, 64, 96};

#define RESERVED_OCTET 8

/* An IPv6 address without that octet. */
typedef struct packed {
    uint8_t bytes[15];
} packed;

static packed pack(const lyd_address *ipv6)
{
    packed p;
    memcpy(p.bytes, ipv6->bytes, RESERVED_OCTET);
    memcpy(p.bytes + RESERVED_OCTET, ipv6->bytes + RESERVED_OCTET + 1, sizeof(p.bytes) - RESERVED_OCTET);
    return p;
}

static bool holds(const packed *ipv6, uint8_t length, const uint8_t ipv4[4])
{
    size_t at = length / 8u;
    at -= at > RESERVED_OCTET;
    return memcmp(ipv6->bytes + at, ipv4, 4) == 0;
}

/* RFC 7050 section 2.2. */
static const uint8_t well_known[][4] = {{192, 0, 0, 170}, {192, 0, 0, 171}};

/* How many lengths of prefix put IPV4 into IPV6; *LENGTH is one of them. */
static size_t count_lengths(const lyd_address *ipv6, const uint8_t ipv4[4], uint8_t *length)
{
    size_t count = 0;
    if (ipv6->family != LYD_IPV6 || ipv6->bytes[RESERVED_OCTET] != 0) {
        return 0;
    }
    packed p = pack(ipv6);
    for (size_t i = 0; i < LYD_COUNT(lengths); i++) {
        if (holds(&p, lengths[i], ipv4)) {
            *length = lengths[i];
            count++;
        }
    }
    return count;
}

/* A prefix may happen to contain a well-known address: where one of them occurs twice, only the other is conclusive (RFC 7050 section 3).
 */
static bool is_clear(const lyd_answer *answer, const uint8_t ipv4[4])
{
    uint8_t length;
    bool clear = true;
    for (size_t i = 0; i < answer->record_count && clear; i++) {
        clear = count_lengths(&answer->records[i].address, ipv4, &length) < 2;
    }
    return clear;
}

static bool same(const lyd_prefix *a, const lyd_prefix *b)
{
    return a->length == b->length && lyd_address_compare(&a->address, &b->address) == 0;
}

static size_t add(lyd_prefix *prefixes, size_t count, size_t max, const lyd_address *ipv6, uint8_t length)
{
    lyd_prefix prefix = {.address.family = LYD_IPV6, .length = length};
    memcpy(prefix.address.bytes, ipv6->bytes, length / 8u);
    for (size_t i = 0; i < count; i++) {
        if (same(&prefixes[i], &prefix)) {
            return count;
        }
    }
    if (count < max) {
        prefixes[count++] = prefix;
    }
    return count;
}

size_t lyd_dns64_prefixes(const lyd_answer *answer, lyd_prefix *prefixes, size_t max)
{
    size_t count = 0;
    for (size_t k = 0; k < LYD_COUNT(well_known); k++) {
        bool clear = is_clear(answer, well_known[k]);
        for (size_t i = 0; i < answer->record_count && clear; i++) {
            const lyd_address *ipv6 = &answer->records[i].address;
            uint8_t length;
            if (count_lengths(ipv6, well_known[k], &length) == 1) {
                count = add(prefixes, count, max, ipv6, length);
            }
        }
    }
    return count;
}

bool lyd_dns64_embeds(const lyd_prefix *prefix, const lyd_address *ipv6, const lyd_address *ipv4)
{
    if (ipv6->family != LYD_IPV6 || memchr(lengths, prefix->length, sizeof(lengths)) == NULL ||
        memcmp(prefix->address.bytes, ipv6->bytes, prefix->length / 8u) != 0) {
        return false;
    }
    packed p = pack(ipv6);
    return ipv4 == NULL || (ipv4->family == LYD_IPV4 && ipv6->bytes[RESERVED_OCTET] == 0 && holds(&p, prefix->length, ipv4->bytes));
}

/* ---- suspicion ---- */

/* A bound for servers that return thousands of addresses for a name: made ones come in the order of the IPv4 addresses that they are made
 * from, so the first few show it. */
#define RECORDS_COMPARED 64

/* Blocks whose addresses embed an IPv4 address for a reason of their own. */
static bool embeds_for_others(lyd_block block)
{
    return block == LYD_BLOCK_MAPPED || block == LYD_BLOCK_6TO4 || block == LYD_BLOCK_TEREDO || block == LYD_BLOCK_ISATAP;
}

bool lyd_dns64_suspect(const lyd_address *ipv6, const lyd_answer *a)
{
    const lyd_block_row *row = lyd_address_block(ipv6);
    bool suspect = row != NULL && row->block == LYD_BLOCK_NAT64;
    if (row != NULL && embeds_for_others(row->block)) {
        return false;
    }
    for (uint32_t i = 0; i < a->record_count && i < RECORDS_COMPARED && !suspect; i++) {
        const lyd_address *ipv4 = &a->records[i].address;
        uint8_t length;
        suspect = ipv4->family == LYD_IPV4 && count_lengths(ipv6, ipv4->bytes, &length) > 0;
    }
    return suspect;
}

/* ---- the probe ---- */

#define PREFIXES_MAX 8

/* Only NODATA shows that nothing is made. A server that says NXDOMAIN doesn't see the public name, and may make addresses from others. */
lyd_status lyd_dns64_read(const lyd_answer *answer, lyd_arena *arena, lyd_dns64 *dns64)
{
    lyd_prefix found[PREFIXES_MAX];
    bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
    size_t count = failed ? 0 : lyd_dns64_prefixes(answer, found, PREFIXES_MAX);
    *dns64 = (lyd_dns64){.status = lyd_row_name(lyd_answer_statuses, answer->status)};
    if (count == 0) {
        dns64->state = answer->status == LYD_NODATA && answer->alias_count == 0 ? LYD_DNS64_ABSENT : LYD_DNS64_UNTOLD;
        return LYD_OK;
    }
    lyd_prefix *kept = lyd_arena_alloc(arena, count * sizeof(*kept));
    if (kept == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(kept, found, count * sizeof(*kept));
    dns64->state = LYD_DNS64_PRESENT;
    dns64->prefixes = kept;
    dns64->prefix_count = count;
    return LYD_OK;
}
