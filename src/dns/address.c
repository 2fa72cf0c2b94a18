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

/* The first of the longest runs of two or more zero groups among COUNT; its length, 0 if there is none. */
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

/* RFC 5952. The last 32 bits are written as IPv4 where RFC 4291 section 2.5.5 says that they are: behind ::ffff and behind ::, as
 * resolvers' tools do. */
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

/* Not by inet_ntop, which takes over half a microsecond for IPv6: reports of large runs format hundreds of thousands. */
void lyd_address_format(const lyd_address *address, char text[LYD_ADDRESS_TEXT])
{
    char *end = address->family == LYD_IPV4 ? put_ipv4(text, address->bytes) : put_ipv6(text, address->bytes);
    *end = '\0';
}
