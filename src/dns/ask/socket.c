/* The sockets of a c-ares channel.
 *
 * Errors of a datagram socket (an ICMP message, a full buffer) are noted for the lane and not shown to c-ares: some versions close the
 * socket at such an error and end every query on it, though only one was refused. A stream's errors are the connection's end, and c-ares
 * sees them. cares.c, which filters messages, says why. */
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECEIVE_BUFFER (4 << 20) /* what the system grants of it */
#define READS_MAX 256            /* in one go: a flood must not hold up the other servers */
#define PREFIX 2                 /* the length before a message on a stream (RFC 1035 section 4.2.2) */

/* FD -1: a free one. NULL: none. */
static lyd_socket *find(lyd_sockets *sockets, int fd)
{
    for (size_t i = 0; i < LYD_SOCKETS; i++) {
        if (sockets->items[i].fd == fd) {
            return &sockets->items[i];
        }
    }
    return NULL;
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

int lyd_socket_open(int domain, int type, int protocol, void *context)
{
    lyd_sockets *sockets = context;
    lyd_socket *s = find(sockets, -1);
    bool stream = type == SOCK_STREAM;
    if (s == NULL) {
        errno = ENFILE;
        return -1;
    }
    uint8_t *frame = stream ? malloc(PREFIX + LYD_MESSAGE_SIZE) : NULL;
    int fd = stream && frame == NULL ? -1 : socket(domain, type, protocol);
    if (fd >= 0 && prepare(fd, stream)) {
        *s = (lyd_socket){.fd = fd, .stream = stream, .frame = frame};
        return fd;
    }
    if (fd >= 0 || errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        sockets->events->fatal = errno;
    } else {
        sockets->events->refused = errno;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    free(frame);
    return -1;
}

int lyd_socket_close(int fd, void *context)
{
    lyd_sockets *sockets = context;
    lyd_socket *s = find(sockets, fd);
    if (s != NULL) {
        free(s->frame);
        sockets->batch.count = sockets->batch.fd == fd ? 0 : sockets->batch.count;
        *s = (lyd_socket){.fd = -1};
    }
    return close(fd);
}

/* 0: there is no such interface. */
static uint32_t interface_number(const char *scope)
{
    char name[IF_NAMESIZE];
    unsigned named = if_nametoindex(scope), number = 0;
    int used = 0;
    if (named == 0 && sscanf(scope, "%9u%n", &number, &used) == 1 && scope[used] == '\0' && if_indextoname(number, name) != NULL) {
        named = number;
    }
    return named;
}

bool lyd_server_to_socket(const lyd_server *server, struct sockaddr_storage *address, socklen_t *length)
{
    memset(address, 0, sizeof(*address));
    if (server->address.family == LYD_IPV4) {
        struct sockaddr_in *in = (struct sockaddr_in *)address;
        in->sin_family = AF_INET;
        in->sin_port = htons(server->port);
        memcpy(&in->sin_addr, server->address.bytes, sizeof(in->sin_addr));
        *length = sizeof(*in);
        return true;
    }
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(server->port);
    in6->sin6_scope_id = interface_number(server->scope);
    memcpy(&in6->sin6_addr, server->address.bytes, sizeof(in6->sin6_addr));
    *length = sizeof(*in6);
    return server->scope[0] == '\0' || in6->sin6_scope_id != 0;
}

/* c-ares may know the server by another address: see open_library. */
int lyd_socket_connect(int fd, const struct sockaddr *address, socklen_t length, void *context)
{
    lyd_sockets *sockets = context;
    struct sockaddr_storage server;
    socklen_t server_length;
    memcpy(&sockets->peer, address, length);
    sockets->peer_length = length;
    if (!lyd_server_to_socket(sockets->server, &server, &server_length)) {
        errno = ENODEV;
        sockets->events->refused = errno;
        return -1;
    }
    int result = connect(fd, (const struct sockaddr *)&server, server_length);
    if (result != 0 && errno != EINPROGRESS) {
        sockets->events->refused = errno;
    }
    return result;
}

int lyd_socket_name(int fd, struct sockaddr *address, socklen_t *length, void *context)
{
    (void)context;
    return getsockname(fd, address, length);
}

void lyd_socket_state(void *context, int fd, int reading, int writing)
{
    lyd_socket *s = find(context, fd);
    if (s != NULL) {
        s->reading = reading != 0;
        s->writing = writing != 0;
    }
}

/* Only for lanes over TCP: after BADCOOKIE, c-ares moves a query that began over UDP to a connection that the lane doesn't know. */
static void note_stream_error(const lyd_sockets *sockets, const lyd_socket *s, ssize_t result)
{
    lyd_events *events = sockets->events;
    if (!sockets->tcp || sockets->left || (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))) {
        return;
    }
    if (result == 0 || errno == ECONNRESET || errno == EPIPE) {
        events->closed = true;
        events->cut = s->have > 0;
        events->fresh = !s->answered;
    } else {
        events->refused = errno;
    }
}

ssize_t lyd_socket_send(int fd, const struct iovec *parts, int count, void *context)
{
    lyd_sockets *sockets = context;
    const lyd_socket *s = find(sockets, fd);
    if (s != NULL && !s->stream && parts[0].iov_len <= LYD_QUERY_SIZE) {
        lyd_batch_add(&sockets->batch, fd, parts[0].iov_base, parts[0].iov_len, &sockets->events->refused);
        return (ssize_t)parts[0].iov_len;
    }
    struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = (size_t)count};
    ssize_t result = sendmsg(fd, &message, MSG_NOSIGNAL);
    if (result < 0 && s != NULL && s->stream) {
        note_stream_error(sockets, s, result);
    }
    return result;
}

