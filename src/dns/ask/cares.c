/* One c-ares channel, for one server over one protocol. Everything that depends on the version of c-ares is in this file.
 *
 * Each query is one try (tries = 1): when to ask again is the lane's to decide, because versions differ in it (1.18 doubles the timeout
 * with each try; 1.34 adapts it to the times measured, within 250 ms and 5 s unless told otherwise). c-ares's own timeout is for queries on
 * a stream, which it is to forget a moment before the lane asks again.
 *
 * Versions from 1.28 on take and return parsed records and choose the query id; older ones take the message and the id that we give it. */
#include "ask.h"

#include <sys/select.h> /* old versions of ares.h need it */

#include <ares.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/uio.h>

#define HAS_RECORDS (ARES_VERSION >= 0x011c00)
#define HAS_SOCKETS_EX (ARES_VERSION >= 0x012200)

#if HAS_RECORDS
typedef struct library {
    ares_channel_t *ares;
    ares_dns_record_t *record; /* the token */
} library;
#else
typedef struct library {
    ares_channel ares;
} library;
#endif

static library *library_of(const lyd_channel *channel)
{
    return channel->ares;
}

const char *lyd_live_library_version(void)
{
    return ares_version(NULL);
}

/* ---- what c-ares calls ---- */

/* A query is over. What came of it the lane knows already, from the message itself or from its clock. */
static void forget(lyd_lookup *lookup)
{
    lookup->live = false;
}

#if HAS_RECORDS
static void ended(void *argument, ares_status_t status, size_t timeouts, const ares_dns_record_t *record)
{
    (void)status, (void)timeouts, (void)record;
    forget(argument);
}
#else
static void ended(void *argument, int status, int timeouts, unsigned char *message, int length)
{
    (void)status, (void)timeouts, (void)message, (void)length;
    forget(argument);
}
#endif

static void watch(void *context, ares_socket_t fd, int readable, int writable)
{
    lyd_socket *s = lyd_socket_find(context, fd);
    if (s != NULL) {
        s->reading = readable != 0;
        s->writing = writable != 0;
    }
}

static ares_socket_t on_socket(int domain, int type, int protocol, void *context)
{
    return lyd_socket_open(context, domain, type, protocol);
}

static int on_close(ares_socket_t fd, void *context)
{
    return lyd_socket_close(context, fd);
}

static ares_ssize_t on_receive(ares_socket_t fd, void *buffer, size_t size, int flags, struct sockaddr *from, ares_socklen_t *from_length,
                               void *context)
{
    (void)flags;
    return lyd_socket_receive(context, fd, buffer, size, from, from_length);
}

#if HAS_SOCKETS_EX
static int on_connect(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length, unsigned int flags, void *context)
{
    (void)flags;
    return lyd_socket_connect(context, fd, address, length);
}

static ares_ssize_t on_send(ares_socket_t fd, const void *data, size_t length, int flags, const struct sockaddr *to,
                            ares_socklen_t to_length, void *context)
{
    (void)flags, (void)to, (void)to_length;
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = length};
    return lyd_socket_send(context, fd, &part, 1);
}

static int on_option(ares_socket_t fd, ares_socket_opt_t option, const void *value, ares_socklen_t length, void *context)
{
    (void)fd, (void)option, (void)value, (void)length, (void)context;
    return -1; /* no TCP fast open: older versions don't know it either */
}

static bool lend_sockets(lyd_channel *channel)
{
    static const struct ares_socket_functions_ex functions = {
        .version = 1,
        .flags = ARES_SOCKFUNC_FLAG_NONBLOCKING,
        .asocket = on_socket,
        .aclose = on_close,
        .asetsockopt = on_option,
        .aconnect = on_connect,
        .arecvfrom = on_receive,
        .asendto = on_send,
    };
    return ares_set_socket_functions_ex(library_of(channel)->ares, &functions, channel) == ARES_SUCCESS;
}
#else
static int on_connect(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length, void *context)
{
    return lyd_socket_connect(context, fd, address, length);
}

static ares_ssize_t on_send(ares_socket_t fd, const struct iovec *parts, int count, void *context)
{
    return lyd_socket_send(context, fd, parts, count);
}

