/* NAT64 prefixes: found in the answers of DNS64 servers (RFC 7050), and recognized in addresses (RFC 6052). */
#include <lyncdns/dns.h>

#include <string.h>

/* RFC 6052 section 2.2: an IPv6 address made of a prefix of one of these lengths, the IPv4 address behind it, and a suffix. Octet 8 is
 * skipped, and zero. */
static const uint8_t lengths[] = {32, 40, 48, 56, 64, 96};

#define RESERVED_OCTET 8

static void extract(const lyd_address *ipv6, uint8_t length, uint8_t ipv4[4])
{
    size_t at = length / 8u;
    for (size_t i = 0; i < 4; i++, at++) {
        at += at == RESERVED_OCTET;
        ipv4[i] = ipv6->bytes[at];
    }
}

static bool holds(const lyd_address *ipv6, uint8_t length, const uint8_t ipv4[4])
{
    uint8_t found[4];
    extract(ipv6, length, found);
    return ipv6->bytes[RESERVED_OCTET] == 0 && memcmp(found, ipv4, sizeof(found)) == 0;
}

/* RFC 7050 section 2.2. */
static const uint8_t well_known[][4] = {{192, 0, 0, 170}, {192, 0, 0, 171}};

/* How many lengths of prefix put IPV4 into IPV6; *LENGTH is one of them. */
static size_t count_lengths(const lyd_address *ipv6, const uint8_t ipv4[4], uint8_t *length)
{
    size_t count = 0;
    for (size_t i = 0; i < LYD_COUNT(lengths) && ipv6->family == LYD_IPV6; i++) {
        if (holds(ipv6, lengths[i], ipv4)) {
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
    return ipv4 == NULL || (ipv4->family == LYD_IPV4 && holds(ipv6, prefix->length, ipv4->bytes));
}

bool lyd_dns64_suspect(const lyd_address *ipv6, const lyd_address *ipv4)
{
    bool suspect = false;
    for (size_t i = 0; i < LYD_COUNT(lengths) && !suspect && ipv6->family == LYD_IPV6 && ipv4->family == LYD_IPV4; i++) {
        suspect = holds(ipv6, lengths[i], ipv4->bytes);
    }
    return suspect;
}
