/* judge.h: what the answers mean: address types, the seven support tables, the rule catalogue, findings, waivers.
 *
 * The judge reads a topology and the answers to its plan, and writes a judgement. It opens no socket and prints nothing. "The document" is
 * Microsoft's "Overview of IP address types for Lync Server 2013". */
#ifndef LYNCDNS_JUDGE_H
#define LYNCDNS_JUDGE_H

#include <lyncdns/base.h>
#include <lyncdns/case.h>
#include <lyncdns/dns.h>
#include <lyncdns/services.h>
#include <lyncdns/topology.h>

/* ---- address types ---- */

/* The address type of a name: any A in any answer gives IPv4, any AAAA gives IPv6. A family that no answer has while a lookup for it failed
 * leaves the type unknown. Only this type acquits.
 *
 * The address type seen is what the lookups that were answered say alone: a family that no answer has isn't there if at least one server
 * said so (NODATA, NXDOMAIN, a broken alias); if none did, the type seen is unknown. Findings accuse by it, so that a failed lookup never
 * takes away what the other answers prove. */

/* True if each server, taken alone, shows TYPE for every endpoint and every host name of a SIP domain that it was asked about. */
bool lyd_case_shows(const lyd_case *c, lyd_address_type type);

/* ---- support tables ---- */

typedef enum lyd_verdict {
    LYD_SUPPORTED,
    LYD_LAB_ONLY,
    LYD_UNLISTED,
    LYD_UNSUPPORTED,
    LYD_VERDICT_UNKNOWN,
} lyd_verdict;

extern const lyd_row lyd_verdict_names[];

typedef enum lyd_table_id {
    LYD_TABLE_CLIENT_REGISTRATION,
    LYD_TABLE_PEER_TO_PEER,
    LYD_TABLE_CONFERENCING,
    LYD_TABLE_MEDIATION_PSTN,
    LYD_TABLE_REMOTE_USER,
    LYD_TABLE_FRONT_END_EDGE,
    LYD_TABLE_EDGE_INTERNAL_EXTERNAL,
    LYD_TABLE_COUNT,
} lyd_table_id;

typedef enum lyd_cell {
    LYD_CELL_BLANK,  /* the document doesn't list it */
    LYD_CELL_LISTED, /* a row of a list, or Yes */
    LYD_CELL_NO,
    LYD_CELL_LAB, /* Yes with the footnote: only in a lab */
} lyd_cell;

#define LYD_TABLE_SIDES 3

typedef struct lyd_table {
    lyd_table_id id;
    const char *name;                        /* "front-end-edge" */
    const char *title;                       /* in words */
    const char *section;                     /* title of the document's section */
    size_t sides;                            /* 2, or 3 for mediation-pstn */
    const char *side_names[LYD_TABLE_SIDES]; /* its columns, in words */
    bool either_order;                       /* the sides may be swapped */
    unsigned servers;                        /* the sides that are servers' own interfaces: a set of 1u << side */
    const char *needs;                       /* what a topology must have for the table to apply */
} lyd_table;

const lyd_table *lyd_table_get(lyd_table_id id);

/* What the document says about a combination. TYPES are ipv4, dual-stack or ipv6, one for each side. */
lyd_cell lyd_table_cell(lyd_table_id id, const lyd_address_type types[LYD_TABLE_SIDES]);

/* The verdict on a combination of any types. */
lyd_verdict lyd_table_verdict(lyd_table_id id, const lyd_address_type types[LYD_TABLE_SIDES]);

typedef struct lyd_combination {
    lyd_table_id table;
    const char *subjects[2];                 /* in the table's column order; mediation-pstn: Mediation pool, gateway */
    lyd_address_type types[LYD_TABLE_SIDES]; /* as seen or declared */
    lyd_verdict verdict;                     /* that of the table, but unknown for supported where a failed lookup may change a type */
} lyd_combination;

/* Combinations of the same table, types and verdict that are counted but not listed. */
typedef struct lyd_omission {
    lyd_table_id table;
    lyd_address_type types[LYD_TABLE_SIDES];
    lyd_verdict verdict;
    size_t count;
} lyd_omission;

/* ---- rules ---- */

typedef enum lyd_severity { LYD_OFF, LYD_INFO, LYD_WARNING, LYD_ERROR } lyd_severity; /* stored in files: never renumber, only add */

extern const lyd_row lyd_severity_names[]; /* "off", "info", "warning", "error" */

#define LYD_ANY_ROLE ((lyd_roles)-1)
#define LYD_TABLE_BIT(table) (1u << (table))

enum {
    LYD_RULE_EVERY_NAME = 1u << 0,    /* applied to every name of its roles: a name without a finding has passed */
    LYD_RULE_POOL = 1u << 1,          /* about a pool, and so about each of its members */
    LYD_RULE_FAILED_LOOKUP = 1u << 2, /* about a lookup that failed: makes the audit incomplete and never counts as a breach */
    LYD_RULE_DISAGREEMENT = 1u << 3,  /* about servers of one view that give different answers */
    LYD_RULE_SERVICE_NAMES = 1u << 4, /* judged of service names and the targets of SRV records, too */
    LYD_RULE_OF_DOMAINS = 1u << 5,    /* about service records: judged where SIP domains are given */
    LYD_RULE_ONLINE = 1u << 6,        /* of these, judged of a teams-only deployment, too */
};

