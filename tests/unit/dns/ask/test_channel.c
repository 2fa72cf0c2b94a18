/* A channel against a socket of the test's own: what goes out, which answers count, and what many questions do. */
#include "suite.h"

#include "dns/ask/channel.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#define NAME "um01.contoso.com"
#define QUESTION 12

typedef struct wire {
    int server;
    struct sockaddr_in client; /* the last that sent a query */
    uint8_t query[512];
    size_t length;
    uint8_t scratch[LYD_MESSAGE_SIZE];
    lyd_events events;
    lyd_server address;
    lyd_channel channel;
    size_t replies; /* that the channel passed on */
    uint16_t id;    /* of the last of them */
} wire;

static wire w;
static struct lyd_lookup *const waiting = (struct lyd_lookup *)&w; /* never read */

static void on_reply(void *context, lyd_query *query, const uint8_t *message, size_t length)
{
    ck_assert_ptr_eq(context, &w);
    ck_assert_uint_ge(length, 12);
    ck_assert_uint_eq(message[0], query->id >> 8);
    w.replies++;
    w.id = query->id;
}

static void open_wire(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    memset(&w, 0, sizeof(w));
    w.server = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(w.server, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(getsockname(w.server, (struct sockaddr *)&address, &size), 0);
    w.address = (lyd_server){.address = {.bytes = {127, 0, 0, 1}, .family = LYD_IPV4}, .port = ntohs(address.sin_port)};
    w.channel.setup = (lyd_port_setup){.server = &w.address, .scratch = w.scratch, .events = &w.events, .reply = on_reply, .context = &w};
}

static void close_wire(void)
{
    lyd_channel_close(&w.channel);
    (void)close(w.server);
}

static lyd_query *ask(const char *name, lyd_type type, bool edns)
{
    lyd_query *query = NULL;
    ck_assert_int_eq(lyd_channel_ask(&w.channel, waiting, name, type, edns, 1, &query), LYD_OK);
    return query;
}

/* Loopback delivers before send returns, so what isn't there now never comes. */
static bool next_query(void)
{
    socklen_t size = sizeof(w.client);
    ssize_t got = recvfrom(w.server, w.query, sizeof(w.query), MSG_DONTWAIT, (struct sockaddr *)&w.client, &size);
    w.length = got < 0 ? 0 : (size_t)got;
    return got >= 0;
}

static void send_reply(const uint8_t *message, size_t length)
{
    ck_assert_int_eq(sendto(w.server, message, length, 0, (struct sockaddr *)&w.client, sizeof(w.client)), (ssize_t)length);
}

static void process(void)
{
    struct pollfd fds[16];
    size_t count = lyd_channel_watch(&w.channel, fds, LYD_COUNT(fds));
    ck_assert_uint_le(count, LYD_COUNT(fds));
    if (poll(fds, (nfds_t)count, 0) > 0) {
        for (size_t i = 0; i < count; i++) {
            lyd_channel_process(&w.channel, &fds[i]);
        }
    }
}

START_TEST(what_goes_out)
{
    static const uint8_t question[] = {4, 'u', 'm', '0', '1', 7, 'c', 'o', 'n', 't', 'o', 's', 'o', 3, 'c', 'o', 'm', 0, 0, 28, 0, 1};
    static const uint8_t opt[] = {0, 0, 41, 4, 208, 0, 0, 0, 0};
    for (int edns = 0; edns < 2; edns++) {
        open_wire();
        lyd_query *query = ask(NAME, LYD_TYPE_AAAA, edns != 0);
        ck_assert_msg(!next_query(), "it is gathered until the sockets are asked for");
        process();
        ck_assert(next_query());
        const uint8_t header[] = {(uint8_t)(query->id >> 8), (uint8_t)query->id, 1, 0, 0, 1, 0, 0, 0, 0, 0, (uint8_t)edns};
        ck_assert_mem_eq(w.query, header, sizeof(header));
        ck_assert_mem_eq(w.query + QUESTION, question, sizeof(question));
        if (edns == 0) {
            ck_assert_uint_eq(w.length, QUESTION + sizeof(question));
        } else {
            ck_assert_mem_eq(w.query + QUESTION + sizeof(question), opt, sizeof(opt));
        }
        close_wire();
    }
}
END_TEST

/* One byte of a good reply changed, or the reply cut off. */
static const struct {
    const char *text;
    size_t at;
    uint8_t value;
    size_t length; /* 0: whole */
    bool ours;
    bool stray;
} rows[] = {
    {"the question itself", 3, 0, 0, true, false},
    {"in upper case", QUESTION + 1, 'U', 0, true, false},
    {"FORMERR", 3, 1, 0, true, false},
    {"another name", QUESTION + 1, 'v', 0, false, true},
    {"another type", QUESTION + 19, 28, 0, false, true},
    {"another class", QUESTION + 21, 3, 0, false, true},
    {"no question", 5, 0, 12, true, false},
    {"two questions", 5, 2, 0, true, false},
    {"a record that isn't there", 7, 1, 0, true, false},
    {"a question cut off in the name", 3, 0, 20, true, false},
    {"a question cut off behind the name", 3, 0, 30, true, false},
    {"a label that is none", QUESTION, 0x80, 0, true, false},
    {"shorter than a header", 3, 0, 11, false, true},
    {"nothing", 3, 0, 1, false, true},
};

static void make_reply(uint8_t *message, size_t row)
{
    memcpy(message, w.query, w.length);
    message[2] |= 0x80;
    message[rows[row].at] = rows[row].value;
}

START_TEST(which_answers_count)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        uint8_t message[512];
        open_wire();
        lyd_query *first = ask(NAME, LYD_TYPE_A, false);
        process();
        ck_assert(next_query());
        make_reply(message, i);
        send_reply(message, rows[i].length == 0 ? w.length : rows[i].length);
        process();
        ck_assert_msg((w.replies == 1) == rows[i].ours, "%s", rows[i].text);
        ck_assert_msg((w.events.strays == 1) == rows[i].stray, "%s: %zu strays", rows[i].text, w.events.strays);
        ck_assert_msg(w.events.refused == 0 && w.events.fatal == 0, "%s", rows[i].text);

        /* In every case the next question goes the same way and is answered. */
        lyd_query_forget(first);
        lyd_query *second = ask("um02.contoso.com", LYD_TYPE_A, false);
        process();
        ck_assert(next_query());
        w.query[2] |= 0x80;
        w.replies = 0;
        send_reply(w.query, w.length);
        process();
        ck_assert_msg(w.replies == 1 && w.id == second->id, "%s: the next", rows[i].text);
        lyd_query_forget(second);
        close_wire();
    }
}
END_TEST

