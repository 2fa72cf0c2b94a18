/* cares.h: asking one server over one protocol by c-ares, a try at a time: when to ask again is the lane's to decide.
 *
 * All times are microseconds on CLOCK_MONOTONIC. */
#ifndef LYD_DNS_ASK_CARES_H
#define LYD_DNS_ASK_CARES_H

#include "socket.h"

#include <lyncdns/dns.h>

#include <poll.h>

struct lyd_lookup;

/* One try: a query that c-ares was given. */
typedef struct lyd_query {
    struct lyd_lookup *lookup; /* who waits for its answer; NULL: nobody any longer */
    struct lyd_port *port;
    const char *name; /* as asked for; outlives the channel */
    int64_t sent;
    uint16_t id, type;
    bool edns;
} lyd_query;

typedef struct lyd_channel lyd_channel;

typedef struct lyd_channel_setup {
    const lyd_server *server;
    bool tcp;
    uint8_t *scratch;   /* LYD_MESSAGE_SIZE bytes, may be shared by channels */
    lyd_events *events; /* what happens on the way */
    /* Called with each message that answers QUERY, whose lookup is set. Must not call into the channel, but for lyd_query_forget. */
    void (*reply)(void *context, lyd_query *query, const uint8_t *message, size_t length);
    void *context;
} lyd_channel_setup;

lyd_channel *lyd_channel_new(const lyd_channel_setup *setup); /* NULL: out of memory */
void lyd_channel_free(lyd_channel *channel);                  /* nobody waits for a query any longer */

/* Asks once. *QUERY stays valid until it is forgotten; its answer is welcome until then. LYD_EINVAL: c-ares can't ask for that name. Look
 * at the events afterwards. */
lyd_status lyd_channel_ask(lyd_channel *channel, struct lyd_lookup *lookup, const char *name, lyd_type type, bool edns, int64_t now,
                           lyd_query **query);
void lyd_channel_flush(lyd_channel *channel); /* queries are gathered until here */
void lyd_query_forget(lyd_query *query);

/* The sockets to watch: at most ROOM are written, their count is returned. */
size_t lyd_channel_watch(const lyd_channel *channel, struct pollfd *fds, size_t room);
void lyd_channel_process(lyd_channel *channel, const struct pollfd *fd);

#endif