/* ---- receiving ---- */

static ssize_t nothing(void)
{
    errno = EAGAIN;
    return -1;
}

/* Whether another message may be read for c-ares now. */
static bool may_read(lyd_sockets *sockets)
{
    if (sockets->drained || (sockets->singly && sockets->given)) {
        return false;
    }
    sockets->drained = sockets->reads++ == READS_MAX;
    return !sockets->drained;
}

static bool wanted(lyd_sockets *sockets, const uint8_t *message, size_t length)
{
    sockets->message = message;
    sockets->length = length;
    sockets->given = sockets->wanted(sockets->context, message, length);
    return sockets->given;
}

static ssize_t receive_datagram(lyd_sockets *sockets, int fd, void *buffer, size_t size)
{
    while (may_read(sockets)) {
        ssize_t length = recv(fd, sockets->scratch, LYD_MESSAGE_SIZE, 0);
        if (length >= 0 && wanted(sockets, sockets->scratch, (size_t)length) && (size_t)length <= size) {
            memcpy(buffer, sockets->scratch, (size_t)length);
            return length;
        }
        if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            sockets->drained = true;
        } else if (length < 0 && errno != EINTR) {
            sockets->events->refused = errno;
        }
    }
    return nothing();
}

/* Reads the next message of a stream. 1: it is whole; else as recv. */
static ssize_t read_frame(lyd_socket *s)
{
    for (;;) {
        size_t whole = PREFIX + (s->have < PREFIX ? 0 : (size_t)(s->frame[0] << 8 | s->frame[1]));
        if (s->have >= PREFIX && s->have == whole) {
            return 1;
        }
        ssize_t got = recv(s->fd, s->frame + s->have, whole - s->have, 0);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return got;
        }
        s->have += got < 0 ? 0 : (size_t)got;
    }
}

static ssize_t receive_stream(lyd_sockets *sockets, lyd_socket *s, uint8_t *buffer, size_t size)
{
    while (s->taken == s->ready) {
        if (!may_read(sockets)) {
            return nothing();
        }
        ssize_t result = read_frame(s);
        if (result <= 0) {
            sockets->drained = true;
            note_stream_error(sockets, s, result);
            return result;
        }
        size_t strays = sockets->events->strays;
        s->taken = 0;
        s->ready = wanted(sockets, s->frame + PREFIX, s->have - PREFIX) ? s->have : 0;
        s->answered = s->answered || sockets->events->strays == strays;
        s->have = 0;
    }
    size_t length = s->ready - s->taken < size ? s->ready - s->taken : size;
    memcpy(buffer, s->frame + s->taken, length);
    s->taken += length;
    sockets->given = true;
    return (ssize_t)length;
}

ssize_t lyd_socket_receive(int fd, void *buffer, size_t size, int flags, struct sockaddr *from, socklen_t *from_length, void *context)
{
    lyd_sockets *sockets = context;
    lyd_socket *s = find(sockets, fd);
    (void)flags;
    /* Sockets are connected: everything received is from the server. */
    if (from != NULL && from_length != NULL && *from_length >= sockets->peer_length) {
        memcpy(from, &sockets->peer, sockets->peer_length);
        *from_length = sockets->peer_length;
    }
    if (s == NULL) {
        return nothing();
    }
    return s->stream ? receive_stream(sockets, s, buffer, size) : receive_datagram(sockets, fd, buffer, size);
}
