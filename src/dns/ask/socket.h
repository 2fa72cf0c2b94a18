/* socket.h: the socket functions that c-ares is given in place of the system's. Each does what its namesake in POSIX does. Besides, errno
 * is noted for the lane, a stream is read message by message, and each message is shown to a filter before c-ares sees it. */
#ifndef LYD_DNS_ASK_SOCKET_H
#define LYD_DNS_ASK_SOCKET_H

#include "batch.h"

#include <lyncdns/dns.h>

#include <sys/socket.h>

#define LYD_SOCKETS 4
#define LYD_MESSAGE_SIZE 65536

/* What has happened on the way to a server since the lane last looked; all errno. */
typedef struct lyd_events {
    int refused;   /* the network refused a query */
    int fatal;     /* the process can't go on: out of descriptors, out of memory */
    bool closed;   /* a TCP connection has ended, */
    bool cut;      /* in the middle of a message, */
    bool fresh;    /* before it brought any answer */
    size_t strays; /* messages that match no question asked lately; never reset */
} lyd_events;

typedef struct lyd_socket {
    int fd; /* -1: free */
    bool stream;
    bool reading, writing; /* what c-ares waits for */
    /* Of a stream: the message that is coming in, its length before it; once whole, READY bytes of it are for c-ares, which took TAKEN. */
    uint8_t *frame;
    size_t have, ready, taken;
    bool answered; /* it has brought a message that matches a question */
} lyd_socket;

/* The sockets of one c-ares channel. */
typedef struct lyd_sockets {
    lyd_socket items[LYD_SOCKETS];
    const lyd_server *server; /* that every socket is connected to */
    bool tcp;                 /* the questions go over TCP */
    bool left;                /* new ones go elsewhere: the end of its connection is no event */
    bool singly;              /* c-ares gets at most one message a call */
    lyd_events *events;
    uint8_t *scratch;                                                     /* LYD_MESSAGE_SIZE bytes */
    bool (*wanted)(void *context, const uint8_t *message, size_t length); /* whether c-ares gets it */
    void *context;
    const uint8_t *message; /* the last that c-ares got */
    size_t length;
    size_t reads;                 /* since the caller last set it to 0 */
    bool given, drained;          /* c-ares got a message or part of one; there is nothing left to read: likewise */
    struct sockaddr_storage peer; /* the address that c-ares knows it by */
    socklen_t peer_length;
    lyd_batch batch;
} lyd_sockets;

/* SERVER as an address to connect to. False: there is no network interface of its scope. */
bool lyd_server_to_socket(const lyd_server *server, struct sockaddr_storage *address, socklen_t *length);

/* As c-ares calls them, SOCKETS last. */
int lyd_socket_open(int domain, int type, int protocol, void *sockets);
int lyd_socket_close(int fd, void *sockets);
int lyd_socket_connect(int fd, const struct sockaddr *address, socklen_t length, void *sockets);
int lyd_socket_name(int fd, struct sockaddr *address, socklen_t *length, void *sockets);
ssize_t lyd_socket_send(int fd, const struct iovec *parts, int count, void *sockets);
ssize_t lyd_socket_receive(int fd, void *buffer, size_t size, int flags, struct sockaddr *from, socklen_t *from_length, void *sockets);
void lyd_socket_state(void *sockets, int fd, int reading, int writing);

#endif
