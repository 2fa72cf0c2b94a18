/* Queries gathered on their way out over UDP.
 *
 * c-ares sends one at a time; here they wait until the lane has no more. A run of queries of one size (the A and the AAAA query of a name,
 * names built by one pattern) is one call: the kernel takes them as a row of segments, carries the row through its layers once, and makes
 * datagrams of them at the far end. The server sees no difference. Where that doesn't work, each query is a call. */
#include "batch.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/udp.h>
#endif

static bool sent(int fd, const struct msghdr *message, int *refused)
{
    if (sendmsg(fd, message, MSG_NOSIGNAL) >= 0) {
        return true;
    }
    /* No room at the moment: what was not sent counts as lost. */
    *refused = errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EINTR ? *refused : errno;
    return false;
}

/* COUNT queries of one size. */
static bool send_row(const lyd_batch *batch, struct iovec *parts, size_t count, int *refused)
{
#ifdef UDP_SEGMENT
    union {
        struct cmsghdr header;
        uint8_t room[CMSG_SPACE(sizeof(uint16_t))];
    } control = {.room = {0}};
    uint16_t size = (uint16_t)parts[0].iov_len;
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count, .msg_control = &control, .msg_controllen = sizeof(control)};
    control.header.cmsg_level = IPPROTO_UDP;
    control.header.cmsg_type = UDP_SEGMENT;
    control.header.cmsg_len = CMSG_LEN(sizeof(size));
    memcpy(CMSG_DATA(&control.header), &size, sizeof(size));
    return sent(batch->fd, &message, refused);
#else
    (void)batch, (void)parts, (void)count, (void)refused;
    errno = EOPNOTSUPP;
    return false;
#endif
}

static void send_each(const lyd_batch *batch, struct iovec *parts, size_t count, int *refused)
{
    for (size_t i = 0; i < count; i++) {
        struct msghdr message = {.msg_iov = &parts[i], .msg_iovlen = 1};
        /* An error reported here may be that of an earlier datagram, and then this one hasn't been sent. */
        (void)(sent(batch->fd, &message, refused) || sent(batch->fd, &message, refused));
    }
}

/* Brings those of one size together, otherwise in the order in which they came. */
static void sort_by_size(struct iovec *parts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct iovec part = parts[i];
        size_t at = i;
        for (; at > 0 && parts[at - 1].iov_len > part.iov_len; at--) {
            parts[at] = parts[at - 1];
        }
        parts[at] = part;
    }
}

void lyd_batch_send(lyd_batch *batch, int *refused)
{
    struct iovec *parts = batch->parts;
    sort_by_size(parts, batch->count);
    for (size_t i = 0, end; i < batch->count; i = end) {
        for (end = i + 1; !batch->one_by_one && end < batch->count && parts[end].iov_len == parts[i].iov_len;) {
            end++;
        }
        int error = 0;
        if (end - i == 1 || !send_row(batch, &parts[i], end - i, &error)) {
            batch->one_by_one = batch->one_by_one || error == EIO || error == EINVAL || error == EOPNOTSUPP;
            send_each(batch, &parts[i], end - i, refused);
        }
    }
    batch->count = 0;
}

void lyd_batch_add(lyd_batch *batch, int fd, const void *message, size_t length, int *refused)
{
    if (batch->count == LYD_BATCH || (batch->count > 0 && batch->fd != fd)) {
        lyd_batch_send(batch, refused);
    }
    batch->fd = fd;
    memcpy(batch->bytes[batch->count], message, length);
    batch->parts[batch->count] = (struct iovec){batch->bytes[batch->count], length};
    batch->count++;
}
