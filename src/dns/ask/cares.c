/* Everything that knows c-ares and its versions: ports.
 *
 * c-ares gets the real question, chooses the query's id (before 1.28: is given one), sends it, matches the reply and hands it back. Each
 * query is one try. Tries, timeouts, TCP after truncation and the fallback without EDNS are the lane's, because versions differ in them:
 * 1.18 doubles the timeout with each try and turns EDNS off for a whole channel; from 1.32 on c-ares derives timeouts from the times that
 * it measures, so that a lookup that takes 0.9 s may fail after 0.8 s, whatever timeout was set. So c-ares's own timeout is days away, and
 * from 1.34 on its clock isn't run at all. A try whose time is over stays pending, and its late answer still counts. */
#define CARES_NO_DEPRECATED /* ares_get_servers_ports and ares_send: what replaces them doesn't exist in old versions */

#include "cares.h"

#include <sys/select.h> /* old versions of ares.h need it */

#include <ares.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#if ARES_VERSION >= 0x012000 && ARES_VERSION < 0x012200
#error "c-ares 1.32 and 1.33 can't keep --timeout: they shorten timeouts by measurements, which no option stops. Use 1.28 to 1.31, or 1.34"
#elif ARES_VERSION >= 0x011500 && ARES_VERSION < 0x011c00
#error                                                                                                                                     \
    "c-ares 1.21 to 1.27 don't report the ids of queries, so that one bad reply ends those of others. Use 1.18 to 1.20, 1.28 to 1.31, or 1.34"
#endif

/* From 1.28 on queries and replies are parsed records, and c-ares chooses the id; before, they are messages. */
#define HAS_RECORDS (ARES_VERSION >= 0x011c00)
#define HAS_SOCKETS_EX (ARES_VERSION >= 0x012200) /* and processing without timeouts */

#define UDP_PAYLOAD 1232    /* announced by OPT: fits an IPv6 packet that is never fragmented */
#define OLD_MESSAGE 4096    /* longer ones over UDP 1.18 cuts off */
#define NEVER (INT_MAX / 2) /* milliseconds */

/* A message's header (RFC 1035 section 4.1.1). */
#define HEADER_SIZE 12
#define FLAG_RD 0x01
#define RCODE_MASK 0x0F
#define RCODE_FORMERR 1

