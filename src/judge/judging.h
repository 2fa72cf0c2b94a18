/* judging.h: what the checks share: the facts of each endpoint and server, gathered once, and the sink that breaches go into.
 *
 * A check is small and silent: it is called for what its row says, looks, and may hand one breach to the sink. Running out of memory is
 * remembered in the judging and ends the walk; no check has to look at it. */
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
    LYD_FACT_ASKED = 1u << 12,       /* the plan has questions for the name */
};
typedef uint32_t lyd_facts;

#define LYD_FACT_FAILED ((lyd_facts)LYD_FACT_A_FAILED | LYD_FACT_AAAA_FAILED)
#define LYD_FACT_ANY UINT32_MAX

/* A status as a bit, for sets of them; a lookup that wasn't asked in full counts as timed out whatever its status says. */
unsigned lyd_answer_bit(const lyd_answer *answer);
#define LYD_STATUS_BIT(status) (1u << (status))
#define LYD_BITS_RECORDS LYD_STATUS_BIT(LYD_NOERROR)
#define LYD_BITS_EXISTS (LYD_STATUS_BIT(LYD_NOERROR) | LYD_STATUS_BIT(LYD_NODATA))
#define LYD_BITS_ALIAS_BROKEN (LYD_STATUS_BIT(LYD_ALIAS_LOOP) | LYD_STATUS_BIT(LYD_ALIAS_DANGLING))
#define LYD_BITS_SILENT (LYD_STATUS_BIT(LYD_TIMEOUT) | LYD_STATUS_BIT(LYD_UNREACHABLE))
#define LYD_BITS_FAILED LYD_FAILED_STATUSES

/* The facts that statuses and records settle (the first eight); lyd_tally_type makes the address type of them. */
lyd_facts lyd_tally(const lyd_question *questions, const lyd_answer *answers, size_t count);
lyd_address_type lyd_tally_type(lyd_facts facts, const lyd_question *questions, const lyd_answer *answers, size_t count);

/* True when some lookup of TYPE failed and its server didn't say of the other type that the name leads nowhere. */
bool lyd_undetermined(const lyd_question *questions, const lyd_answer *answers, size_t count, lyd_type type);

typedef struct lyd_server_facts {
    uint32_t views;                  /* the views that it stands in */
    bool heard, silent, dead;        /* it sent a reply; some full lookup got none; see lyd_case_server_dead */
    size_t lookups, failed, skipped; /* skipped: failed without being asked, since it was given up */
} lyd_server_facts;

/* ---- judging ---- */

typedef struct lyd_judging {
    const lyd_case *c;
    const lyd_topology *topology;
    lyd_arena *arena;
    lyd_status status; /* the first failure: the walk ends */

    lyd_address_type *types;       /* of each endpoint */
    lyd_facts *facts;              /* of each endpoint */
    lyd_server_facts *servers;     /* of each server */
    lyd_combination *combinations; /* table by table */
    size_t combination_count;

    const lyd_rule *rule; /* whose check is running */
    uint8_t *overrides;   /* of each rule of the catalogue: its lyd_severity, NO_OVERRIDE where the topology sets none */

    lyd_finding *findings; /* on the heap until the end */
    size_t finding_count, finding_capacity;
    const char **evidence; /* of the breach being found */
    size_t evidence_count, evidence_capacity, evidence_lost;
    char *line; /* a text being put together */
    size_t line_length, line_capacity;
} lyd_judging;

/* facts.c: fills types, facts and servers. */
lyd_status lyd_judging_gather(lyd_judging *j);

/* The facts that one address shows: LYD_FACT_UNUSABLE, _TRANSITION, _PRIVATE. */
lyd_facts lyd_address_facts(const lyd_address *address);

/* The prefix with which SERVER synthesized ADDRESS (RFC 7050), or NULL. */
const lyd_prefix *lyd_server_prefix(const lyd_judging *j, uint16_t server, const lyd_address *address);

/* combinations.c: judges every combination of the deployment. */
lyd_status lyd_judging_combine(lyd_judging *j);

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

