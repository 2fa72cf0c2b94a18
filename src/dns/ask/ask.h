/* live.h: the rooms behind lyd_live_new, from the inside out:
 *
 *   live_query.c    one query message, and whether a message answers it
 *   live_window.c   how many may be in flight, and how fast they may go out (time is passed in)
 *   live_socket.c   the sockets that c-ares is lent: what comes in is read here first
 *   live_batch.c    queries on their way out over UDP, many in one call
 *   live_channel.c  one c-ares channel; the only file that knows c-ares and its versions
 *   live_pool.c     room for lookups in the works
 *   live_lookup.c   what becomes of a lookup
 *   live_reply.c    what a reply does to its lookup
 *   live_lane.c     one way to one server (UDP, or TCP after truncation): retries, timeouts, giving up
 *   live.c          the source: one poll loop over all lanes
 *
 * All times are microseconds on CLOCK_MONOTONIC. */
#ifndef LYD_DNS_LIVE_H
#define LYD_DNS_LIVE_H

#include <lyncdns/dns.h>

#include <poll.h>
#include <sys/socket.h>

/* ---- query ---- */

#define LYD_HEADER_SIZE 12
#define LYD_OPT_SIZE 11
#define LYD_QUERY_SIZE (LYD_HEADER_SIZE + LYD_NAME_WIRE + 4 + LYD_OPT_SIZE)
#define LYD_UDP_PAYLOAD 1232 /* announced by OPT: fits an IPv6 packet that is never fragmented */

typedef struct lyd_query {
    uint16_t question_end; /* header and question */
    uint16_t length;       /* with OPT, where there is one */
    uint8_t message[LYD_QUERY_SIZE];
} lyd_query;

/* Id 0, RD set. False: NAME isn't canonical. */
bool lyd_query_build(lyd_query *query, const char *name, lyd_type type, bool edns);
void lyd_query_set_id(lyd_query *query, uint16_t id);

/* False when MESSAGE (whose id fits already) is the answer to another question. One that repeats no question, or none that can be read, is
 * taken for an answer: to reject it is the reader's job. */
bool lyd_query_matches(const lyd_query *query, const uint8_t *message, size_t length);

uint16_t lyd_message_id(const uint8_t *message); /* of at least LYD_HEADER_SIZE bytes */
bool lyd_message_truncated(const uint8_t *message);

/* What c-ares is told of a query: a question of one letter, the same for all but for the id. It need not know more to wait for an answer,
 * and newer versions refuse some names. What goes out on the wire is the query itself. */
#define LYD_TOKEN_NAME "x" /* as text */
#define LYD_TOKEN_SIZE (LYD_HEADER_SIZE + 3 + 4)
void lyd_query_token(uint16_t id, uint8_t token[LYD_TOKEN_SIZE]);

/* The response to it that ends c-ares's waiting. */
void lyd_query_stub(uint16_t id, uint8_t stub[LYD_TOKEN_SIZE]);

/* ---- window ---- */

/* A token bucket. */
typedef struct lyd_rate {
    double per_second; /* 0: no limit */
    double burst;      /* tokens kept at most */
    double tokens;
    int64_t refilled;
} lyd_rate;

void lyd_rate_init(lyd_rate *rate, double per_second, double burst, int64_t now);
int64_t lyd_rate_wait(lyd_rate *rate, int64_t now); /* until one may go out; 0: now */
void lyd_rate_take(lyd_rate *rate);

typedef struct lyd_window {
    double size, least, most;
    bool starting; /* doubling each round trip */
    int64_t base_rtt, smooth_rtt;
    int64_t round_end; /* once a round trip, the size is thought over */
    bool full;         /* it was filled during this round */
    int64_t cut;       /* when it was made smaller for a loss, */
    double before_cut; /* and its size then */
    lyd_rate pace;     /* spreads a window over its round trip */
} lyd_window;

/* To any server over UDP. Some take no more than 150 queries at a time; and doubled once it is at the size from which on a queue tells. */
#define LYD_WINDOW_FIRST 100.0

void lyd_window_init(lyd_window *window, double first, double most, int64_t now);
int64_t lyd_window_wait(lyd_window *window, size_t in_flight, int64_t now); /* 0: one may go out; INT64_MAX: not before a reply */
void lyd_window_sent(lyd_window *window, size_t in_flight);
void lyd_window_replied(lyd_window *window, int64_t rtt, int64_t now);
void lyd_window_lost(lyd_window *window, int64_t sent, int64_t now); /* a query sent then has no reply */
void lyd_window_restore(lyd_window *window);                         /* that loss was none */
int64_t lyd_window_late(const lyd_window *window);                   /* a reply that far behind its neighbours is slow, not queued */

/* ---- lookups ---- */

#define LYD_LOOKUP_IDS 4

struct lyd_lane;