const char *lyd_live_library_version(void)
{
    return ares_version(NULL);
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* ---- receiving ---- */

static void deliver(lyd_query *query, const uint8_t *message, size_t length)
{
    const lyd_port_setup *setup = &query->port->setup;
    if (query->lookup != NULL) {
        setup->reply(setup->context, query, message, length);
    }
}

/* A query is over. A reply is read by the room's own reader: records of c-ares don't hold what c-ares doesn't know, and 1.18 returns
 * none. */
#if HAS_RECORDS
static void on_end(void *argument, ares_status_t status, size_t timeouts, const ares_dns_record_t *record)
{
    lyd_query *query = argument;
    const lyd_sockets *sockets = &query->port->sockets;
    (void)timeouts, (void)record;
    if (status == ARES_SUCCESS) {
        deliver(query, sockets->message, sockets->length);
    } else if (status == ARES_ENOMEM) {
        sockets->events->fatal = ENOMEM;
    }
}

static bool readable(const lyd_port *port, const uint8_t *message, size_t length)
{
    (void)port;
    ares_dns_record_t *record = NULL;
    bool good = ares_dns_parse(message, length, 0, &record) == ARES_SUCCESS;
    ares_dns_record_destroy(record);
    return good;
}
#else
static void on_end(void *argument, int status, int timeouts, unsigned char *message, int length)
{
    lyd_query *query = argument;
    (void)timeouts;
    if (status == ARES_SUCCESS) {
        deliver(query, message, (size_t)length);
    } else if (status == ARES_ENOMEM) {
        query->port->sockets.events->fatal = ENOMEM;
    }
}

static bool readable(const lyd_port *port, const uint8_t *message, size_t length)
{
    (void)message;
    return port->sockets.tcp || length <= OLD_MESSAGE;
}
#endif

/* Whether MESSAGE at *OFFSET has NAME, which is askable and so needs no escapes, without compression; *OFFSET moves behind it. */
static bool has_name(const char *name, const uint8_t *message, size_t length, size_t *offset)
{
    size_t at = *offset;
    for (const char *next = strcmp(name, ".") == 0 ? "" : name; *next != '\0';) {
        size_t end = at < length ? at + 1 + message[at] : length;
        for (at++; at < end && end < length && *next != '.' && *next == tolower(message[at]); at++) {
            next++;
        }
        if (at != end || end >= length || (*next != '.' && *next != '\0')) {
            return false;
        }
        next += *next == '.' ? 1 : 0;
    }
    if (at >= length || message[at] != 0) {
        return false;
    }
    *offset = at + 1;
    return true;
}

typedef enum match { OTHER, SAME, UNCLEAR } match;

/* UNCLEAR: the message has no question, or none that can be read. */
static match compare(const lyd_query *query, const uint8_t *message, size_t length)
{
    char name[LYD_NAME_TEXT];
    size_t offset = HEADER_SIZE;
    bool same = has_name(query->name, message, length, &offset);
    if (get16(message + 4) != 1 || (!same && !lyd_name_from_message(message, length, &offset, name)) || length - offset < 4) {
        return UNCLEAR;
    }
    same = (same || strcmp(name, query->name) == 0) && get16(message + offset) == query->type && get16(message + offset + 2) == 1;
    return same ? SAME : OTHER;
}

/* Whether c-ares gets a message. This is the one place where a reply is looked at before c-ares does: from 1.28 on one datagram that c-ares
 * can't read closes the socket and fails every query on it, and 1.18 never ends the query. What answers no query is dropped and counted,
 * what answers an abandoned query is dropped. A reply that c-ares couldn't match or read goes straight to the lane, which reports it as
 * what it is. So does FORMERR: c-ares would send the query again without OPT on its own. */
static bool wanted(void *context, const uint8_t *message, size_t length)
{
    lyd_port *port = context;
    unsigned number = length < HEADER_SIZE ? 0 : port->numbers[get16(message)];
    lyd_query *query = number == 0 ? NULL : &port->queries[number - 1];
    if (query != NULL && query->lookup == NULL) {
        return false;
    }
    match found = query == NULL ? OTHER : compare(query, message, length);
    if (found == OTHER) {
        port->sockets.events->strays++;
        return false;
    }
    if (found == UNCLEAR || (message[3] & RCODE_MASK) == RCODE_FORMERR || !readable(port, message, length)) {
        deliver(query, message, length);
        return false;
    }
    return true;
}

/* ---- opening ---- */

#if HAS_SOCKETS_EX
static int on_option(ares_socket_t fd, ares_socket_opt_t option, const void *value, ares_socklen_t length, void *sockets)
{
    (void)fd, (void)option, (void)value, (void)length, (void)sockets;
    errno = ENOSYS; /* no TCP fast open: older versions don't have it */
    return -1;
}

static int on_connect(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length, unsigned flags, void *sockets)
{
    (void)flags;
    return lyd_socket_connect(fd, address, length, sockets);
}

static ares_ssize_t on_send(ares_socket_t fd, const void *data, size_t length, int flags, const struct sockaddr *to,
                            ares_socklen_t to_length, void *sockets)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = length};
    (void)flags, (void)to, (void)to_length;
    return lyd_socket_send(fd, &part, 1, sockets);
}

static bool set_sockets(lyd_port *port)
{
    static const struct ares_socket_functions_ex functions = {
        .version = 1,
        .flags = ARES_SOCKFUNC_FLAG_NONBLOCKING,
        .asocket = lyd_socket_open,
        .aclose = lyd_socket_close,
        .asetsockopt = on_option,
        .aconnect = on_connect,
        .arecvfrom = lyd_socket_receive,
        .asendto = on_send,
        .agetsockname = lyd_socket_name, /* without it the cookie (RFC 7873) would change with each query */
    };
    return ares_set_socket_functions_ex(port->ares, &functions, &port->sockets) == ARES_SUCCESS;
}
#else
static bool set_sockets(lyd_port *port)
{
    static const struct ares_socket_functions functions = {lyd_socket_open, lyd_socket_close, lyd_socket_connect, lyd_socket_receive,
                                                           lyd_socket_send};
    ares_set_socket_functions(port->ares, &functions, &port->sockets);
    return true;
}
#endif

