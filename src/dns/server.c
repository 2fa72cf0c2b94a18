/* DNS servers as people write them: an address, perhaps with a network interface, and perhaps a port. */
#include <lyncdns/dns.h>

#include <ctype.h>
#include <string.h>

#define DNS_PORT 53

static const char why_empty[] = "it is empty";
static const char why_address[] = "it is not an IP address (expected the server's address, not its name)";
static const char why_scope[] = "expected a network interface after the \"%\", as in fe80::1%eth0 or [fe80::1%eth0]:53";
static const char why_no_scope[] = "a link-local address needs its network interface, as in fe80::1%eth0";
static const char why_ipv4_scope[] = "an IPv4 address has no network interface";
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

/* Names of interfaces may be of any characters but white space and slashes; those that delimit a server's text or need quotes anywhere are
 * refused. */
static bool parse_scope(const char *text, size_t length, char scope[LYD_SCOPE_TEXT])
{
    if (length == 0 || length >= LYD_SCOPE_TEXT) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isgraph((unsigned char)text[i]) || strchr("%/:,[]\"'\\", text[i]) != NULL) {
            return false;
        }
    }
    memcpy(scope, text, length);
    scope[length] = '\0';
    return true;
}

/* Reads an address and what follows a "%" in it. */
static bool parse_address(const char *text, size_t length, lyd_server *server, const char **why)
{
    const char *percent = memchr(text, '%', length);
    size_t bare = percent != NULL ? (size_t)(percent - text) : length;
    char copy[LYD_ADDRESS_TEXT];
    *why = why_address;
    if (bare >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text, bare);
    copy[bare] = '\0';
    if (!lyd_address_parse(copy, &server->address)) {
        return false;
    }
    if (percent != NULL && server->address.family == LYD_IPV4) {
        *why = why_ipv4_scope;
        return false;
    }
    *why = why_scope;
    return percent == NULL || parse_scope(percent + 1, length - bare - 1, server->scope);
}

/* A link-local address is another one on each interface. The system ignores an interface that comes with any other. */
static bool settle_scope(lyd_server *server)
{
    const lyd_block_row *row = lyd_address_prefix_block(&server->address);
    if (server->address.family != LYD_IPV6 || row == NULL || row->block != LYD_BLOCK_LINK_LOCAL) {
        server->scope[0] = '\0';
        return true;
    }
    return server->scope[0] != '\0';
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
    lyd_server read = {.port = DNS_PORT};

    *why = why_empty;
    if (text[0] == '\0' || !split(text, &address, &length, &port, why) || !parse_address(address, length, &read, why)) {
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
    if (!settle_scope(&read)) {
        *why = why_no_scope;
        return false;
    }
    *server = read;
    return true;
}

void lyd_server_format(const lyd_server *server, char text[LYD_SERVER_TEXT])
{
    char address[LYD_ADDRESS_TEXT];
    const char *percent = server->scope[0] != '\0' ? "%" : "";
    lyd_address_format(&server->address, address);
    (void)snprintf(text, LYD_SERVER_TEXT, server->address.family == LYD_IPV6 ? "[%s%s%s]:%u" : "%s%s%s:%u", address, percent, server->scope,
                   (unsigned)server->port);
}

bool lyd_server_is_file(const lyd_server *server)
{
    return server->address.family == 0 && strncmp(server->text, "zone", 4) == 0 && (server->text[4] == '\0' || server->text[4] == ':');
}

bool lyd_server_same(const lyd_server *a, const lyd_server *b)
{
    return a->port == b->port && lyd_address_compare(&a->address, &b->address) == 0 && strcmp(a->scope, b->scope) == 0;
}
