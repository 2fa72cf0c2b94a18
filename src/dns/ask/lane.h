/* lane.h: one call of ask, the servers that it asks, and the lanes to each of them: one over UDP, one over TCP for what was truncated.
 *
 * All times are microseconds on CLOCK_MONOTONIC. */
#ifndef LYD_DNS_ASK_LANE_H
#define LYD_DNS_ASK_LANE_H

#include "channel.h"
#include "limit.h"

#define LYD_LOOKUP_QUERIES 4

/* An open lookup. */
typedef struct lyd_lookup {
    struct lyd_lookup *next, *previous;
    struct lyd_list *list;
    const char *name; /* asked for now: the question's, or that of an alias followed */
    uint32_t question;
    uint16_t resent;
    uint32_t sample;                        /* of the limit, that its first query belongs to and has no outcome in; 0: none */
    lyd_query *queries[LYD_LOOKUP_QUERIES]; /* the latest, the last first: an answer to any of them will do */
    uint8_t query_count;
    int64_t sent;      /* the last of them */
    bool plain;        /* asked without OPT, */
    uint8_t objection; /* since this status was the answer to OPT; LYD_NOERROR: none */
    bool truncated;    /* its answer over UDP was, so that it goes on over TCP */
    bool passed;       /* later queries have been answered long before it */
    bool retried;      /* unanswered, waits to be sent again */
    bool lost;         /* a try has been lost, */
    bool settling;     /* all of them: the last goes over TCP */
    uint8_t extra;     /* tries after that */
    int64_t queued;    /* when the last one was lost */
    uint8_t chases;    /* aliases followed; its answer holds what was found on the way */
    int tries_left;
    int64_t deadline; /* of the whole lookup; 0: not sent yet */
} lyd_lookup;

#define LYD_DOUBT 8 /* unanswered queries; fewer may be for names that the server ignores */

typedef struct lyd_list {
    lyd_lookup *head, *tail;
    size_t count;
} lyd_list;

typedef struct lyd_lane {
    struct lyd_peer *peer;
    lyd_channel channel;
    lyd_events events;
    bool tcp;
    lyd_window window;
    lyd_limit limit;
    lyd_list flying;      /* sent, in the order of sending */
    lyd_lookup *frontier; /* the first of them that isn't passed */
    size_t passed;
    lyd_list waiting;      /* to be sent soon: for an alias, or since the network refused */
    lyd_list lost;         /* to be sent again, in turn with others */
    bool lost_turn;        /* it is their turn */
    bool probed;           /* since the last reply a lost one went over TCP, to see whether the server is there */
    int64_t reached;       /* the latest sending that has been answered */
    bool replied;          /* at least once */
    int64_t quiet_since;   /* first sending since the last reply; 0: none */
    size_t unanswered;     /* sendings since the last reply */
    int64_t refused_since; /* 0: the network doesn't refuse queries */
    int64_t probe_at, probe_pause;
    uint32_t renewals; /* connections left because nothing came */
    int64_t scouted;   /* when the last scout went out */
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
    bool plain;                   /* it fails on OPT, */
    bool edns_good;               /* or has answered a query with it */
    bool forged;                  /* its replies over UDP can't be trusted */
    bool over_tcp;                /* every question goes over TCP */
    lyd_answer_cause refusal;     /* how the network refused the last query that it refused; LYD_ASKED: it refused none */
    size_t recovered, lost_again; /* queries for what had been lost before: answered, lost as well */
    int64_t heard;                /* the last reply, over either */
    lyd_lane udp, tcp;
} lyd_peer;

/* What is lost stays lost when it is asked again: the server ignores those names, and asking more slowly or more often is in vain. */
static inline bool lyd_peer_ignores(const lyd_peer *peer)
{
    return peer->lost_again >= LYD_DOUBT && peer->lost_again / 4 >= peer->recovered;
}

/* One call of ask. */
typedef struct lyd_asking {
    const lyd_live_options *options;
    const lyd_question *questions;
    lyd_answer *answers;
    lyd_arena *arena;
    lyd_peer *peers;
    size_t peer_count;
    lyd_list unused;         /* lookups */
    uint8_t *scratch;        /* LYD_MESSAGE_SIZE bytes */
    int64_t timeout, budget; /* of a try, of a lookup */
    size_t total, done, failed;
    lyd_status status; /* not LYD_OK: the run ends */
    int error_number;
} lyd_asking;

void lyd_peer_set_up(lyd_peer *peer, lyd_asking *asking, const lyd_server *server, int64_t now);
void lyd_lane_run(lyd_lane *lane, int64_t now);     /* looks at what time and the network did, sends what may be sent */
int64_t lyd_lane_next(lyd_lane *lane, int64_t now); /* when it must run again; INT64_MAX: not before a reply */
void lyd_lane_stop(lyd_lane *lane);                 /* every lookup of it ends as stopped, and its channel is closed */

#endif