/* The server as c-ares gets it. 1.18 knows no interfaces, and 1.34 takes no link-local address without one and looks for it itself; so ::1
 * stands for such a server. The sockets know better. */
static void write_server(const lyd_server *server, char text[LYD_SERVER_TEXT])
{
    lyd_server known = *server;
    if (known.scope[0] != '\0') {
        memset(known.address.bytes, 0, sizeof(known.address.bytes));
        known.address.bytes[15] = 1;
        known.scope[0] = '\0';
    }
    lyd_server_format(&known, text);
}

/* No search list, no hosts file, no cache, no resolv.conf (whose options could change what is sent): one server, asked once. */
static bool open_library(lyd_port *port)
{
    const lyd_port_setup *setup = &port->setup;
    struct ares_options options;
    char text[LYD_SERVER_TEXT], lookups[] = "b", nothing[] = "/dev/null";
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB |
               ARES_OPT_RESOLVCONF | ARES_OPT_EDNSPSZ;
    memset(&options, 0, sizeof(options));
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_STAYOPEN | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_IGNTC;
    options.flags |= setup->tcp ? ARES_FLAG_USEVC : ARES_FLAG_EDNS;
    options.ednspsz = OLD_MESSAGE;
    options.timeout = NEVER;
    options.tries = 1;
    options.lookups = lookups;
    options.resolvconf_path = nothing;
    options.sock_state_cb = lyd_socket_state;
    options.sock_state_cb_data = &port->sockets;
#ifdef ARES_OPT_QUERY_CACHE
    mask |= ARES_OPT_QUERY_CACHE;
    options.qcache_max_ttl = 0;
#endif
    write_server(setup->server, text);
    return ares_init_options(&port->ares, &options, mask) == ARES_SUCCESS && set_sockets(port) &&
           ares_set_servers_ports_csv(port->ares, text) == ARES_SUCCESS;
}

#if HAS_RECORDS
static ares_dns_record_t *make_record(bool edns)
{
    ares_dns_record_t *record = NULL;
    ares_dns_rr_t *opt = NULL;
    ares_status_t status = ares_dns_record_create(&record, 0, ARES_FLAG_RD, ARES_OPCODE_QUERY, ARES_RCODE_NOERROR);
    if (status == ARES_SUCCESS) {
        status = ares_dns_record_query_add(record, ".", ARES_REC_TYPE_A, ARES_CLASS_IN);
    }
    if (status == ARES_SUCCESS && edns) {
        status = ares_dns_record_rr_add(&opt, record, ARES_SECTION_ADDITIONAL, "", ARES_REC_TYPE_OPT, ARES_CLASS_IN, 0);
        if (status == ARES_SUCCESS) {
            status = ares_dns_rr_set_u16(opt, ARES_RR_OPT_UDP_SIZE, UDP_PAYLOAD);
        }
    }
    if (status != ARES_SUCCESS) {
        ares_dns_record_destroy(record);
        return NULL;
    }
    return record;
}

static bool make_templates(lyd_port *port)
{
    port->templates[0] = make_record(false);
    port->templates[1] = make_record(true);
    return port->templates[0] != NULL && port->templates[1] != NULL;
}
#else
static bool make_templates(lyd_port *port)
{
    (void)port;
    return true;
}
#endif

lyd_port *lyd_port_open(const lyd_port_setup *setup)
{
    lyd_port *port = calloc(1, sizeof(*port));
    if (port == NULL) {
        return NULL;
    }
    port->setup = *setup;
    port->sockets.server = setup->server;
    port->sockets.tcp = setup->tcp;
    port->sockets.singly = HAS_RECORDS; /* the reply that a record was made of is then the last message read */
    port->sockets.events = setup->events;
    port->sockets.scratch = setup->scratch;
    port->sockets.wanted = wanted;
    port->sockets.context = port;
    for (size_t i = 0; i < LYD_SOCKETS; i++) {
        port->sockets.items[i].fd = -1;
    }
    if (!open_library(port) || !make_templates(port)) {
        lyd_port_close(port);
        return NULL;
    }
    return port;
}

