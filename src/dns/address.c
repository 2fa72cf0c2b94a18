/* Addresses: reading, comparing, writing, and the special blocks that they are in. */
#include <lyncdns/dns.h>

#include <arpa/inet.h>
#include <string.h>

bool lyd_address_parse(const char *text, lyd_address *address)
{
    lyd_address read = {.family = LYD_IPV4};
    if (inet_pton(AF_INET, text, read.bytes) != 1) {
        read.family = LYD_IPV6;
        if (inet_pton(AF_INET6, text, read.bytes) != 1) {
            return false;
        }
    }
    *address = read;
    return true;
}

int lyd_address_compare(const lyd_address *a, const lyd_address *b)
{
    return a->family != b->family ? (a->family < b->family ? -1 : 1) : memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static char *put_decimal(char *out, unsigned byte)
{
    if (byte >= 100) {
        *out++ = (char)('0' + byte / 100);
    }
    if (byte >= 10) {
        *out++ = (char)('0' + byte / 10 % 10);
    }
    *out++ = (char)('0' + byte % 10);
    return out;
}

static char *put_ipv4(char *out, const uint8_t bytes[4])
{
    for (int i = 0; i < 4; i++) {
        out = put_decimal(out, bytes[i]);
        *out++ = '.';
    }
    return out - 1;
}

static char *put_hex(char *out, unsigned group)
{
    bool begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned digit = group >> shift & 0xF;
        begun = begun || digit != 0 || shift == 0;
        if (begun) {
            *out++ = "0123456789abcdef"[digit];
        }
    }
    return out;
}

/* Finds the first of the longest runs of two or more zero groups among COUNT; returns its length, 0 if there is none. */
static int zero_run(const unsigned groups[8], int count, int *first)
{
    int best = 1;
    for (int i = 0; i < count; i++) {
        int end = i;
        while (end < count && groups[end] == 0) {
            end++;
        }
        if (end - i > best) {
            best = end - i;
            *first = i;
        }
        i = end > i ? end - 1 : i;
    }
    return best > 1 ? best : 0;
}

/* RFC 5952. The last 32 bits are written as IPv4 where RFC 4291 section 2.5.5 says that they are: after ::ffff and after ::, as
 * DNS tools do. */
static char *put_ipv6(char *out, const uint8_t bytes[16])
{
    unsigned groups[8];
    int first = 0;
    for (int i = 0; i < 8; i++) {
        groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    }
    int run = zero_run(groups, 8, &first);
    bool mixed = run > 0 && first == 0 && ((run == 5 && groups[5] == 0xFFFF) || run == 6);
    int count = mixed ? 6 : 8;
    for (int i = 0; i < count; i++) {
        if (run > 0 && i == first) {
            *out++ = ':';
            i += run - 1;
            if (i == count - 1) {
                *out++ = ':';
            }
            continue;
        }
        if (i > 0) {
            *out++ = ':';
        }
        out = put_hex(out, groups[i]);
    }
    if (mixed) {
        if (out[-1] != ':') {
            *out++ = ':';
        }
        out = put_ipv4(out, bytes + 12);
    }
    return out;
}

/* inet_ntop takes over half a microsecond for IPv6, and reports of large runs format hundreds of thousands. */
void lyd_address_format(const lyd_address *address, char text[LYD_ADDRESS_TEXT])
{
    char *end = address->family == LYD_IPV4 ? put_ipv4(text, address->bytes) : put_ipv6(text, address->bytes);
    *end = '\0';
}

/* ---- special blocks ---- */

/* The public row, and its prefix in bytes. */
typedef struct block {
    lyd_block_row row;
    uint8_t family, bits;
    uint8_t bytes[16];
} block;

/* From the IANA IPv4 and IPv6 special-purpose address registries, those that matter to an audit. Of two blocks of which one is in the
 * other, the smaller comes first. */
