/* Queries that go out together arrive one by one, each as it is. */
#include "dns/ask/ask.h"

#include "suite.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct wire {
    int server;
    lyd_channel channel;
    lyd_lookup *lookups;
} wire;

static void open_wire(wire *w, bool segments)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    *w = (wire){.server = socket(AF_INET, SOCK_DGRAM, 0)};
    int client = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(w->server, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(w->server, (struct sockaddr *)&address, &length), 0);
    ck_assert_int_eq(connect(client, (struct sockaddr *)&address, length), 0);
    for (size_t i = 0; i < LYD_CHANNEL_SOCKETS; i++) {
        w->channel.sockets[i].fd = -1;
    }
    w->channel.sockets[1] = (lyd_socket){.fd = client, .reading = true, .segments = segments && lyd_batch_segments(client)};
    w->lookups = calloc(4 * LYD_BATCH, sizeof(*w->lookups));
    ck_assert_ptr_nonnull(w->lookups);
}

static void close_wire(wire *w)
{
    (void)close(w->server);
    (void)close(w->channel.sockets[1].fd);
    free(w->lookups);
}

static void add(wire *w, size_t i, const char *name)
{
    uint8_t message[LYD_QUERY_SIZE];
    lyd_lookup *lookup = &w->lookups[i];
    ck_assert(lyd_query_build(&lookup->query, name, LYD_TYPE_A, true));
    memcpy(message, lookup->query.message, lookup->query.question_end);
    message[0] = (uint8_t)(i >> 8);
    message[1] = (uint8_t)i;
    w->channel.sending = lookup;
    lyd_batch_add(&w->channel, message, lookup->query.question_end);
    w->channel.sending = NULL;
}

/* Loopback delivers before send returns, so what isn't there now never comes. */
static size_t take_all(const wire *w, const char *label)
{
    uint8_t message[LYD_MESSAGE_SIZE];
    bool seen[4 * LYD_BATCH] = {false};
    size_t count = 0;
    for (ssize_t got; (got = recv(w->server, message, sizeof(message), MSG_DONTWAIT)) > 0; count++) {
        size_t id = lyd_message_id(message);
        ck_assert_msg(id < LYD_COUNT(seen) && !seen[id], "%s: id %zu", label, id);
        const lyd_query *query = &w->lookups[id].query;
        ck_assert_msg((size_t)got == query->length && memcmp(message, query->message, (size_t)got) == 0, "%s: id %zu", label, id);
        seen[id] = true;
    }
    return count;
}

START_TEST(all_arrive)
{
    static const struct {
        const char *label;
        size_t count;
        const char *names[4]; /* in turn */
        bool segments;
    } rows[] = {
        {"none", 0, {"a.example"}, true},
        {"one", 1, {"a.example"}, true},
        {"of one size", 40, {"a.example"}, true},
        {"of several sizes", 63, {"a.example", "aaaa.example", "a.example", "aa.example"}, true},
        {"as many as go together", LYD_BATCH, {"a.example"}, true},
        {"more than go together", 2 * LYD_BATCH + 3, {"a.example", "b.example", "aa.example", "bb.example"}, true},
        {"one by one", LYD_BATCH + 5, {"a.example", "aa.example"}, false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        wire w;
        open_wire(&w, rows[i].segments);
        size_t kinds = 0;
        while (kinds < LYD_COUNT(rows[i].names) && rows[i].names[kinds] != NULL) {
            kinds++;
        }
        for (size_t k = 0; k < rows[i].count; k++) {
            add(&w, k, rows[i].names[k % kinds]);
        }
        lyd_batch_send(&w.channel);
        size_t arrived = take_all(&w, rows[i].label);
        ck_assert_msg(arrived == rows[i].count, "%s: %zu of %zu", rows[i].label, arrived, rows[i].count);
        ck_assert_msg(w.channel.refused == 0 && w.channel.fatal == 0, "%s", rows[i].label);
        close_wire(&w);
    }
}
END_TEST

START_TEST(a_query_that_nobody_waits_for)
{
    wire w;
    uint8_t message[LYD_HEADER_SIZE] = {0};
    open_wire(&w, true);
    lyd_batch_add(&w.channel, message, sizeof(message));
    lyd_batch_send(&w.channel);
    ck_assert_uint_eq(take_all(&w, "nobody's"), 0);
    close_wire(&w);
}
END_TEST

START_TEST(a_closed_port)
{
    for (int segments = 0; segments < 2; segments++) {
        wire w;
        open_wire(&w, segments != 0);
        (void)close(w.server);
        for (int round = 0; round < 2; round++) { /* the network says no to the first, and that is told with the second */
            for (size_t k = 0; k < 20; k++) {
                add(&w, k, "a.example");
            }
            lyd_batch_send(&w.channel);
        }
        ck_assert_msg(w.channel.refused != 0, "segments %d", segments);
        ck_assert_msg(w.channel.fatal == 0, "segments %d", segments);
        w.server = -1;
        close_wire(&w);
    }
}
END_TEST

LYD_TEST_MAIN("dns/batch", all_arrive, a_query_that_nobody_waits_for, a_closed_port)
