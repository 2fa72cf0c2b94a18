/* The sockets that c-ares is lent.
 *
 * What versions of c-ares make of a message that can't be read, of an empty datagram or of a refused port differs: one ignores it, another
 * closes the socket and ends every query on it. Here one lookup's reply must not touch another lookup. So messages are read as they
 * come off the wire, before c-ares sees them. What answers no query in flight is dropped. What does is handed to the lane, whole, and
 * c-ares gets a stub of it, enough to end its query. Errors of a datagram socket are noted for the lane and never shown to c-ares. */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define RECEIVE_BUFFER (4 << 20) /* what the system grants of it */
#define READS_MAX 256            /* in one go: a flood must not hold up the other servers */

lyd_socket *lyd_socket_find(lyd_channel *channel, int fd)
{
    for (size_t i = 0; i < LYD_CHANNEL_SOCKETS; i++) {
        if (channel->sockets[i].fd == fd) {
            return &channel->sockets[i];
        }
    }
    return NULL;
}

/* The one that c-ares reads, the latest. */
lyd_socket *lyd_socket_datagram(lyd_channel *channel)
{
    lyd_socket *found = NULL;
    for (size_t i = 0; i < LYD_CHANNEL_SOCKETS; i++) {
        lyd_socket *s = &channel->sockets[i];
        found = s->fd >= 0 && !s->stream && s->reading ? s : found;
    }
    return found;
}

static bool prepare(int fd, bool stream)
{
    int size = RECEIVE_BUFFER, on = 1;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
        return false;
    }
    if (stream) {
        return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0;
    }
    return setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) == 0;
}

int lyd_socket_open(lyd_channel *channel, int domain, int type, int protocol)
{
    lyd_socket *s = lyd_socket_find(channel, -1);
    if (s == NULL) {
        errno = ENFILE;
        return -1;
    }
    int fd = socket(domain, type, protocol);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
        channel->fatal = errno;
    } else if (fd < 0) {
        channel->refused = errno;
    }
    if (fd >= 0 && !prepare(fd, type == SOCK_STREAM)) {
        channel->fatal = errno;
        (void)close(fd);
        fd = -1;
    }
    if (fd >= 0) {
        *s = (lyd_socket){.fd = fd, .stream = type == SOCK_STREAM, .segments = type == SOCK_DGRAM && lyd_batch_segments(fd)};
    }
    return fd;
}

int lyd_socket_close(lyd_channel *channel, int fd)
{
    lyd_socket *s = lyd_socket_find(channel, fd);
    if (s != NULL) {
        free(s->message);
        *s = (lyd_socket){.fd = -1};
    }
    return close(fd);
}

int lyd_socket_connect(lyd_channel *channel, int fd, const struct sockaddr *address, socklen_t length)
{
    memcpy(&channel->peer, address, length);
    channel->peer_length = length;
    int result = connect(fd, address, length);
    if (result != 0 && errno != EINPROGRESS) {
        channel->refused = errno;
    }
    return result;
}

/* ---- sending ---- */

/* A stream's errors are the connection's end: c-ares must see them. */
static ssize_t note_stream_error(lyd_channel *channel, const lyd_socket *s, ssize_t result)
{
    if (result < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
        bool ended = errno == ECONNRESET || errno == EPIPE;
        channel->closed = channel->closed || ended;
        channel->cut = ended && s->have > 0;
        channel->fresh = s->messages == 0;
        channel->refused = ended ? channel->refused : errno;
    }
    return result;
}

bool lyd_socket_pending(const lyd_socket *s)
{
    return s->out_sent < s->out_length;
}

bool lyd_socket_flush(lyd_socket *s)
{
    while (lyd_socket_pending(s)) {
        ssize_t sent = send(s->fd, s->out + s->out_sent, s->out_length - s->out_sent, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return errno == EAGAIN || errno == EWOULDBLOCK;
        }
        s->out_sent += sent < 0 ? 0 : (size_t)sent;
    }
    return true;
}