/* "10.0.0.1, 10.0.0.2 and 3 more" of the addresses that some answer gives for ENDPOINT, of TYPE (0: both) and showing FACTS (0: all). */
const char *lyd_address_list(lyd_judging *j, uint32_t endpoint, lyd_type type, lyd_facts facts);

/* ---- evidence (evidence.c) ---- */

#define LYD_ALL_VIEWS UINT32_MAX

/* A line of evidence for the breach being found. */
void lyd_evidence(lyd_judging *j, const char *format, ...) LYD_PRINTF(2, 3);

/* A line for each answer for ENDPOINT of TYPE (0: both), whose status is in STATUSES, from a server of VIEWS. */
void lyd_evidence_answers(lyd_judging *j, uint32_t endpoint, lyd_type type, unsigned statuses, uint32_t views);

/* The line of one answer. */
void lyd_evidence_answer(lyd_judging *j, uint32_t endpoint, uint32_t question);

/* The line of one record of an answer; NOTE is put behind it, NULL: none. */
void lyd_evidence_record(lyd_judging *j, uint32_t endpoint, uint32_t question, const lyd_record *record, const char *note);

/* "view internal", "views external and internal", for messages. */
const char *lyd_view_list(lyd_judging *j, uint32_t views);

/* Puts a text together in the judging's own buffer; lyd_text_done copies it to the arena ("" when out of memory). */
void lyd_text_begin(lyd_judging *j);
void lyd_text_add(lyd_judging *j, const char *format, ...) LYD_PRINTF(2, 3);
void lyd_text_add_list(lyd_judging *j, const char *format, va_list arguments) LYD_PRINTF(2, 0);
const char *lyd_text_done(lyd_judging *j);

/* ---- the sink (finding.c) ---- */

typedef struct lyd_breach {
    const char *subjects[2]; /* the second may be NULL */
    lyd_severity severity;   /* LYD_OFF: as the catalogue has it */
    const char *remedy;      /* NULL: as the catalogue has it */
} lyd_breach;

/* A breach of the running rule; the sentence is FORMAT, the evidence what was gathered since the last breach. */
void lyd_breach_found(lyd_judging *j, const lyd_breach *breach, const char *format, ...) LYD_PRINTF(3, 4);

/* Sorts the findings, joins those of one rule and subjects, and moves them into the judgement. */
lyd_status lyd_findings_finish(lyd_judging *j, lyd_judgement *judgement);

/* ---- policy (policy.c) ---- */

/* The severity that the topology sets for RULE, or ASKED where it sets none. */
lyd_severity lyd_policy_severity(const lyd_judging *j, const lyd_rule *rule, lyd_severity asked);
lyd_status lyd_policy_read(lyd_judging *j);

/* waivers.c: marks the findings and reports the waivers themselves. */
void lyd_policy_waive(lyd_judging *j);

/* ---- checks: rows, by family ---- */

typedef enum lyd_scope {
    LYD_SCOPE_ENDPOINT,
    LYD_SCOPE_POOL,
    LYD_SCOPE_NETWORK,
    LYD_SCOPE_COMBINATION,
    LYD_SCOPE_SERVER,
    LYD_SCOPE_COUNT,
} lyd_scope;

typedef struct lyd_check {
    const char *rule; /* NULL ends the rows */
    lyd_scope scope;
    lyd_roles roles;   /* endpoint: has one of these; combination: the bit of its table */
    lyd_facts facts;   /* endpoint: shows one of these */
    unsigned features; /* some of these is in use; 0: whatever is in use */
    void (*run)(lyd_judging *j, uint32_t index);
} lyd_check;

#define LYD_ANY_ROLE UINT32_MAX
#define LYD_TABLE_BIT(table) ((lyd_roles)1u << (table))

extern const lyd_check lyd_checks_um[];
extern const lyd_check lyd_checks_stack[];
extern const lyd_check lyd_checks_tables[];
extern const lyd_check lyd_checks_voice[];
extern const lyd_check lyd_checks_features[];
extern const lyd_check lyd_checks_names[];
extern const lyd_check lyd_checks_servers[];
extern const lyd_check lyd_checks_addresses[];
extern const lyd_check lyd_checks_pools[];

#endif