/* A lookup in the works. */
typedef struct lyd_lookup {
    struct lyd_lookup *next, *previous;
    struct lyd_list *list;
    lyd_query query;
    const char *name; /* asked for now: the question's, or that of an alias followed */
    uint32_t question;
    uint32_t resent;
    uint16_t slot;
    uint16_t ids[LYD_LOOKUP_IDS]; /* of its latest queries, the last first: an answer to any of them will do */
    int64_t sent[LYD_LOOKUP_IDS];
    uint8_t id_count;
    bool live;         /* c-ares waits for ids[0] */
    bool plain;        /* asked without OPT, */
    uint8_t objection; /* since this status was the answer to OPT; LYD_NOERROR: none */
    bool passed;       /* later queries have been answered long before it */
    bool retried;      /* waits to be sent again for want of an answer */
    uint8_t chases;    /* aliases followed; its answer holds what was found on the way */
    int tries_left;
    int64_t deadline; /* of the whole lookup; 0: not sent yet */
} lyd_lookup;

typedef struct lyd_list {
    lyd_lookup *head, *tail;
    size_t count;
} lyd_list;

void lyd_list_append(lyd_list *list, lyd_lookup *lookup);
void lyd_list_remove(lyd_lookup *lookup);

/* Room for lookups in the works, found again by slot; memory follows the number in flight, not the number of questions. */
typedef struct lyd_pool {
    lyd_lookup **lookups;
    size_t count, capacity;
    lyd_list unused;
} lyd_pool;

#define LYD_POOL_MAX 60000 /* slots are 16 bits */

/* NULL: out of memory, or LYD_POOL_MAX in use (*FULL). */
lyd_lookup *lyd_pool_take(lyd_pool *pool, bool *full);
void lyd_pool_clear(lyd_pool *pool);

/* ---- sockets and channel ---- */

#define LYD_CHANNEL_SOCKETS 4
#define LYD_MESSAGE_SIZE 65536
#define LYD_BATCH 64 /* queries that go out together; more segments older kernels don't take */

typedef struct lyd_socket {
    int fd; /* -1: free */
    bool stream;
    bool segments;         /* the system makes datagrams of a row of queries */
    bool reading, writing; /* what c-ares waits for */
    /* Of a stream: the message that is coming in, and the bytes that c-ares has yet to take. */
    uint8_t prefix[2];
    size_t have, length;
    uint8_t *message;
    size_t messages; /* complete ones so far */
    uint8_t stub[2 + LYD_TOKEN_SIZE];
    size_t stub_length, stub_taken;
    uint8_t out[2 + LYD_QUERY_SIZE]; /* the query that is going out */
    size_t out_length, out_sent;
} lyd_socket;

typedef struct lyd_channel lyd_channel;

struct lyd_channel {
    void *ares;
    bool tcp;
    lyd_socket sockets[LYD_CHANNEL_SOCKETS];
    struct sockaddr_storage peer;
    socklen_t peer_length;
    uint8_t *scratch; /* LYD_MESSAGE_SIZE bytes, shared by all channels */
    lyd_pool *pool;
    uint16_t *owners;                  /* slot + 1 of each id's lookup; 0: none */
    lyd_lookup *sending;               /* while c-ares is in its send function */
    const lyd_query *batch[LYD_BATCH]; /* of UDP: to go out */
    size_t batch_count;
    lyd_lookup *ending; /* while c-ares is made to forget its query */
    uint8_t random[256];
    size_t random_left;
    /* Called with each message that answers LOOKUP's query number ID. Must not call into the channel. */
    void (*reply)(void *context, lyd_lookup *lookup, uint16_t id, const uint8_t *message, size_t length);
    void *context;
    /* What has happened since last asked, all errno. */
    int refused; /* the network says no */
    int fatal;   /* the process can't go on: out of descriptors, out of memory */
    bool closed; /* a TCP connection has ended, */
    bool cut;    /* in the middle of a message, */
    bool fresh;  /* before it brought any message */
};

typedef struct lyd_channel_setup {
    const lyd_server *server;
    bool tcp;
    int64_t timeout_ms;
    uint8_t *scratch;
    lyd_pool *pool;
    void (*reply)(void *context, lyd_lookup *lookup, uint16_t id, const uint8_t *message, size_t length);
    void *context;
} lyd_channel_setup;

lyd_channel *lyd_channel_new(const lyd_channel_setup *setup); /* NULL: out of memory */
void lyd_channel_free(lyd_channel *channel);

/* Hands LOOKUP's query to c-ares; its id is LOOKUP->ids[0] from here on. Look at refused and fatal afterwards. */
void lyd_channel_send(lyd_channel *channel, lyd_lookup *lookup, int64_t now);
void lyd_channel_process(lyd_channel *channel, int fd, bool readable, bool writable);
void lyd_channel_end(lyd_channel *channel, lyd_lookup *lookup); /* c-ares forgets its query; an answer is still welcome */
void lyd_channel_cancel(lyd_channel *channel);                  /* c-ares forgets every query */