/* Puts the query that the frame (a length of two bytes, a message) of c-ares stands for on its way; of one that nobody waits for, nothing.
 */
static void load_frame(lyd_channel *channel, lyd_socket *s, const uint8_t *message)
{
    uint16_t owner = channel->owners[lyd_message_id(message)];
    s->out_length = s->out_sent = 0;
    if (owner != 0) {
        const lyd_query *query = &channel->pool->lookups[owner - 1]->query;
        s->out[0] = (uint8_t)(query->length >> 8);
        s->out[1] = (uint8_t)query->length;
        memcpy(s->out + 2, query->message, query->length);
        memcpy(s->out + 2, message, 2);
        s->out_length = (size_t)query->length + 2;
    }
}

/* Takes whole frames only, so that each call begins with one. */
static ssize_t send_frames(lyd_channel *channel, lyd_socket *s, const struct iovec *part)
{
    const uint8_t *data = part->iov_base;
    size_t taken = 0;
    while (lyd_socket_flush(s)) {
        size_t left = part->iov_len - taken, size = left < 2 ? 0 : (size_t)(data[taken] << 8 | data[taken + 1]) + 2;
        if (lyd_socket_pending(s) || size < 2 + LYD_HEADER_SIZE || size > left) {
            errno = EAGAIN;
            return taken > 0 ? (ssize_t)taken : -1;
        }
        load_frame(channel, s, data + taken + 2);
        taken += size;
    }
    return -1;
}

static ssize_t take_datagram(lyd_channel *channel, const struct iovec *part)
{
    lyd_batch_add(channel, part->iov_base, part->iov_len);
    return (ssize_t)part->iov_len;
}

ssize_t lyd_socket_send(lyd_channel *channel, int fd, const struct iovec *parts, int count)
{
    lyd_socket *s = lyd_socket_find(channel, fd);
    ssize_t total = 0;
    if (s != NULL && s->stream && channel->sending != NULL) {
        errno = EAGAIN; /* the query's id isn't known yet: newer versions choose it, and tell it only in the end */
        return -1;
    }
    for (int i = 0; i < count; i++) {
        ssize_t sent =
            s != NULL && s->stream ? note_stream_error(channel, s, send_frames(channel, s, &parts[i])) : take_datagram(channel, &parts[i]);
        if (sent < 0) {
            return total > 0 ? total : sent;
        }
        total += sent;
        if ((size_t)sent < parts[i].iov_len) {
            break;
        }
    }
    return total;
}

/* ---- receiving ---- */

/* Hands MESSAGE on if it answers a query. True: STUB (of SIZE) is for c-ares. */
static bool deliver(lyd_channel *channel, const uint8_t *message, size_t length, uint8_t stub[LYD_TOKEN_SIZE])
{
    if (length < LYD_HEADER_SIZE) {
        return false;
    }
    uint16_t id = lyd_message_id(message);
    uint16_t owner = channel->owners[id];
    if (owner == 0) {
        return false;
    }
    lyd_lookup *lookup = channel->pool->lookups[owner - 1];
    if (!lyd_query_matches(&lookup->query, message, length)) {
        return false;
    }
    bool waited_for = lookup->live;
    if (waited_for) {
        /* An answer to an earlier query of the lookup ends the latest. */
        lyd_query_stub(lookup->ids[0], stub);
        lookup->live = false;
    }
    channel->reply(channel->context, lookup, id, message, length);
    return waited_for;
}

static ssize_t nothing_left(void)
{
    errno = EAGAIN;
    return -1;
}

/* What c-ares gets when it is to forget a query: a stub without a reply, and nothing else. */
static ssize_t end_query(lyd_lookup *lookup, void *buffer)
{
    if (!lookup->live) {
        return nothing_left();
    }
    lookup->live = false;
    lyd_query_stub(lookup->ids[0], buffer);
    return LYD_TOKEN_SIZE;
}