static const block blocks[] = {
    {{LYD_BLOCK_UNSPECIFIED, "0.0.0.0/32", "unspecified", "RFC 1122"}, 4, 32, {0}},
    {{LYD_BLOCK_UNSPECIFIED, "0.0.0.0/8", "this network", "RFC 791"}, 4, 8, {0}},
    {{LYD_BLOCK_PRIVATE, "10.0.0.0/8", "private", "RFC 1918"}, 4, 8, {10}},
    {{LYD_BLOCK_SHARED, "100.64.0.0/10", "shared", "RFC 6598"}, 4, 10, {100, 64}},
    {{LYD_BLOCK_LOOPBACK, "127.0.0.0/8", "loopback", "RFC 1122"}, 4, 8, {127}},
    {{LYD_BLOCK_LINK_LOCAL, "169.254.0.0/16", "link-local", "RFC 3927"}, 4, 16, {169, 254}},
    {{LYD_BLOCK_PRIVATE, "172.16.0.0/12", "private", "RFC 1918"}, 4, 12, {172, 16}},
    {{LYD_BLOCK_DOCUMENTATION, "192.0.2.0/24", "documentation", "RFC 5737"}, 4, 24, {192, 0, 2}},
    {{LYD_BLOCK_PRIVATE, "192.168.0.0/16", "private", "RFC 1918"}, 4, 16, {192, 168}},
    {{LYD_BLOCK_DOCUMENTATION, "198.51.100.0/24", "documentation", "RFC 5737"}, 4, 24, {198, 51, 100}},
    {{LYD_BLOCK_DOCUMENTATION, "203.0.113.0/24", "documentation", "RFC 5737"}, 4, 24, {203, 0, 113}},
    {{LYD_BLOCK_MULTICAST, "224.0.0.0/4", "multicast", "RFC 1112"}, 4, 4, {224}},
    {{LYD_BLOCK_BROADCAST, "255.255.255.255/32", "broadcast", "RFC 919"}, 4, 32, {255, 255, 255, 255}},
    {{LYD_BLOCK_RESERVED, "240.0.0.0/4", "reserved", "RFC 1112"}, 4, 4, {240}},
    {{LYD_BLOCK_UNSPECIFIED, "::/128", "unspecified", "RFC 4291"}, 6, 128, {0}},
    {{LYD_BLOCK_LOOPBACK, "::1/128", "loopback", "RFC 4291"}, 6, 128, {[15] = 1}},
    {{LYD_BLOCK_MAPPED, "::ffff:0:0/96", "IPv4-mapped", "RFC 4291"}, 6, 96, {[10] = 0xFF, [11] = 0xFF}},
    {{LYD_BLOCK_NAT64, "64:ff9b::/96", "NAT64", "RFC 6052"}, 6, 96, {0x00, 0x64, 0xFF, 0x9B}},
    {{LYD_BLOCK_NAT64, "64:ff9b:1::/48", "local-use NAT64", "RFC 8215"}, 6, 48, {0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}},
    {{LYD_BLOCK_TEREDO, "2001::/32", "Teredo", "RFC 4380"}, 6, 32, {0x20, 0x01}},
    {{LYD_BLOCK_DOCUMENTATION, "2001:db8::/32", "documentation", "RFC 3849"}, 6, 32, {0x20, 0x01, 0x0D, 0xB8}},
    {{LYD_BLOCK_6TO4, "2002::/16", "6to4", "RFC 3056"}, 6, 16, {0x20, 0x02}},
    {{LYD_BLOCK_DOCUMENTATION, "3fff::/20", "documentation", "RFC 9637"}, 6, 20, {0x3F, 0xFF}},
    {{LYD_BLOCK_UNIQUE_LOCAL, "fc00::/7", "unique local", "RFC 4193"}, 6, 7, {0xFC}},
    {{LYD_BLOCK_LINK_LOCAL, "fe80::/10", "link-local", "RFC 4291"}, 6, 10, {0xFE, 0x80}},
    {{LYD_BLOCK_SITE_LOCAL, "fec0::/10", "site-local", "RFC 3879"}, 6, 10, {0xFE, 0xC0}},
    {{LYD_BLOCK_MULTICAST, "ff00::/8", "multicast", "RFC 4291"}, 6, 8, {0xFF}},
};

static const lyd_block_row isatap = {LYD_BLOCK_ISATAP, NULL, "ISATAP", "RFC 5214"};

static bool covers(const block *b, const lyd_address *address)
{
    size_t whole = b->bits / 8u, rest = b->bits % 8u;
    /* The first byte rules out nearly every block without a call. */
    if (b->family != address->family || (whole > 0 && b->bytes[0] != address->bytes[0])) {
        return false;
    }
    if (memcmp(b->bytes, address->bytes, whole) != 0) {
        return false;
    }
    return rest == 0 || ((b->bytes[whole] ^ address->bytes[whole]) & (0xFF00u >> rest & 0xFF)) == 0;
}

const lyd_block_row *lyd_address_prefix_block(const lyd_address *address)
{
    for (size_t i = 0; i < LYD_COUNT(blocks); i++) {
        if (covers(&blocks[i], address)) {
            return &blocks[i].row;
        }
    }
    return NULL;
}

/* RFC 5214 section 6.1: the interface identifier is 00-00-5E-FE before the IPv4 address, with or without the universal bit. */
static bool is_isatap(const lyd_address *address)
{
    static const uint8_t marks[] = {0x00, 0x5E, 0xFE};
    return address->family == LYD_IPV6 && (address->bytes[8] & 0xFD) == 0 && memcmp(address->bytes + 9, marks, sizeof(marks)) == 0;
}

const lyd_block_row *lyd_address_block(const lyd_address *address)
{
    return is_isatap(address) ? &isatap : lyd_address_prefix_block(address);
}

const char *lyd_address_scope(const lyd_address *address)
{
    if (address->family != LYD_IPV6) {
        return NULL;
    }
    const lyd_block_row *row = lyd_address_prefix_block(address);
    switch (row == NULL ? LYD_BLOCK_NONE : row->block) {
    case LYD_BLOCK_LINK_LOCAL:
    case LYD_BLOCK_LOOPBACK: /* RFC 4007 section 4 */
        return "link-local";
    case LYD_BLOCK_SITE_LOCAL:
    case LYD_BLOCK_UNIQUE_LOCAL:
        return row->name;
    case LYD_BLOCK_UNSPECIFIED: /* no host has these */
    case LYD_BLOCK_MULTICAST:
        return NULL;
    default:
        return "global";
    }
}
