/* Queries on their way out over UDP.
 *
 * c-ares sends one at a time; here they wait until the lane has no more, and go out together. A run of queries of one size (the A and
 * the AAAA query of a name, names built by one pattern) is one call: the system takes them as a row of segments, carries the row through
 * its layers once, and makes datagrams of them at the far end. To the server nothing differs. Where the system or the path can't do that,
 * each query is a call of its own. */
#include "ask.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/uio.h>
#ifdef __linux__
#include <linux/udp.h>
#endif

/* Instead of the query that c-ares was told of goes out the one that it stands for. One that nobody waits for doesn't. */
void lyd_batch_add(lyd_channel *channel, const uint8_t *message, size_t length)
{
    lyd_lookup *lookup = channel->sending;
    if (lookup == NULL || length < LYD_HEADER_SIZE) {
        return;
    }
    lyd_query_set_id(&lookup->query, lyd_message_id(message));
    if (channel->batch_count == LYD_BATCH) {
        lyd_batch_send(channel);
    }
    channel->batch[channel->batch_count++] = &lookup->query;
}

/* The network says no, or just now it has no room: then what didn't go out counts as lost. */
static void note_error(lyd_channel *channel)
{
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS && errno != EINTR) {
        channel->refused = errno;
    }
}

static void send_one(lyd_channel *channel, int fd, const lyd_query *query)
{
    /* An error that is told here may be that of an earlier datagram, and this one hasn't been sent. */
    for (int attempt = 0; attempt < 2; attempt++) {
        if (send(fd, query->message, query->length, MSG_NOSIGNAL) >= 0) {
            break;
        }
        note_error(channel);
    }
}

#ifdef UDP_SEGMENT
bool lyd_batch_segments(int fd)
{
    int none = 0;
    return setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &none, sizeof(none)) == 0;
}

/* COUNT queries of one size. False: none has gone out. */
static bool send_row(lyd_channel *channel, lyd_socket *s, const lyd_query *const *queries, size_t count)
{
    union {
        struct cmsghdr header;
        uint8_t room[CMSG_SPACE(sizeof(uint16_t))];
    } control = {.room = {0}};
    struct iovec parts[LYD_BATCH];
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count, .msg_control = &control, .msg_controllen = sizeof(control)};
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct iovec){.iov_base = (void *)(uintptr_t)queries[i]->message, .iov_len = queries[i]->length};
    }
    control.header.cmsg_level = IPPROTO_UDP;
    control.header.cmsg_type = UDP_SEGMENT;
    control.header.cmsg_len = CMSG_LEN(sizeof(uint16_t));
    memcpy(CMSG_DATA(&control.header), &queries[0]->length, sizeof(uint16_t));
    if (sendmsg(s->fd, &message, MSG_NOSIGNAL) >= 0) {
        return true;
    }
    if (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP) {
        s->segments = false; /* not on this path */
    } else {
        note_error(channel);
    }
    return false;
}
#else
bool lyd_batch_segments(int fd)
{
    (void)fd;
    return false;
}

static bool send_row(lyd_channel *channel, lyd_socket *s, const lyd_query *const *queries, size_t count)
{
    (void)channel, (void)s, (void)queries, (void)count;
    return false;
}
#endif

/* Those of one size stand together then, else in the order in which they came. */
static void sort_by_size(const lyd_query **queries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const lyd_query *query = queries[i];
        size_t at = i;
        for (; at > 0 && queries[at - 1]->length > query->length; at--) {
            queries[at] = queries[at - 1];
        }
        queries[at] = query;
    }
}

void lyd_batch_send(lyd_channel *channel)
{
    size_t count = channel->batch_count;
    lyd_socket *s = lyd_socket_datagram(channel);
    channel->batch_count = 0;
    if (s == NULL) {
        return;
    }
    if (s->segments) {
        sort_by_size(channel->batch, count);
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; s->segments && end < count && channel->batch[end]->length == channel->batch[i]->length;) {
            end++;
        }
        if (end - i == 1 || !send_row(channel, s, channel->batch + i, end - i)) {
            for (size_t k = i; k < end; k++) {
                send_one(channel, s->fd, channel->batch[k]);
            }
        }
    }
}
