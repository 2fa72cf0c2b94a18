/* floor_loop: what the kernel alone costs: the same questions by sendmmsg and recvmmsg, answers counted and not read.
 *
 *     floor_loop IP PORT QUESTIONS WINDOW
 *
 * Prints: queries, answers, seconds. A lost datagram is not sent again; the last wait ends after a second of silence. */
#define _GNU_SOURCE
#include "questions.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, MESSAGE_MAX = 512 };

/* Header with RD, one question, no EDNS: the shortest message that asks. */
static size_t build(uint8_t *message, uint16_t id, const question *q)
{
    const uint8_t header[12] = {(uint8_t)(id >> 8), (uint8_t)id, 1, 0, 0, 1};
    size_t length = sizeof(header);
    memcpy(message, header, sizeof(header));
    for (const char *label = q->name; *label != '\0' && length < MESSAGE_MAX - 70;) {
        size_t n = strcspn(label, ".");
        message[length++] = (uint8_t)n;
        memcpy(message + length, label, n);
        length += n;
        label += n + (label[n] == '.');
    }
    const uint8_t tail[5] = {0, 0, (uint8_t)q->type, 0, 1};
    memcpy(message + length, tail, sizeof(tail));
    return length + sizeof(tail);
}

typedef struct batch {
    uint8_t bytes[BATCH][MESSAGE_MAX * 2];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
} batch;

static void prepare(batch *b, size_t i, size_t length)
{
    b->parts[i] = (struct iovec){b->bytes[i], length};
    memset(&b->messages[i], 0, sizeof(b->messages[i]));
    b->messages[i].msg_hdr.msg_iov = &b->parts[i];
    b->messages[i].msg_hdr.msg_iovlen = 1;
}

static size_t send_some(int fd, batch *b, const question_list *list, size_t next, size_t most)
{
    unsigned n = 0;
    while (n < BATCH && n < most && next + n < list->count) {
        prepare(b, n, build(b->bytes[n], (uint16_t)(next + n), &list->questions[next + n]));
        n++;
    }
    int sent = n == 0 ? 0 : sendmmsg(fd, b->messages, n, 0);
    return sent < 0 ? 0 : (size_t)sent;
}

int main(int argc, char **argv)
{
    static batch out, in;
    if (argc != 5) {
        (void)fprintf(stderr, "usage: floor_loop IP PORT QUESTIONS WINDOW\n");
        return 2;
    }
    struct sockaddr_in server = server_address(argv[1], argv[2]);
    question_list list = questions_read(argv[3]);
    size_t window = strtoul(argv[4], NULL, 10), next = 0, answers = 0, lost = 0;
    int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 22;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    if (fd < 0 || connect(fd, (const struct sockaddr *)&server, sizeof(server)) != 0) {
        perror("floor_loop");
        return 2;
    }
    double start = now_seconds();
    while (answers + lost < list.count) {
        size_t in_flight = next - answers - lost;
        if (in_flight < window) {
            next += send_some(fd, &out, &list, next, window - in_flight);
        }
        struct pollfd wait = {fd, POLLIN, 0};
        if (poll(&wait, 1, 1000) == 0) {
            lost = next - answers; /* a second of silence: what is out is lost */
            continue;
        }
        for (size_t i = 0; i < BATCH; i++) {
            prepare(&in, i, sizeof(in.bytes[i]));
        }
        int got = recvmmsg(fd, in.messages, BATCH, MSG_DONTWAIT, NULL);
        answers += got > 0 ? (size_t)got : 0;
    }
    printf("%zu %zu %.6f\n", list.count, answers, now_seconds() - start);
    (void)close(fd);
    questions_free(&list);
    return 0;
}