void lyd_port_close(lyd_port *port)
{
    ares_destroy(port->ares);
#if HAS_RECORDS
    ares_dns_record_destroy(port->templates[0]);
    ares_dns_record_destroy(port->templates[1]);
#endif
    free(port);
}

/* ---- asking ---- */

#if HAS_RECORDS
lyd_status lyd_port_ask(lyd_port *port, lyd_query *query)
{
    ares_dns_record_t *record = port->templates[query->edns];
    ares_status_t status = ares_dns_record_query_set_name(record, 0, query->name);
    if (status == ARES_SUCCESS) {
        status = ares_dns_record_query_set_type(record, 0, (ares_dns_rec_type_t)query->type);
    }
    if (status == ARES_SUCCESS) {
        status = ares_send_dnsrec(port->ares, record, on_end, query, &query->id);
    }
    bool name = status == ARES_EBADNAME || status == ARES_EBADQUERY || status == ARES_EFORMERR;
    return status == ARES_ENOMEM ? LYD_ENOMEM : name ? LYD_EINVAL : LYD_OK;
}
#else
static uint8_t *put16(uint8_t *at, unsigned value)
{
    *at++ = (uint8_t)(value >> 8);
    *at++ = (uint8_t)value;
    return at;
}

/* The length of the message; 0: the name isn't canonical. */
static size_t build(const lyd_query *query, uint8_t message[LYD_QUERY_SIZE])
{
    memset(message, 0, LYD_QUERY_SIZE);
    (void)put16(message, query->id);
    message[2] = FLAG_RD;
    message[5] = 1;
    message[11] = query->edns;
    size_t name = lyd_name_to_wire(query->name, message + HEADER_SIZE);
    uint8_t *at = put16(message + HEADER_SIZE + name, query->type);
    at = put16(at, 1); /* class IN */
    if (query->edns) { /* RFC 6891 section 6.1.2: root, type, payload, TTL and length of 0 */
        at = put16(at + 1, 41);
        at = put16(at, UDP_PAYLOAD) + 6;
    }
    return name == 0 ? 0 : (size_t)(at - message);
}

/* False: the system has no random bytes. One call gets many ids: a call for each id took a twentieth of an audit's CPU time. */
static bool choose_id(lyd_port *port, uint16_t *id)
{
    do {
        if (port->random_left == 0) {
            if (getrandom(port->random, sizeof(port->random), 0) != (ssize_t)sizeof(port->random)) {
                return false;
            }
            port->random_left = LYD_COUNT(port->random);
        }
        *id = port->random[--port->random_left];
    } while (port->numbers[*id] != 0);
    return true;
}

lyd_status lyd_port_ask(lyd_port *port, lyd_query *query)
{
    uint8_t message[LYD_QUERY_SIZE];
    if (!choose_id(port, &query->id)) {
        port->sockets.events->fatal = errno;
        return LYD_OK;
    }
    size_t length = build(query, message);
    if (length == 0) {
        return LYD_EINVAL;
    }
    ares_send(port->ares, message, (int)length, on_end, query);
    return LYD_OK;
}
#endif

static void process(lyd_port *port, int fd, bool reading, bool writing)
{
#if HAS_SOCKETS_EX
    unsigned events = (reading ? ARES_FD_EVENT_READ : 0u) | (writing ? ARES_FD_EVENT_WRITE : 0u);
    ares_fd_events_t event = {.fd = fd, .events = events};
    if (ares_process_fds(port->ares, &event, 1, ARES_PROCESS_FLAG_SKIP_NON_FD) == ARES_ENOMEM) {
        port->sockets.events->fatal = ENOMEM;
    }
#else
    ares_process_fd(port->ares, reading ? fd : ARES_SOCKET_BAD, writing ? fd : ARES_SOCKET_BAD);
#endif
}

void lyd_port_process(lyd_port *port, int fd, bool reading, bool writing)
{
    lyd_sockets *sockets = &port->sockets;
    sockets->reads = 0;
    sockets->drained = false;
    do {
        sockets->given = false;
        process(port, fd, reading, writing);
        reading = sockets->given && !sockets->drained;
        writing = false;
    } while (reading);
}
