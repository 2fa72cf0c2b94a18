/* judging.h: what the checks share: the facts of each endpoint and server, gathered once, and where findings go.
 *
 * A check is small and prints nothing: it is called for what its row says, and reports at most one breach. Running out of memory is kept in
 * the judging and ends it; no check has to look at it. */
#ifndef LYD_JUDGE_JUDGING_H
#define LYD_JUDGE_JUDGING_H

#include <lyncdns/judge.h>

/* ---- facts ---- */

/* What the answers for one name add up to, over all servers. The first two are the bits of lyd_address_type. */
enum {
    LYD_FACT_A = 1u << 0,
    LYD_FACT_AAAA = 1u << 1,
    LYD_FACT_A_FAILED = 1u << 2,
    LYD_FACT_AAAA_FAILED = 1u << 3,
    LYD_FACT_EXISTS = 1u << 4,       /* some server answered with records, or that there are none of the type */
    LYD_FACT_ABSENT = 1u << 5,       /* some server said that the name doesn't exist */
    LYD_FACT_EMPTY = 1u << 6,        /* some server said that there are no records of the type */
    LYD_FACT_ALIAS_BROKEN = 1u << 7, /* some alias chain dangles or loops */
    LYD_FACT_DIFFERS = 1u << 8,      /* some two servers differ, of one view or not */
    LYD_FACT_UNUSABLE = 1u << 9,     /* some address can't be used by a peer */
    LYD_FACT_TRANSITION = 1u << 10,  /* some address comes from a transition mechanism */
    LYD_FACT_PRIVATE = 1u << 11,     /* some address is private */
    LYD_FACT_A_DENIED = 1u << 12,    /* no address of the family, and some server said that there is none */
    LYD_FACT_AAAA_DENIED = 1u << 13,
    LYD_FACT_UNTOLD = 1u << 14, /* some address may be made by DNS64: it can't be told */
    LYD_FACT_SRV = 1u << 15,    /* some server has SRV records */
    LYD_FACT_SRV_FAILED = 1u << 16,
};
typedef uint32_t lyd_facts;

#define LYD_FACT_FAILED ((lyd_facts)LYD_FACT_A_FAILED | LYD_FACT_AAAA_FAILED | LYD_FACT_SRV_FAILED)
#define LYD_FACT_ANY UINT32_MAX

/* A status as a bit, for sets of them. A lookup that wasn't asked in full counts as timed out. */
unsigned lyd_answer_bit(const lyd_answer *answer);
#define LYD_STATUS_BIT(status) (1u << (status))
#define LYD_BITS_RECORDS LYD_STATUS_BIT(LYD_NOERROR)
#define LYD_BITS_EXISTS (LYD_STATUS_BIT(LYD_NOERROR) | LYD_STATUS_BIT(LYD_NODATA))
#define LYD_BITS_ALIAS_BROKEN (LYD_STATUS_BIT(LYD_ALIAS_LOOP) | LYD_STATUS_BIT(LYD_ALIAS_DANGLING))
#define LYD_BITS_DENIED (LYD_STATUS_BIT(LYD_NODATA) | LYD_STATUS_BIT(LYD_NXDOMAIN) | LYD_BITS_ALIAS_BROKEN)
#define LYD_BITS_SILENT (LYD_STATUS_BIT(LYD_TIMEOUT) | LYD_STATUS_BIT(LYD_UNREACHABLE))
#define LYD_BITS_FAILED LYD_FAILED_STATUSES

typedef struct lyd_server_facts {
    uint32_t views;                  /* that it is a server of */
    bool heard, silent;              /* it sent a reply; some lookup that was asked in full got none */
    bool dead;                       /* it sent no reply at all, or was given up */
    bool absent;                     /* no saved answers of its views may be used */
    lyd_answer_cause refusal;        /* how the network refused a query; LYD_ASKED: it didn't */
    size_t lookups, failed, skipped; /* skipped: failed without being asked, because it was given up */
} lyd_server_facts;

/* ---- judging ---- */

typedef struct lyd_waiver_use {
    size_t covered; /* findings */
    bool expired;
} lyd_waiver_use;