START_TEST(a_longer_name_is_another)
{
    uint8_t message[512];
    open_wire();
    lyd_query *query = ask(NAME, LYD_TYPE_A, false);
    process();
    ck_assert(next_query());
    size_t root = w.length - 5;
    memcpy(message, w.query, root);
    memcpy(message + root, "\1x", 2);
    memcpy(message + root + 2, w.query + root, 5);
    message[2] |= 0x80;
    send_reply(message, w.length + 2);
    process();
    ck_assert_uint_eq(w.replies, 0);
    ck_assert_uint_eq(w.events.strays, 1);
    lyd_query_forget(query);
    close_wire();
}
END_TEST

/* An alias may lead there. */
START_TEST(the_root_is_asked_for)
{
    uint8_t message[512];
    open_wire();
    lyd_query *query = ask(".", LYD_TYPE_A, true);
    process();
    ck_assert(next_query());
    memcpy(message, w.query, w.length);
    message[2] |= 0x80;
    send_reply(message, w.length);
    process();
    ck_assert_uint_eq(w.replies, 1);
    ck_assert_uint_eq(w.events.strays, 0);
    lyd_query_forget(query);
    close_wire();
}
END_TEST

START_TEST(a_late_answer_is_no_stray)
{
    open_wire();
    lyd_query *query = ask(NAME, LYD_TYPE_A, true);
    process();
    ck_assert(next_query());
    lyd_query_forget(query);
    w.query[2] |= 0x80;
    send_reply(w.query, w.length);
    process();
    ck_assert_uint_eq(w.replies + w.events.strays, 0);
    close_wire();
}
END_TEST