static ssize_t receive_datagram(lyd_channel *channel, int fd, void *buffer, size_t size)
{
    if (channel->ending != NULL && size >= LYD_TOKEN_SIZE) {
        return end_query(channel->ending, buffer);
    }
    for (int reads = 0; reads < READS_MAX && size >= LYD_TOKEN_SIZE; reads++) {
        ssize_t length = recv(fd, channel->scratch, LYD_MESSAGE_SIZE, 0);
        if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            break;
        }
        if (length < 0 && errno != EINTR) {
            channel->refused = errno;
        }
        if (length > 0 && deliver(channel, channel->scratch, (size_t)length, buffer)) {
            return LYD_TOKEN_SIZE;
        }
    }
    return nothing_left();
}

/* Fills HAVE up to WANTED bytes of a stream's buffer; true when they are there. */
static bool fill(lyd_channel *channel, lyd_socket *s, uint8_t *buffer, size_t offset, size_t wanted, ssize_t *result)
{
    while (s->have < offset + wanted) {
        *result = recv(s->fd, buffer + (s->have - offset), offset + wanted - s->have, 0);
        if (*result < 0 && errno == EINTR) {
            continue;
        }
        if (*result <= 0) {
            break;
        }
        s->have += (size_t)*result;
    }
    if (s->have == offset + wanted) {
        return true;
    }
    if (*result == 0) {
        channel->closed = true;
        channel->cut = s->have > 0;
        channel->fresh = s->messages == 0;
    }
    return false;
}

/* The next message of a stream (a length of two bytes before each); the stub for c-ares goes into the socket. */
static bool next_message(lyd_channel *channel, lyd_socket *s, ssize_t *result)
{
    if (s->message == NULL) {
        if (!fill(channel, s, s->prefix, 0, 2, result)) {
            return false;
        }
        s->length = (size_t)(s->prefix[0] << 8 | s->prefix[1]);
        s->message = malloc(s->length + 1);
        if (s->message == NULL) {
            channel->fatal = errno = ENOMEM;
            *result = -1;
            return false;
        }
    }
    if (!fill(channel, s, s->message, 2, s->length, result)) {
        return false;
    }
    s->messages++;
    s->stub_length = s->stub_taken = 0;
    if (deliver(channel, s->message, s->length, s->stub + 2)) {
        s->stub[0] = 0;
        s->stub[1] = LYD_TOKEN_SIZE;
        s->stub_length = sizeof(s->stub);
    }
    free(s->message);
    s->message = NULL;
    s->have = 0;
    return true;
}

static ssize_t receive_stream(lyd_channel *channel, lyd_socket *s, void *buffer, size_t size)
{
    for (int reads = 0; reads < READS_MAX; reads++) {
        ssize_t result = 0;
        if (s->stub_taken < s->stub_length) {
            size_t left = s->stub_length - s->stub_taken;
            size_t taken = left < size ? left : size;
            memcpy(buffer, s->stub + s->stub_taken, taken);
            s->stub_taken += taken;
            return (ssize_t)taken;
        }
        if (!next_message(channel, s, &result)) {
            return note_stream_error(channel, s, result);
        }
    }
    return nothing_left();
}

ssize_t lyd_socket_receive(lyd_channel *channel, int fd, void *buffer, size_t size, struct sockaddr *from, socklen_t *from_length)
{
    lyd_socket *s = lyd_socket_find(channel, fd);
    /* Sockets are connected: whatever comes in comes from the server. */
    if (from != NULL && from_length != NULL && *from_length >= channel->peer_length) {
        memcpy(from, &channel->peer, channel->peer_length);
        *from_length = channel->peer_length;
    }
    if (s == NULL) {
        return nothing_left();
    }
    return s->stream ? receive_stream(channel, s, buffer, size) : receive_datagram(channel, fd, buffer, size);
}
