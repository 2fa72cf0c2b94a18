/* channel.h: asking one server over one protocol, a try at a time: when to ask again is the lane's to decide. */
#ifndef LYD_DNS_ASK_CHANNEL_H
#define LYD_DNS_ASK_CHANNEL_H

#include "cares.h"

#include <poll.h>

typedef struct lyd_channel {
    lyd_port_setup setup;
    lyd_port *ports; /* the newest first, which is the one in use; NULL: nothing has been asked */
} lyd_channel;

/* Asks once, opening a port if there is none. *QUERY stays valid until it is forgotten; its answer is accepted until then. LYD_EINVAL:
 * c-ares can't ask for that name. Look at the events afterwards. */
lyd_status lyd_channel_ask(lyd_channel *channel, struct lyd_lookup *lookup, const char *name, lyd_type type, bool edns, int64_t now,
                           lyd_query **query);
void lyd_query_forget(lyd_query *query);

/* The next query goes out from another port, over TCP: on another connection. True: the present one has brought an answer. */
bool lyd_channel_renew(lyd_channel *channel);
void lyd_channel_close(lyd_channel *channel); /* every query must be forgotten */

/* Sends what was asked, which is gathered until here, and lists the sockets to watch: at most ROOM are written, their
 * count is returned. */
size_t lyd_channel_watch(const lyd_channel *channel, struct pollfd *fds, size_t room);
void lyd_channel_process(lyd_channel *channel, const struct pollfd *fd);

#endif
