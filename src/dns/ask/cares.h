/* cares.h: the part of c-ares that channel.c needs: a port, which asks one server over one protocol a limited number of times. */
#ifndef LYD_DNS_ASK_CARES_H
#define LYD_DNS_ASK_CARES_H

#include "socket.h"

#include <lyncdns/dns.h>

#define LYD_PORT_QUERIES 4096

struct ares_channeldata;
struct ares_dns_record;
struct lyd_lookup;
struct lyd_port;

/* One try: a query that c-ares was given. */
typedef struct lyd_query {
    struct lyd_lookup *lookup; /* the lookup that waits for its answer; NULL: abandoned */
    struct lyd_port *port;
    const char *name; /* canonical; outlives the port */
    int64_t sent;     /* microseconds on CLOCK_MONOTONIC */
    uint16_t id, type;
    bool edns;
} lyd_query;

typedef struct lyd_port_setup {
    const lyd_server *server;
    bool tcp;
    uint8_t *scratch;   /* LYD_MESSAGE_SIZE bytes, may be shared by ports */
    lyd_events *events; /* what happens on the way */
    /* Called with each message that answers QUERY, whose lookup is set. Must not call into c-ares. */
    void (*reply)(void *context, lyd_query *query, const uint8_t *message, size_t length);
    void *context;
} lyd_port_setup;

typedef struct lyd_port {
    struct lyd_port *older; /* the channel's */
    lyd_port_setup setup;
    struct ares_channeldata *ares;
    struct ares_dns_record *templates[2]; /* queries without and with OPT, where c-ares takes records */
    lyd_sockets sockets;
    uint16_t random[128]; /* ids to come, where c-ares doesn't choose them */
    size_t random_left;
    size_t asked, waited;                /* queries, and those of them that a lookup waits for */
    uint16_t numbers[UINT16_MAX + 1];    /* by id: the latest query with it, its index + 1; 0: none */
    lyd_query queries[LYD_PORT_QUERIES]; /* in the order of asking */
} lyd_port;

lyd_port *lyd_port_open(const lyd_port_setup *setup); /* NULL: out of memory */
void lyd_port_close(lyd_port *port);

/* Sends QUERY, one of the port's, and sets its id. LYD_EINVAL: c-ares can't ask for its name. Look at the events afterwards. */
lyd_status lyd_port_ask(lyd_port *port, lyd_query *query);
void lyd_port_process(lyd_port *port, int fd, bool reading, bool writing);

#endif