typedef struct lyd_judging {
    const lyd_case *c;
    const lyd_topology *topology;
    lyd_arena *arena;
    lyd_status status; /* the first failure: ends the judging */

    lyd_address_type *types, *seen; /* of each name of the case: endpoints, then extras */
    lyd_facts *facts;               /* of each name */
    lyd_server_facts *servers;      /* of each server */
    lyd_combination *combinations;  /* table by table */
    size_t combination_count;
    lyd_omission *omissions;
    size_t omission_count, omitted;

    const lyd_rule *rule;    /* being applied */
    lyd_severity override;   /* the severity that the topology sets for it; LYD_OFF: none */
    lyd_waiver_use *waivers; /* of each waiver */

    lyd_finding *findings; /* on the heap until the end */
    size_t finding_count, finding_capacity;
    const char **evidence; /* of the breach being found */
    size_t evidence_count, evidence_capacity, evidence_lost;
    lyd_action *actions; /* about the breach being found, on the heap */
    size_t action_count, action_capacity;
    lyd_edit *edits;
    size_t edit_count, edit_capacity;
    unsigned origins;        /* of the IPv6 addresses in it: 1u << lyd_origin */
    uint32_t evidence_views; /* of the answers in it */
    char *line;              /* a text that is being written */
    size_t line_length, line_capacity;
    struct lyd_value_source *values; /* where the topology lets records lead (stated.c) */
    struct lyd_reach *reach;         /* of each lyd_group (service.h) */
    bool web_known, web_missing;     /* demand.c: whether a web services name is missing, once that is known */
    uint32_t *slots;                 /* of each SIP domain: its service names, then its probes; LYD_NONE: not asked (service.c) */
} lyd_judging;

/* The families that no answer for ENDPOINT has and some server said aren't there: bits of lyd_address_type. */
unsigned lyd_families_denied(const lyd_judging *j, uint32_t endpoint);

/* The address type of NAME by the servers of VIEWS alone; that seen in *SEEN. */
lyd_address_type lyd_types_in(const lyd_judging *j, uint32_t name, uint32_t views, lyd_address_type *seen);

/* True if the lookup failed, and its name's finding reports it: that of a dead server doesn't, and the run wasn't stopped before it. */
bool lyd_failure_is_of_name(const lyd_judging *j, uint32_t question);

/* facts.c: fills types, seen, facts and servers. */
lyd_status lyd_judging_gather(lyd_judging *j);

/* The facts that one address shows: LYD_FACT_UNUSABLE, _TRANSITION, _PRIVATE. */
lyd_facts lyd_address_facts(const lyd_address *address);

/* ---- where an IPv6 address comes from (origin.c) ---- */

typedef enum lyd_origin {
    LYD_ORIGIN_RECORD,
    LYD_ORIGIN_DNS64,  /* its server made it */
    LYD_ORIGIN_UNTOLD, /* its server may have made it: the probe failed. No remedy deletes such a record */
} lyd_origin;

lyd_origin lyd_record_origin(const lyd_judging *j, uint32_t question, const lyd_record *record);

/* True if two servers of VIEW return different records of TYPE for NAME; a failed lookup says nothing. */
bool lyd_servers_differ(const lyd_judging *j, uint32_t name, size_t view, lyd_type type);

/* LYD_FACT_UNUSABLE, _TRANSITION, _PRIVATE and _UNTOLD of a record. */
lyd_facts lyd_record_facts(const lyd_judging *j, uint32_t question, const lyd_record *record);

/* The prefix with which SERVER synthesized ADDRESS (RFC 7050), or NULL. */
const lyd_prefix *lyd_server_prefix(const lyd_judging *j, uint16_t server, const lyd_address *address);

/* What to do about an address of FQDN whose ORIGIN isn't LYD_ORIGIN_RECORD. */
void lyd_act_on_origin(lyd_judging *j, lyd_origin origin, const char *fqdn);

/* Adds to the text being written that RECORD may be made, where that can't be told. */
void lyd_origin_add_note(lyd_judging *j, uint32_t question, const lyd_record *record);

/* combinations.c: judges every combination of the deployment. */
lyd_status lyd_judging_combine(lyd_judging *j);

/* services.c: fills the service rows, once the findings are sorted. */
lyd_status lyd_judging_services(lyd_judging *j, lyd_judgement *judgement);

/* ---- addresses of a name, as a set (addresses.c) ---- */

typedef struct lyd_address_set {
    lyd_address *addresses; /* sorted, without duplicates once lyd_address_set_sort was called */
    size_t count, capacity;
} lyd_address_set;

/* Adds the addresses that servers of VIEWS gave for ENDPOINT. */
void lyd_address_set_add(lyd_judging *j, lyd_address_set *set, uint32_t endpoint, uint32_t views);
void lyd_address_set_sort(lyd_address_set *set);
bool lyd_address_set_has(const lyd_address_set *set, const lyd_address *address);
void lyd_address_set_free(lyd_address_set *set);
const char *lyd_address_set_words(lyd_judging *j, lyd_address_set *set); /* "10.0.0.1, 10.0.0.2 and 3 more"; frees SET */

/* "10.0.0.1, 10.0.0.2 and 3 more": the addresses in the answers for ENDPOINT, of TYPE (0: both) and showing FACTS (0: all). */
const char *lyd_address_list(lyd_judging *j, uint32_t endpoint, lyd_type type, lyd_facts facts);
const char *lyd_address_list_in(lyd_judging *j, uint32_t name, uint32_t views); /* from servers of VIEWS; "": none */

