#include <lyncdns/dns.h>

#include <string.h>

/* The prefix of the row, once for people and once for the machine. */
typedef struct block {
    lyd_block_row row;
    uint8_t family, bits;
    uint8_t bytes[16];
} block;

/* IANA IPv4 and IPv6 special-purpose address registries, as far as they matter to an audit; where one block lies in another, the smaller
 * one stands first. */
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
    if (b->family != address->family || memcmp(b->bytes, address->bytes, whole) != 0) {
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
    default:
        return "global";
    }
}
