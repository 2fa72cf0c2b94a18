/* channel.h: asking one server over one protocol, a try at a time: when to ask again is the lane's to decide. */
#ifndef LYD_DNS_ASK_CHANNEL_H
#define LYD_DNS_ASK_CHANNEL_H

#include "cares.h"

#include <poll.h>

typedef struct lyd_channel lyd_channel;

lyd_channel *lyd_channel_new(const lyd_port_setup *setup); /* NULL: out of memory */
void lyd_channel_free(lyd_channel *channel);               /* nobody waits for a query any longer */

/* Asks once. *QUERY stays valid until it is forgotten; its answer is welcome until then. LYD_EINVAL: c-ares can't ask for that name. Look
 * at the events afterwards. */
lyd_status lyd_channel_ask(lyd_channel *channel, struct lyd_lookup *lookup, const char *name, lyd_type type, bool edns, int64_t now,
                           lyd_query **query);
void lyd_query_forget(lyd_query *query);

/* Sends what was asked, which is gathered until here, and lists the sockets to watch: at most ROOM are written, their
 * count is returned. */
size_t lyd_channel_watch(const lyd_channel *channel, struct pollfd *fds, size_t room);
void lyd_channel_process(lyd_channel *channel, const struct pollfd *fd);

#endif