/* BADCOOKIE (RFC 7873 section 5.3), by which versions of c-ares that send cookies are made to ask again. */
START_TEST(a_cookie_asked_for_on_an_old_port_is_sent)
{
    static const uint8_t opt[] = {0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 20, 0, 10, 0, 16}; /* with the upper bits of code 23 */
    uint8_t message[128];
    open_wire();
    lyd_query *query = ask(NAME, LYD_TYPE_A, true);
    process();
    ck_assert(next_query());
    struct sockaddr_in client = w.client;
    size_t question = QUESTION + sizeof(NAME) + 1 + 4, length = question + sizeof(opt) + 16;
    bool cookie = w.length == question + 11 + 12;
    memcpy(message, w.query, w.length);
    for (size_t i = 1; i <= LYD_PORT_QUERIES; i++) {
        lyd_query_forget(ask(NAME, LYD_TYPE_A, false));
        process();
        ck_assert(next_query());
    }
    ck_assert(w.client.sin_port != client.sin_port);
    if (cookie) {
        message[2] |= 0x80;
        message[3] |= 7;
        memcpy(message + question, opt, sizeof(opt)); /* the cookie of the client follows */
        memcpy(message + question + sizeof(opt) + 8, "theirown", 8);
        w.client = client;
        send_reply(message, length);
        process();
        process();
        ck_assert(next_query());
        ck_assert_uint_eq(w.client.sin_port, client.sin_port);
        ck_assert_mem_eq(w.query + w.length - 8, "theirown", 8);
    }
    lyd_query_forget(query);
    close_wire();
}
END_TEST

/* More queries than there are ids, none answered. An old port stays open for a query that is waited for. */
START_TEST(silence_uses_up_no_ids)
{
    static uint8_t first[512];
    size_t total = 70000, seen = 0, ports = 0, on_port = 0, first_length = 0;
    in_port_t port = 0;
    struct sockaddr_in first_client = {0};
    open_wire();
    lyd_query *waited = NULL;
    for (size_t i = 0; i < total; i++) {
        lyd_query *query = ask(NAME, LYD_TYPE_A, true);
        waited = i == 0 ? query : waited;
        if (query != waited) {
            lyd_query_forget(query);
        }
        if (i % 50 == 0 || i + 1 == total) {
            process();
        }
        while (next_query()) {
            on_port = w.client.sin_port == port ? on_port + 1 : 1;
            ports += w.client.sin_port == port ? 0 : 1;
            port = w.client.sin_port;
            ck_assert_uint_le(on_port, LYD_PORT_QUERIES);
            if (seen++ == 0) {
                memcpy(first, w.query, w.length);
                first_length = w.length;
                first_client = w.client;
            }
        }
    }
    ck_assert_uint_eq(seen, total);
    ck_assert_uint_eq(ports, (total + LYD_PORT_QUERIES - 1) / LYD_PORT_QUERIES);
    first[2] |= 0x80;
    w.client = first_client;
    send_reply(first, first_length);
    process();
    ck_assert_uint_eq(w.replies, 1);
    ck_assert_uint_eq(w.id, waited->id);
    lyd_query_forget(waited);
    close_wire();
}
END_TEST

START_TEST(queries_of_many_sizes_go_out_together)
{
    static const char *const names[] = {"a.example", "aaaa.example", "b.example", "aa.example"};
    bool seen[3 * LYD_BATCH] = {false};
    lyd_query *queries[3 * LYD_BATCH];
    open_wire();
    for (size_t i = 0; i < LYD_COUNT(queries); i++) {
        queries[i] = ask(names[i % LYD_COUNT(names)], LYD_TYPE_A, true);
    }
    process();
    while (next_query()) {
        for (size_t i = 0; i < LYD_COUNT(queries); i++) {
            if (queries[i]->id == (w.query[0] << 8 | w.query[1])) {
                ck_assert(!seen[i]);
                seen[i] = true;
                ck_assert_uint_eq(w.query[QUESTION + 1], (uint8_t)names[i % LYD_COUNT(names)][0]);
            }
        }
    }
    for (size_t i = 0; i < LYD_COUNT(queries); i++) {
        ck_assert_msg(seen[i], "query %zu", i);
    }
    close_wire();
}
END_TEST

START_TEST(a_closed_port_is_noted)
{
    open_wire();
    (void)close(w.server);
    for (int round = 0; round < 2; round++) { /* the network says no to the first, which is reported with the second */
        for (int i = 0; i < 20; i++) {
            (void)ask(NAME, LYD_TYPE_A, true);
        }
        process();
    }
    ck_assert_int_ne(w.events.refused, 0);
    ck_assert_int_eq(w.events.fatal, 0);
    close_wire();
}
END_TEST

LYD_TEST_MAIN("dns/ask/channel", what_goes_out, which_answers_count, a_longer_name_is_another, the_root_is_asked_for,
              a_late_answer_is_no_stray, a_cookie_asked_for_on_an_old_port_is_sent, silence_uses_up_no_ids,
              queries_of_many_sizes_go_out_together, a_closed_port_is_noted)
