/* cares_loop: what c-ares alone costs: one channel, a fixed number of queries in flight, answers counted and thrown away.
 *
 *     cares_loop IP PORT QUESTIONS WINDOW
 *
 * Prints: queries, answers, seconds. */
#include "questions.h"

#include <sys/select.h>
#include <sys/time.h>

#include <ares.h>
#include <ares_version.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct loop {
    ares_channel channel;
    const question_list *list;
    size_t next, in_flight, window, answers;
    struct pollfd socket;
} loop;

#if ARES_VERSION >= 0x011c00
#include <ares_dns_record.h>
static void on_reply(void *argument, ares_status_t status, size_t timeouts, const ares_dns_record_t *record)
{
    loop *l = argument;
    (void)timeouts;
    (void)record;
    l->in_flight--;
    l->answers += status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND;
}

static void ask(loop *l, const question *q)
{
    (void)ares_query_dnsrec(l->channel, q->name, ARES_CLASS_IN, (ares_dns_rec_type_t)q->type, on_reply, l, NULL);
}
#else
static void on_reply(void *argument, int status, int timeouts, unsigned char *message, int length)
{
    loop *l = argument;
    (void)timeouts;
    (void)message;
    (void)length;
    l->in_flight--;
    l->answers += status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND;
}

static void ask(loop *l, const question *q)
{
    ares_query(l->channel, q->name, 1, q->type, on_reply, l);
}
#endif

static void on_socket(void *argument, ares_socket_t fd, int readable, int writable)
{
    loop *l = argument;
    (void)writable;
    l->socket.fd = readable ? (int)fd : -1;
    l->socket.events = POLLIN;
}

static void open_channel(loop *l, const char *ip, const char *port)
{
    struct ares_options options;
    char server[64];
    int mask = ARES_OPT_FLAGS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_RCVBUF;
    memset(&options, 0, sizeof(options));
    options.flags = ARES_FLAG_STAYOPEN | ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH;
    options.sock_state_cb = on_socket;
    options.sock_state_cb_data = l;
    options.lookups = (char *)"b";
    options.socket_receive_buffer_size = 1 << 20;
#ifdef ARES_OPT_QUERY_CACHE
    options.qcache_max_ttl = 0;
    mask |= ARES_OPT_QUERY_CACHE;
#endif
    (void)snprintf(server, sizeof(server), "%s:%s", ip, port);
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS || ares_init_options(&l->channel, &options, mask) != ARES_SUCCESS ||
        ares_set_servers_ports_csv(l->channel, server) != ARES_SUCCESS) {
        (void)fprintf(stderr, "cares_loop: can't open a channel\n");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    loop l = {.socket = {.fd = -1}};
    if (argc != 5) {
        (void)fprintf(stderr, "usage: cares_loop IP PORT QUESTIONS WINDOW\n");
        return 2;
    }
    question_list list = questions_read(argv[3]);
    l.list = &list;
    l.window = strtoul(argv[4], NULL, 10);
    open_channel(&l, argv[1], argv[2]);

    double start = now_seconds();
    while (l.next < list.count || l.in_flight > 0) {
        while (l.next < list.count && l.in_flight < l.window) {
            l.in_flight++;
            ask(&l, &list.questions[l.next++]);
        }
        struct timeval most = {1, 0}, wait;
        const struct timeval *due = ares_timeout(l.channel, &most, &wait);
        int ready = poll(&l.socket, 1, (int)(due->tv_sec * 1000 + due->tv_usec / 1000));
        ares_process_fd(l.channel, ready > 0 ? l.socket.fd : ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    }
    printf("%zu %zu %.6f\n", list.count, l.answers, now_seconds() - start);
    ares_destroy(l.channel);
    ares_library_cleanup();
    questions_free(&list);
    return l.answers == list.count ? 0 : 1;
}