static bool lend_sockets(lyd_channel *channel)
{
    static const struct ares_socket_functions functions = {on_socket, on_close, on_connect, on_receive, on_send};
    ares_set_socket_functions(library_of(channel)->ares, &functions, channel);
    return true;
}
#endif

/* ---- opening ---- */

/* No search list, no hosts file, no cache, no resolv.conf (whose options could change what is sent): one server, asked once. */
static bool open_library(lyd_channel *channel, const lyd_channel_setup *setup)
{
    struct ares_options options;
    char text[LYD_SERVER_TEXT], lookups[] = "b", nothing[] = "/dev/null";
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB |
               ARES_OPT_RESOLVCONF;
    memset(&options, 0, sizeof(options));
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_STAYOPEN | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_IGNTC;
    options.flags |= setup->tcp ? ARES_FLAG_USEVC : 0;
    int64_t timeout = setup->tcp ? setup->timeout_ms - 1 : 2 * setup->timeout_ms + 1000;
    options.timeout = timeout > INT_MAX / 2 ? INT_MAX / 2 : timeout < 1 ? 1 : (int)timeout;
    options.tries = 1;
    options.lookups = lookups;
    options.resolvconf_path = nothing;
    options.sock_state_cb = watch;
    options.sock_state_cb_data = channel;
#ifdef ARES_OPT_MAXTIMEOUTMS
    mask |= ARES_OPT_MAXTIMEOUTMS;
    options.maxtimeout = options.timeout;
#endif
#ifdef ARES_OPT_QUERY_CACHE
    mask |= ARES_OPT_QUERY_CACHE;
    options.qcache_max_ttl = 0;
#endif
    lyd_server_format(setup->server, text);
    return ares_init_options(&library_of(channel)->ares, &options, mask) == ARES_SUCCESS && lend_sockets(channel) &&
           ares_set_servers_ports_csv(library_of(channel)->ares, text) == ARES_SUCCESS;
}

lyd_channel *lyd_channel_new(const lyd_channel_setup *setup)
{
    lyd_channel *channel = calloc(1, sizeof(*channel));
    if (channel == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < LYD_CHANNEL_SOCKETS; i++) {
        channel->sockets[i].fd = -1;
    }
    channel->tcp = setup->tcp;
    channel->scratch = setup->scratch;
    channel->pool = setup->pool;
    channel->reply = setup->reply;
    channel->context = setup->context;
    channel->owners = calloc((size_t)UINT16_MAX + 1, sizeof(*channel->owners));
    channel->ares = calloc(1, sizeof(library));
    if (channel->owners == NULL || channel->ares == NULL || !open_library(channel, setup)) {
        lyd_channel_free(channel);
        return NULL;
    }
    return channel;
}

void lyd_channel_free(lyd_channel *channel)
{
    if (channel == NULL) {
        return;
    }
    library *lib = library_of(channel);
    if (lib != NULL) {
        ares_destroy(lib->ares);
#if HAS_RECORDS
        ares_dns_record_destroy(lib->record);
#endif
    }
    free(lib);
    free(channel->owners);
    free(channel);
}

/* ---- sending ---- */

#if HAS_RECORDS
static ares_dns_record_t *make_record(void)
{
    ares_dns_record_t *record = NULL;
    if (ares_dns_record_create(&record, 0, ARES_FLAG_RD, ARES_OPCODE_QUERY, ARES_RCODE_NOERROR) != ARES_SUCCESS ||
        ares_dns_record_query_add(record, LYD_TOKEN_NAME, ARES_REC_TYPE_A, ARES_CLASS_IN) != ARES_SUCCESS) {
        ares_dns_record_destroy(record);
        return NULL;
    }
    return record;
}

static bool hand_over(lyd_channel *channel, lyd_lookup *lookup, uint16_t *id)
{
    library *lib = library_of(channel);
    lib->record = lib->record == NULL ? make_record() : lib->record;
    return lib->record != NULL && ares_send_dnsrec(lib->ares, lib->record, ended, lookup, id) != ARES_ENOMEM;
}
#else
static uint8_t random_byte(lyd_channel *channel)
{
    if (channel->random_left == 0) {
        if (getrandom(channel->random, sizeof(channel->random), 0) != (ssize_t)sizeof(channel->random)) {
            channel->fatal = errno;
        }
        channel->random_left = sizeof(channel->random);
    }
    return channel->random[--channel->random_left];
}