/* Forgets the ids of a lookup that has ended. */
void lyd_channel_release(lyd_channel *channel, lyd_lookup *lookup);

bool lyd_socket_pending(const lyd_socket *s); /* a query is on its way out */
bool lyd_socket_flush(lyd_socket *s);         /* sends what it can of it; false: the connection has failed */

/* The functions lent to c-ares; each as its namesake in POSIX. */
int lyd_socket_open(lyd_channel *channel, int domain, int type, int protocol);
int lyd_socket_close(lyd_channel *channel, int fd);
int lyd_socket_connect(lyd_channel *channel, int fd, const struct sockaddr *address, socklen_t length);
ssize_t lyd_socket_receive(lyd_channel *channel, int fd, void *buffer, size_t size, struct sockaddr *from, socklen_t *from_length);
ssize_t lyd_socket_send(lyd_channel *channel, int fd, const struct iovec *parts, int count);
lyd_socket *lyd_socket_find(lyd_channel *channel, int fd);
lyd_socket *lyd_socket_datagram(lyd_channel *channel); /* the one in use; NULL: none */

/* Queries that c-ares has sent over UDP go out when there are LYD_BATCH of them, or when told to. Look at refused afterwards. */
void lyd_batch_add(lyd_channel *channel, const uint8_t *message, size_t length);
void lyd_batch_send(lyd_channel *channel);
bool lyd_batch_segments(int fd); /* whether the system can send rows on that socket */

/* ---- lanes ---- */

struct lyd_asking;

typedef struct lyd_lane {
    struct lyd_peer *peer;
    lyd_channel *channel;
    bool tcp;
    lyd_window window;
    lyd_list flying;      /* sent, in the order of sending */
    lyd_lookup *frontier; /* the first of them that isn't passed */
    size_t passed;
    lyd_list waiting;      /* to be sent again */
    int64_t reached;       /* the latest sending that has been answered */
    bool replied;          /* at least once */
    int64_t quiet_since;   /* first sending since the last reply; 0: none */
    size_t unanswered;     /* sendings since the last reply */
    int64_t refused_since; /* 0: the network doesn't say no */
    int64_t probe_at, probe_pause;
    int64_t scouted; /* when the last scout went out */
    uint32_t scouts;
    bool given_up;
    lyd_answer_status give_up_status;
} lyd_lane;

/* One server, and the questions for it. */
typedef struct lyd_peer {
    struct lyd_asking *asking;
    const lyd_server *server;
    uint32_t *questions; /* those from next on may change places */
    size_t count, next;
    size_t failed;
    lyd_rate rate;
    bool plain; /* it is known to choke on OPT */
    lyd_lane udp, tcp;
} lyd_peer;

/* One call of ask. */
typedef struct lyd_asking {
    const lyd_live_options *options;
    const lyd_question *questions;
    lyd_answer *answers;
    lyd_arena *arena;
    lyd_peer *peers;
    size_t peer_count;
    lyd_pool pool;
    uint8_t *scratch;
    int64_t timeout, budget; /* of a try, of a lookup */
    size_t total, done, failed;
    lyd_status status; /* not LYD_OK: the run ends */
    int error_number;
} lyd_asking;

int64_t lyd_live_now(void);
void lyd_asking_fail(lyd_asking *asking, lyd_status status, int error_number); /* the run ends */

/* A lookup of LANE: its answer so far; out of whichever list it is in; to be sent (RETRIED: again); a try has failed with STATUS; the end.
 */
lyd_answer *lyd_lookup_answer(const lyd_lane *lane, const lyd_lookup *lookup);
void lyd_lookup_detach(lyd_lane *lane, lyd_lookup *lookup);
void lyd_lookup_later(lyd_lane *lane, lyd_lookup *lookup, bool retried);
void lyd_lookup_spend_try(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, int64_t now);
void lyd_lookup_fail(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, lyd_answer_cause cause);
void lyd_lookup_finish(lyd_lane *lane, lyd_lookup *lookup); /* its answer is filled */

/* A message that answers the query ID of LOOKUP; CONTEXT is the lane. */
void lyd_lane_reply(void *context, lyd_lookup *lookup, uint16_t id, const uint8_t *message, size_t length);
void lyd_lane_start_window(lyd_lane *lane, double first, int64_t now); /* FIRST 0: as at the beginning */
void lyd_lane_init(lyd_lane *lane, lyd_peer *peer, bool tcp, int64_t now);
void lyd_lane_free(lyd_lane *lane);
void lyd_lane_fill(lyd_lane *lane, int64_t now);    /* sends what may be sent */
void lyd_lane_check(lyd_lane *lane, int64_t now);   /* timeouts, refusals, giving up */
int64_t lyd_lane_next(lyd_lane *lane, int64_t now); /* when it wants to be looked at again; INT64_MAX: not by itself */
void lyd_lane_stop(lyd_lane *lane);                 /* every lookup of it ends as stopped */

#endif