/* ---- evidence (evidence.c) ---- */

#define LYD_ALL_VIEWS UINT32_MAX

/* A line of evidence for the breach being found. */
void lyd_evidence(lyd_judging *j, const char *format, ...) LYD_PRINTF(2, 3);

/* A line for each answer for ENDPOINT that is of TYPE (0: both), has one of STATUSES, and is from a server of VIEWS. */
void lyd_evidence_answers(lyd_judging *j, uint32_t endpoint, lyd_type type, unsigned statuses, uint32_t views);

/* The line of one answer. */
void lyd_evidence_answer(lyd_judging *j, uint32_t endpoint, uint32_t question);

/* A line for each record of the answers for ENDPOINT from servers of VIEWS, followed by its note ("": none; NULL: no line). Returns how
 * many there are. */
typedef const char *lyd_record_note(lyd_judging *j, uint32_t question, const lyd_record *record, void *context);
size_t lyd_evidence_records(lyd_judging *j, uint32_t endpoint, uint32_t views, lyd_record_note *note, void *context);

/* Writes a text in the judging's own buffer; lyd_text_done copies it to the arena ("" when out of memory). */
void lyd_text_begin(lyd_judging *j);
void lyd_text_add(lyd_judging *j, const char *format, ...) LYD_PRINTF(2, 3);
void lyd_text_add_list(lyd_judging *j, const char *format, va_list arguments) LYD_PRINTF(2, 0);
const char *lyd_text_done(lyd_judging *j);

/* "view internal", "views external and internal": the names of VIEWS. */
const char *lyd_view_list(lyd_judging *j, uint32_t views);

/* ---- what to do about the breach being found (actions.c) ---- */

/* What OWNER does, and what OWNER may do in place of all before it. Without any, the finding has the rule's actions. */
void lyd_act(lyd_judging *j, lyd_owner owner, const char *format, ...) LYD_PRINTF(3, 4);
void lyd_act_instead(lyd_judging *j, lyd_owner owner, const char *format, ...) LYD_PRINTF(3, 4);

/* A record of NAME to add to DNS in each of VIEWS, or to delete there; the same one is kept once. NAME and texts of RECORD last as long as
 * the case. */
void lyd_edit_add(lyd_judging *j, const char *name, const lyd_record *record, uint32_t views);
void lyd_edit_delete(lyd_judging *j, const char *name, const lyd_record *record, uint32_t views);

/* Moves them into FINDING, and writes its remedy. */
void lyd_actions_take(lyd_judging *j, lyd_finding *finding);

/* Adds what FROM has and INTO hasn't; both are about the same subjects. */
lyd_status lyd_actions_join(lyd_judging *j, lyd_finding *into, const lyd_finding *from);

/* ---- findings (evidence.c) ---- */

typedef struct lyd_breach {
    const char *subjects[2]; /* the second may be NULL */
    lyd_severity severity;   /* LYD_OFF: as the catalogue has it */
    uint32_t views;          /* in which the rule is breached; 0: those of the evidence */
} lyd_breach;

/* A breach of the rule being applied. FORMAT is its sentence; its evidence is what was gathered since the last breach. */
void lyd_breach_found(lyd_judging *j, const lyd_breach *breach, const char *format, ...) LYD_PRINTF(3, 4);
void lyd_breach_of(lyd_judging *j, const char *subject, const char *format, ...) LYD_PRINTF(3, 4); /* with one subject and nothing else */

/* ---- policy (policy.c) ---- */

/* Marks the findings that are waived and counts what each waiver covers. */
lyd_status lyd_policy_waive(lyd_judging *j);

/* ---- checks ---- */

typedef enum lyd_scope {
    LYD_SCOPE_ENDPOINT,
    LYD_SCOPE_POOL,
    LYD_SCOPE_NETWORK,
    LYD_SCOPE_COMBINATION,
    LYD_SCOPE_SERVER,
    LYD_SCOPE_DOMAIN,
    LYD_SCOPE_WAIVER, /* last: once all other findings are there */
} lyd_scope;

typedef void lyd_check_function(lyd_judging *j, uint32_t index);

/* How a rule is applied: RUN is called for each endpoint that has one of the rule's roles and shows one of FACTS, for each combination of
 * the rule's tables, for each pool, network, server or waiver. LYD_FACT_ANY is shown by a name that nobody asked about, too. */
typedef struct lyd_check {
    lyd_scope scope;
    lyd_facts facts;
    unsigned features;       /* one of these is in use; 0: always */
    lyd_check_function *run; /* NULL ends the rows */
} lyd_check;

#endif
