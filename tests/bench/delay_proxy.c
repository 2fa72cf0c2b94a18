/* delay_proxy: a DNS server made distant: passes queries on at once, and answers after a delay.
 *
 *     delay_proxy IP PORT MILLISECONDS
 *
 * Prints the port on 127.0.0.1 that it listens on. For one client at a time; ends when standard input does. */
#include "questions.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HELD_MAX = 8192, MESSAGE_MAX = 1500, ROOM = 1 << 22 };

typedef struct held {
    double due;
    ssize_t length;
    uint8_t message[MESSAGE_MAX];
} held;

typedef struct proxy {
    int near, far;
    struct sockaddr_in client;
    double delay;
    size_t first, count; /* a ring */
    held held[HELD_MAX];
} proxy;

static int open_socket(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), room = ROOM;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)) != 0) {
        perror("delay_proxy");
        exit(2);
    }
    return fd;
}

static void open_proxy(proxy *p, const char *ip, const char *port)
{
    struct sockaddr_in server = server_address(ip, port), here = server_address("127.0.0.1", "0");
    socklen_t length = sizeof(here);
    p->near = open_socket();
    p->far = open_socket();
    if (connect(p->far, (struct sockaddr *)&server, sizeof(server)) != 0 || bind(p->near, (struct sockaddr *)&here, sizeof(here)) != 0 ||
        getsockname(p->near, (struct sockaddr *)&here, &length) != 0) {
        perror("delay_proxy");
        exit(2);
    }
    printf("%d\n", ntohs(here.sin_port));
    (void)fflush(stdout);
}

static void pass_queries(proxy *p)
{
    uint8_t message[MESSAGE_MAX];
    for (;;) {
        socklen_t size = sizeof(p->client);
        ssize_t length = recvfrom(p->near, message, sizeof(message), MSG_DONTWAIT, (struct sockaddr *)&p->client, &size);
        if (length < 0) {
            return;
        }
        (void)!send(p->far, message, (size_t)length, 0);
    }
}

static void hold_answers(proxy *p)
{
    while (p->count < HELD_MAX) {
        held *h = &p->held[(p->first + p->count) % HELD_MAX];
        h->length = recv(p->far, h->message, sizeof(h->message), MSG_DONTWAIT);
        if (h->length < 0) {
            return;
        }
        h->due = now_seconds() + p->delay;
        p->count++;
    }
}

static void pass_answers(proxy *p)
{
    while (p->count > 0 && p->held[p->first].due <= now_seconds()) {
        const held *h = &p->held[p->first];
        (void)!sendto(p->near, h->message, (size_t)h->length, 0, (struct sockaddr *)&p->client, sizeof(p->client));
        p->first = (p->first + 1) % HELD_MAX;
        p->count--;
    }
}

int main(int argc, char **argv)
{
    static proxy p;
    if (argc != 4) {
        (void)fprintf(stderr, "usage: delay_proxy IP PORT MILLISECONDS\n");
        return 2;
    }
    p.delay = strtod(argv[3], NULL) / 1000;
    open_proxy(&p, argv[1], argv[2]);
    for (;;) {
        struct pollfd fds[] = {{p.near, POLLIN, 0}, {p.far, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        double left = p.count > 0 ? (p.held[p.first].due - now_seconds()) * 1000 : 1000;
        (void)poll(fds, 3, left < 0 ? 0 : (int)left + 1);
        if (fds[2].revents != 0) {
            return 0;
        }
        pass_queries(&p);
        hold_answers(&p);
        pass_answers(&p);
    }
}
