/* DNS servers as people write them: an address and perhaps a port. */
#include <lyncdns/dns.h>

#include <string.h>

#define DNS_PORT 53

static const char why_empty[] = "it is empty";
static const char why_address[] = "it is not an IP address (expected the server's address, not its name)";
static const char why_zone[] = "a zone index (as in fe80::1%eth0) is not supported";
static const char why_bracket[] = "it has an opening bracket without [IPv6] or [IPv6]:port";
static const char why_port[] = "the port is not a number from 1 to 65535";
static const char why_nowhere[] = "no server can have this address";

static bool parse_port(const char *text, uint16_t *port)
{
    unsigned value = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] < '0' || text[i] > '9' || i >= 5) {
            return false;
        }
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    *port = (uint16_t)value;
    return value >= 1 && value <= UINT16_MAX;
}

/* Finds the address's text and the port's (NULL: none) in TEXT. */
static bool split(const char *text, const char **address, size_t *length, const char **port, const char **why)
{
    const char *first = strchr(text, ':'), *last = strrchr(text, ':');
    *address = text;
    *port = NULL;
    if (text[0] == '[') {
        const char *end = strchr(text, ']');
        if (end == NULL || (end[1] != '\0' && end[1] != ':')) {
            *why = why_bracket;
            return false;
        }
        *address = text + 1;
        *length = (size_t)(end - text - 1);
        *port = end[1] == ':' ? end + 2 : NULL;
    } else if (first != NULL && first == last) {
        *length = (size_t)(first - text);
        *port = first + 1;
    } else {
        *length = strlen(text);
    }
    return true;
}

static bool is_nowhere(const lyd_address *address)
{
    const lyd_block_row *row = lyd_address_prefix_block(address);
    return row != NULL && (row->block == LYD_BLOCK_UNSPECIFIED || row->block == LYD_BLOCK_MULTICAST || row->block == LYD_BLOCK_BROADCAST);
}

bool lyd_server_parse(const char *text, lyd_server *server, const char **why)
{
    const char *address, *port;
    size_t length;
    char copy[LYD_ADDRESS_TEXT];
    lyd_server read = {.port = DNS_PORT};

    *why = why_empty;
    if (text[0] == '\0' || !split(text, &address, &length, &port, why)) {
        return false;
    }
    *why = memchr(address, '%', length) != NULL ? why_zone : why_address;
    if (length >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, address, length);
    copy[length] = '\0';
    if (!lyd_address_parse(copy, &read.address)) {
        return false;
    }
    if (text[0] == '[' && read.address.family != LYD_IPV6) {
        *why = why_bracket;
        return false;
    }
    if (port != NULL && !parse_port(port, &read.port)) {
        *why = why_port;
        return false;
    }
    if (is_nowhere(&read.address)) {
        *why = why_nowhere;
        return false;
    }
    *server = read;
    return true;
}

void lyd_server_format(const lyd_server *server, char text[LYD_SERVER_TEXT])
{
    char address[LYD_ADDRESS_TEXT];
    lyd_address_format(&server->address, address);
    (void)snprintf(text, LYD_SERVER_TEXT, server->address.family == LYD_IPV6 ? "[%s]:%u" : "%s:%u", address, (unsigned)server->port);
}
