/* A channel to a server: the port in use, and those before it whose replies are still waited for.
 *
 * A UDP port serves LYD_PORT_QUERIES questions, then another takes over, with a c-ares channel of its own: a forger has to guess port and
 * id together (RFC 5452 section 9.2), and ids can't run out, though a try whose time is over keeps its own. An old port is closed when no
 * lookup waits on it. */
#include "channel.h"

void lyd_channel_close(lyd_channel *channel)
{
    while (channel->ports != NULL) {
        lyd_port *port = channel->ports;
        channel->ports = port->older;
        lyd_port_close(port);
    }
}

/* Closes the old ports that no lookup waits on. */
static void close_old(lyd_channel *channel)
{
    for (lyd_port **at = &channel->ports->older; *at != NULL;) {
        lyd_port *port = *at;
        if (port->waited > 0) {
            at = &port->older;
            continue;
        }
        *at = port->older;
        lyd_port_close(port);
    }
}

/* Flushes old ports too: c-ares sends a query again when the server asks for its cookie (RFC 7873). */
static void flush(const lyd_channel *channel)
{
    for (lyd_port *port = channel->ports; port != NULL; port = port->older) {
        lyd_batch_send(&port->sockets.batch, &channel->setup.events->refused);
    }
}

/* NULL: out of memory. */
static lyd_port *usable_port(lyd_channel *channel)
{
    lyd_port *port = channel->ports;
    if (port != NULL && port->asked < LYD_PORT_QUERIES) {
        return port;
    }
    flush(channel);
    port = lyd_port_open(&channel->setup);
    if (port != NULL) {
        if (channel->ports != NULL) {
            channel->ports->sockets.left = true;
        }
        port->older = channel->ports;
        channel->ports = port;
    }
    return port;
}

lyd_status lyd_channel_ask(lyd_channel *channel, struct lyd_lookup *lookup, const char *name, lyd_type type, bool edns, int64_t now,
                           lyd_query **query)
{
    lyd_port *port = usable_port(channel);
    if (port == NULL) {
        return LYD_ENOMEM;
    }
    lyd_query *next = &port->queries[port->asked];
    *next = (lyd_query){.lookup = lookup, .port = port, .name = name, .sent = now, .type = (uint16_t)type, .edns = edns};
    lyd_status status = lyd_port_ask(port, next);
    if (status != LYD_OK) {
        return status;
    }
    port->asked++;
    port->waited++;
    port->numbers[next->id] = (uint16_t)port->asked;
    if (port->asked == 1) {
        close_old(channel); /* its socket is open now, so that the kernel can't give it the port of one that is closed here */
    }
    *query = next;
    return LYD_OK;
}

void lyd_query_forget(lyd_query *query)
{
    query->lookup = NULL;
    query->port->waited--;
}

bool lyd_channel_renew(lyd_channel *channel)
{
    bool answered = false;
    for (size_t i = 0; i < LYD_SOCKETS; i++) {
        answered = answered || channel->ports->sockets.items[i].answered;
    }
    channel->ports->asked = LYD_PORT_QUERIES;
    return answered;
}

size_t lyd_channel_watch(const lyd_channel *channel, struct pollfd *fds, size_t room)
{
    size_t count = 0;
    flush(channel);
    for (const lyd_port *port = channel->ports; port != NULL; port = port->older) {
        for (size_t i = 0; i < LYD_SOCKETS; i++) {
            const lyd_socket *s = &port->sockets.items[i];
            if (s->fd < 0 || (!s->reading && !s->writing)) {
                continue;
            }
            if (count < room) {
                fds[count] = (struct pollfd){.fd = s->fd, .events = (short)((s->reading ? POLLIN : 0) | (s->writing ? POLLOUT : 0))};
            }
            count++;
        }
    }
    return count;
}

void lyd_channel_process(lyd_channel *channel, const struct pollfd *fd)
{
    bool trouble = (fd->revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    bool reading = trouble || (fd->revents & POLLIN) != 0;
    bool writing = (fd->events & POLLOUT) != 0 && (trouble || (fd->revents & POLLOUT) != 0);
    for (lyd_port *port = channel->ports; port != NULL; port = port->older) {
        lyd_port_process(port, fd->fd, reading, writing);
    }
    if (channel->ports != NULL) {
        close_old(channel);
    }
}