/* An id that no lookup in the works has; they are at most a tenth of all. */
static uint16_t free_id(lyd_channel *channel)
{
    uint16_t id;
    do {
        id = (uint16_t)(random_byte(channel) << 8 | random_byte(channel));
    } while (channel->owners[id] != 0 && channel->fatal == 0);
    return id;
}

static bool hand_over(lyd_channel *channel, lyd_lookup *lookup, uint16_t *id)
{
    uint8_t token[LYD_TOKEN_SIZE];
    *id = free_id(channel);
    lyd_query_token(*id, token);
    ares_send(library_of(channel)->ares, token, sizeof(token), ended, lookup);
    return true;
}
#endif

/* Lookups in the works keep their latest ids, so that a late answer is known for one. */
static void remember(lyd_channel *channel, lyd_lookup *lookup, uint16_t id, int64_t now)
{
    if (lookup->id_count == LYD_LOOKUP_IDS) {
        uint16_t oldest = lookup->ids[LYD_LOOKUP_IDS - 1];
        channel->owners[oldest] = channel->owners[oldest] == lookup->slot + 1 ? 0 : channel->owners[oldest];
        lookup->id_count--;
    }
    memmove(lookup->ids + 1, lookup->ids, lookup->id_count * sizeof(lookup->ids[0]));
    memmove(lookup->sent + 1, lookup->sent, lookup->id_count * sizeof(lookup->sent[0]));
    lookup->ids[0] = id;
    lookup->sent[0] = now;
    lookup->id_count++;
    if (lookup->live) { /* else it ended at once, and has no id */
        channel->owners[id] = (uint16_t)(lookup->slot + 1);
    }
}

void lyd_channel_send(lyd_channel *channel, lyd_lookup *lookup, int64_t now)
{
    uint16_t id = 0;
    channel->sending = lookup;
    lookup->live = true;
    if (!hand_over(channel, lookup, &id)) {
        channel->fatal = ENOMEM;
        lookup->live = false;
    }
    channel->sending = NULL;
    remember(channel, lookup, id, now);
}

void lyd_channel_release(lyd_channel *channel, lyd_lookup *lookup)
{
    for (size_t i = 0; i < lookup->id_count; i++) {
        if (channel->owners[lookup->ids[i]] == lookup->slot + 1) {
            channel->owners[lookup->ids[i]] = 0;
        }
    }
    lookup->id_count = 0;
}

/* ---- processing ---- */

void lyd_channel_process(lyd_channel *channel, int fd, bool readable, bool writable)
{
    /* A stream's socket has been read to its last byte when c-ares has yet to take the rest of a stub: poll would not tell. */
    lyd_socket *out = lyd_socket_find(channel, fd);
    if (writable && out != NULL) {
        (void)lyd_socket_flush(out); /* a failure c-ares will meet by itself */
    }
    do {
        ares_process_fd(library_of(channel)->ares, readable ? fd : ARES_SOCKET_BAD, writable ? fd : ARES_SOCKET_BAD);
        const lyd_socket *s = lyd_socket_find(channel, fd);
        readable = s != NULL && s->stub_taken < s->stub_length;
        writable = false;
    } while (readable);
}

/* A datagram query is ended by a stub: had it timed out, newer versions would close the socket, and with it the ears for a late answer. A
 * query on a stream times out by itself. */
void lyd_channel_end(lyd_channel *channel, lyd_lookup *lookup)
{
    int fd = ARES_SOCKET_BAD;
    for (size_t i = 0; i < LYD_CHANNEL_SOCKETS && !channel->tcp; i++) {
        fd = channel->sockets[i].reading ? channel->sockets[i].fd : fd;
    }
    channel->ending = lookup;
    ares_process_fd(library_of(channel)->ares, fd, ARES_SOCKET_BAD);
    channel->ending = NULL;
    lookup->live = false;
}

void lyd_channel_cancel(lyd_channel *channel)
{
    ares_cancel(library_of(channel)->ares);
}