/* ---- what to do about a finding ---- */

/* Who can mend it. */
typedef enum lyd_owner {
    LYD_OWNER_DNS,
    LYD_OWNER_LYNC, /* who writes the topology, too */
    LYD_OWNER_EXCHANGE,
    LYD_OWNER_WINDOWS, /* of the server */
    LYD_OWNER_GATEWAY,
    LYD_OWNER_NETWORK, /* and of reverse proxies and load balancers */
    LYD_OWNER_COUNT,
} lyd_owner;

extern const lyd_row lyd_owners[];            /* "dns", … */
const char *lyd_owner_title(lyd_owner owner); /* "DNS administrator" */

/* What one owner does. */
typedef struct lyd_action {
    lyd_owner owner;
    bool instead;     /* in place of the actions before it */
    const char *text; /* imperative, with its full stop: "delete the AAAA record of um01.contoso.com." NULL ends the actions of a rule */
} lyd_action;

/* "DNS administrator: delete the record. Or Lync administrator: …"; NULL: out of memory. */
const char *lyd_actions_text(const lyd_action *actions, size_t count, lyd_arena *arena);

/* A record to add to DNS, or to delete from it. */
typedef struct lyd_edit {
    const char *name;  /* that holds it: of an alias chain, its last name */
    lyd_record record; /* its type and data */
    uint32_t view;     /* index */
    bool add;
} lyd_edit;

typedef struct lyd_rule {
    const char *id;    /* "UM001" */
    const char *title; /* what is wrong, in one line */
    lyd_severity production;
    lyd_severity lab;
    const char *severity_note;      /* where the severity isn't fixed: "by verdict: …"; else NULL */
    lyd_roles roles;                /* the names it is about; 0: not about single names */
    unsigned tables;                /* the support tables whose combinations it reports, as a set of LYD_TABLE_BIT */
    unsigned traits;                /* a set of LYD_RULE_… */
    const struct lyd_check *checks; /* how a breach is found: for the judge alone */
    const char *section;            /* title of the document's section, or "DNS practice: RFC …": for Lync Server 2013 */
    const char *why;                /* why it matters */
    const char *example;            /* an example of a breach */
    const lyd_action *actions;      /* what to do, where the case tells nothing better */
    lyd_product since;              /* judged of this product and later ones */
    lyd_product gone;               /* from this product on there is nothing that the rule is about; 0: never */
    bool deletes_ipv6;              /* the remedy deletes AAAA records: that isn't for addresses that DNS64 makes, or may make */
} lyd_rule;

extern const lyd_rule lyd_rules[]; /* the catalogue; its order is that of every list of rules */
extern const size_t lyd_rule_count;

/* False where PRODUCT doesn't have, or no longer has, what RULE is about. */
bool lyd_rule_fits(const lyd_rule *rule, lyd_product product);

/* The source of RULE for PRODUCT: from Skype for Business Server 2015 on its own page. */
const char *lyd_rule_reference(const lyd_rule *rule, lyd_product product);

typedef struct lyd_document {
    const char *title; /* "Plan for IPv6 in Skype for Business" */
    const char *url;   /* its public address; NULL: it has none */
} lyd_document;

/* The I-th document that REFERENCE, of a rule, a finding or a wanted record, names: several RFCs, or one page. NULL past the last. */
const lyd_document *lyd_document_cited(const char *reference, size_t i);

const lyd_rule *lyd_rule_of_table(lyd_table_id id);
const lyd_rule *lyd_rule_find(const char *id); /* exact; NULL: no such rule */
const char *lyd_rule_nearest(const char *id);  /* the id nearest to a misspelled one, or NULL */

/* ---- judging ---- */

/* Subjects are names of endpoints and networks; of a dead server its text; of a waiver its rule and its pattern. A name that breaches one
 * rule in two ways has one finding with the evidence of both. Findings about waivers can be turned off, but not waived. */
typedef struct lyd_finding {
    const char *key; /* "RULE:subject" or "RULE:subject1+subject2" */
    const lyd_rule *rule;
    lyd_severity severity;
    const char *subjects[2];
    size_t subject_count;
    const char *message;         /* what is wrong, in a sentence */
    const char *const *evidence; /* each a line: view, server, name, type, address, TTL, alias chain */
    size_t evidence_count;
    const char *remedy; /* the actions as a text, then each command on a line of its own */
    const lyd_action *actions;
    const lyd_edit *edits; /* that mend it, all together; none: DNS alone doesn't, or nothing tells the values */
    size_t action_count, edit_count;
    const char *const *commands; /* PowerShell, for the edits whose zones are known */
    size_t command_count;
    const char *withheld;  /* why edits that belong to it aren't here: "it would introduce …"; NULL: none are left out */
    const char *cause;     /* key of the finding under which it stands, since mending that one mends it, too; NULL: it stands for itself */
    const char *reference; /* of the product of its first subject; NULL: the rule's section */
    const lyd_waiver *waiver; /* not NULL: accepted on purpose, so it doesn't count */
    uint32_t views;           /* in which it is breached, as far as its check or its evidence says; 0: it is not about views */
} lyd_finding;

