/* batch.h: queries on their way out over one UDP socket, gathered so that many go out in one call. */
#ifndef LYD_DNS_ASK_BATCH_H
#define LYD_DNS_ASK_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define LYD_BATCH 64       /* queries; more segments in one call older kernels refuse */
#define LYD_QUERY_SIZE 384 /* header, longest name, type and class, OPT with a cookie (RFC 7873) of 40 bytes */

typedef struct lyd_batch {
    int fd;
    bool one_by_one; /* the system or the path can't take several in one call */
    size_t count;
    struct iovec parts[LYD_BATCH];
    uint8_t bytes[LYD_BATCH][LYD_QUERY_SIZE];
} lyd_batch;

/* Takes a query of at most LYD_QUERY_SIZE bytes for FD, after sending what there is if there is no room. *REFUSED becomes the errno of a
 * datagram that the network refused. */
void lyd_batch_add(lyd_batch *batch, int fd, const void *message, size_t length, int *refused);
void lyd_batch_send(lyd_batch *batch, int *refused);

#endif