/* ---- service records ---- */

typedef enum lyd_found {
    LYD_FOUND_NO, /* every server said so */
    LYD_FOUND_YES,
    LYD_FOUND_UNKNOWN,
} lyd_found;

extern const lyd_row lyd_found_names[]; /* "no", "yes", "unknown" */

/* One service name of a SIP domain in one view that has a kind. */
typedef struct lyd_service {
    uint32_t name; /* of the case: its answers from the servers of VIEW are the row's */
    uint32_t domain, view;
    lyd_wanted wanted;
    lyd_expected expected;
    lyd_found found;
    bool wildcard;          /* it is there because a wildcard answers for it */
    bool online;            /* it leads to Microsoft's cloud, where all users are */
    uint32_t *findings;     /* of which it is the first subject, in this view: indexes of the judgement's; waived ones, too */
    const lyd_rule **rules; /* of these findings, each once, in the order of the catalogue */
    uint32_t finding_count, rule_count;
} lyd_service;

const char *lyd_finding_reference(const lyd_finding *finding);

typedef struct lyd_judgement {
    lyd_address_type *types;       /* of each endpoint */
    lyd_address_type *seen;        /* of each endpoint: the address type seen */
    lyd_combination *combinations; /* all but those of the omissions */
    size_t combination_count;
    lyd_omission *omissions; /* supported ones beyond the topology's combination_limit */
    size_t omission_count;
    size_t omitted;        /* how many combinations they stand for */
    lyd_finding *findings; /* most severe first, then by the catalogue, then by subject; with the waived ones */
    size_t finding_count;
    lyd_service *services; /* by SIP domain, record and view; none where the topology has no SIP domains */
    size_t service_count;
    size_t counts[LYD_ERROR + 1]; /* findings that count, by severity */
    size_t waived;
    size_t left_out;            /* findings that were taken away on purpose, see lyd_only_keep */
    const bool *rules_left_out; /* of each rule: some of its findings were; NULL: none were */
    size_t lookups, failed_lookups;
    bool unasked;  /* a name asked about by hand, or a partner of it, is in no view: it was left out, or is declared not to be used */
    bool complete; /* every lookup of the plan was asked and none failed, and nothing is unasked */
} lyd_judgement;

/* Checks the rules and severities that the topology names; mistakes with file and line in DIAG. */
lyd_status lyd_judge_check_policy(const lyd_topology *topology, lyd_diag *diag);

/* The severity that the topology sets for RULE; false: it sets none. */
bool lyd_judge_override(const lyd_topology *topology, const lyd_rule *rule, lyd_severity *severity);

/* Judges a case. All of the judgement is taken from ARENA; texts of the topology and of the answers are shared, not copied. */
lyd_status lyd_judge(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement);

/* Makes the edits of each finding of JUDGEMENT, which C and ARENA made, alone and judges again. Edits that would make another finding, or
 * would leave their own, are taken from it, and its remedy says so. What else they mend stands under the finding. Of a large case the first
 * findings, the most severe ones, are tried, or none. */
lyd_status lyd_judge_try(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement);

/* ---- zones: what they add to the findings ---- */

/* Calls WANT for each name and server whose zone a finding of JUDGEMENT needs, that of the most severe finding first, some more than once:
 * the names that its edits change, and those about which servers disagree. None of a waived one. */
void lyd_remedies_want(const lyd_case *c, const lyd_judgement *judgement, void (*want)(void *context, const char *name, uint16_t server),
                       void *context);

/* Adds to the findings of JUDGEMENT, which C and ARENA made, what the zones of C tell: commands, the serials of servers that disagree, and
 * what to do about these. To be called once, after lyd_judge_try: there is no command for edits that do harm. */
lyd_status lyd_remedies_complete(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement);

/* Who acts, as a set of 1u << lyd_owner. The history keeps no actions: of its findings, those whom the rule names. */
unsigned lyd_finding_owners(const lyd_finding *finding);

/* ---- one cause, one entry ----
 *
 * A finding stands under another one only if mending that one alone mends it, too. The cause stands for itself, and is at least as severe.
 * A waived finding is no cause, and has none. */

/* How many findings stand for themselves; waived ones don't count. */
size_t lyd_causes_count(const lyd_judgement *judgement);

/* To be called once findings were left out: those whose cause is gone stand for themselves. */
lyd_status lyd_causes_keep(lyd_judgement *judgement);

/* False for a waived finding, and for one about a failed lookup. */
bool lyd_finding_counts(const lyd_finding *finding);

/* The exit code: 1 if a finding that counts is at or above FAIL_ON (LYD_OFF: never), else 3 if the run isn't complete, else 0. */
int lyd_judge_exit(const lyd_judgement *judgement, lyd_severity fail_on);

#endif
