/* dns.h: names, addresses, questions, answers, and the sources that answer.
 *
 * Nothing here knows roles or rules: a source is given questions and returns one answer for each. */
#ifndef LYNCDNS_DNS_H
#define LYNCDNS_DNS_H

#include <lyncdns/base.h>

/* ---- names ----
 *
 * A name is kept as canonical text: lower case (ASCII only, RFC 4343), absolute, without the trailing dot ("." is the root), each byte
 * that isn't printable ASCII, and each dot, backslash, quote, parenthesis, semicolon, at or dollar sign inside a label, escaped as in RFC
 * 1035 section 5.1 (\DDD or \X). Two names are the same name exactly when their canonical texts are equal. */

#define LYD_NAME_WIRE 255  /* longest name in a message, RFC 1035 section 3.1 */
#define LYD_NAME_TEXT 1024 /* room for the longest canonical text and its NUL */
#define LYD_LABEL_MAX 63

/* Reads a name as people write it: any case, trailing dot or not, RFC 1035 escapes, U-labels (converted as IDNA 2008). On failure returns
 * false and *WHY is a constant phrase such as "a label is longer than 63 bytes". */
bool lyd_name_parse(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why);

/* Reads a name as zone files write it (RFC 1035 section 5.1): "@" is ORIGIN (canonical; NULL: none), a name without a dot at its end is
 * relative to it, bytes beyond ASCII are taken as they are. */
bool lyd_name_parse_relative(const char *text, size_t length, const char *origin, char name[LYD_NAME_TEXT], const char **why);

/* The uncompressed wire form of canonical text; its length is returned, 0 if NAME isn't canonical. */
size_t lyd_name_to_wire(const char *name, uint8_t wire[LYD_NAME_WIRE]);

/* Reads a possibly compressed name at *OFFSET of a message (RFC 1035 section 4.1.4; pointers must point backwards) and moves *OFFSET
 * past it. */
bool lyd_name_from_message(const uint8_t *message, size_t length, size_t *offset, char name[LYD_NAME_TEXT]);

/* True when NAME is ZONE or below it. */
bool lyd_name_within(const char *name, const char *zone);

/* Letters, digits, "-", "_", "/" and "*" in the labels: every supported c-ares can ask for such a name, newer ones refuse others. */
bool lyd_name_is_askable(const char *name);

/* True when a host or a zone could have NAME, or it is a wildcard of one. Else *WHY says what was pasted into TEXT, which NAME was read
 * from: a URL, a port, quotation marks. A slash stands between digits only, as in names of reverse zones (RFC 2317): elsewhere it begins a
 * path. */
bool lyd_name_is_plausible(const char *name, const char *text, size_t length, const char **why);

/* Reads a name as lyd_name_parse does, and refuses one that isn't plausible. */
bool lyd_name_parse_askable(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why);

/* Letters, digits and hyphens only, no label begins or ends with a hyphen (RFC 952, RFC 1123 section 2.1). */
bool lyd_name_is_hostname(const char *name);

/* ---- addresses ---- */

typedef enum lyd_family { LYD_IPV4 = 4, LYD_IPV6 = 6 } lyd_family;

typedef struct lyd_address {
    uint8_t bytes[16]; /* network order; IPv4 uses the first four, the rest are zero */
    uint8_t family;    /* lyd_family */
} lyd_address;

#define LYD_ADDRESS_TEXT 64
bool lyd_address_parse(const char *text, lyd_address *address);                   /* no scope, no brackets */
void lyd_address_format(const lyd_address *address, char text[LYD_ADDRESS_TEXT]); /* IPv6 as RFC 5952 */
int lyd_address_compare(const lyd_address *a, const lyd_address *b);

/* Special blocks that matter to an audit. Source: IANA special-purpose address registries (RFC 6890 and the RFC of each row). */
typedef enum lyd_block {
    LYD_BLOCK_NONE = 0, /* ordinary unicast */
    LYD_BLOCK_UNSPECIFIED,
    LYD_BLOCK_LOOPBACK,
    LYD_BLOCK_LINK_LOCAL,
    LYD_BLOCK_MULTICAST,
    LYD_BLOCK_BROADCAST,
    LYD_BLOCK_RESERVED,
    LYD_BLOCK_DOCUMENTATION,
    LYD_BLOCK_MAPPED,       /* IPv4-mapped ::ffff:0:0/96 */
    LYD_BLOCK_PRIVATE,      /* RFC 1918 */
    LYD_BLOCK_SHARED,       /* RFC 6598 */
    LYD_BLOCK_UNIQUE_LOCAL, /* RFC 4193 */
    LYD_BLOCK_SITE_LOCAL,   /* deprecated by RFC 3879 */
    LYD_BLOCK_6TO4,
    LYD_BLOCK_TEREDO,
    LYD_BLOCK_ISATAP,
    LYD_BLOCK_NAT64,
} lyd_block;

typedef struct lyd_block_row {
    lyd_block block;
    const char *prefix; /* "2002::/16"; NULL where the interface identifier decides (ISATAP) */
    const char *name;   /* "6to4" */
    const char *source; /* "RFC 3056" */
} lyd_block_row;

/* The most specific block that contains ADDRESS, or NULL for ordinary unicast. ISATAP addresses are found inside any prefix. */
const lyd_block_row *lyd_address_block(const lyd_address *address);

/* The same by prefix alone: the other block of an ISATAP address (2001:db8::5efe:10.0.0.1 is in the documentation block, too). */
const lyd_block_row *lyd_address_prefix_block(const lyd_address *address);

/* Scope of an IPv6 address (RFC 4007, RFC 4193): "global", "unique local", "site-local", "link-local"; NULL for IPv4, and for
 * the unspecified address and multicast, which no host has. */
const char *lyd_address_scope(const lyd_address *address);

/* ---- servers ---- */

#define LYD_SCOPE_TEXT 16 /* the longest name of a network interface on Linux, and its NUL */

typedef struct lyd_server {
    lyd_address address;
    char scope[LYD_SCOPE_TEXT]; /* of a link-local address: its network interface, by name or number (RFC 4007 section 11); else empty */
    uint16_t port;
    const char *text;     /* "10.0.0.10:53", "[fe80::1%eth0]:53", or the name of a source that isn't a server: "zone", … */
    bool named;           /* TEXT is more than the address: "10.0.0.10:53 at hq" */
    bool absent;          /* saved answers: no file that may be used has its view */
    const char *vantage;  /* where it was asked from; NULL: not known */
    int64_t asked;        /* when, seconds since 1970; 0: when the run began */
    const char *saved_in; /* saved answers: their file; of an absent server, the files that could have them; NULL: not known */
} lyd_server;

#define LYD_SERVER_TEXT 96
/* IP, IP:port, IPv6, [IPv6], [IPv6]:port; port 1 to 65535, 53 if none. An IPv6 address may end in %INTERFACE, a link-local one must; with
 * others it has no meaning and is left out. Whether there is such an interface shows when the server is asked. TEXT of SERVER is not set:
 * lyd_server_format writes it. */
bool lyd_server_parse(const char *text, lyd_server *server, const char **why);
void lyd_server_format(const lyd_server *server, char text[LYD_SERVER_TEXT]);
bool lyd_server_is_file(const lyd_server *server);              /* a zone file: the source is "zone" or "zone:VIEW" */
bool lyd_server_same(const lyd_server *a, const lyd_server *b); /* address, scope and port; not the texts */

/* The servers that a resolver configuration (resolv.conf(5)) names, in order and each once, also those that most resolvers leave out (after
 * the third, in other letters, several in a line); other lines are ignored. Servers and texts are ARENA's. A server that can't be asked is
 * an error, with its line, and so is a file without any server: none is made up. */
#define LYD_RESOLV_CONF "/etc/resolv.conf"
lyd_status lyd_resolv_load(const char *path, lyd_arena *arena, lyd_server **servers, size_t *count, lyd_diag *diag);
lyd_status lyd_resolv_parse(const char *text, size_t length, const char *path, lyd_arena *arena, lyd_server **servers, size_t *count,
                            lyd_diag *diag);

/* ---- questions and answers ---- */

/* Record types by number (IANA registry, RFC 6895). The name of each, and how its data is read, compared and written, is a row in type.c.
 */
typedef enum lyd_type {
    LYD_TYPE_A = 1,
    LYD_TYPE_NS = 2,
    LYD_TYPE_CNAME = 5,
    LYD_TYPE_SOA = 6,
    LYD_TYPE_PTR = 12,
    LYD_TYPE_MX = 15,
    LYD_TYPE_TXT = 16,
    LYD_TYPE_AAAA = 28,
    LYD_TYPE_SRV = 33,
    LYD_TYPE_DNAME = 39,
    LYD_TYPE_OPT = 41,
    LYD_TYPE_RRSIG = 46,
    LYD_TYPE_NSEC = 47,
    LYD_TYPE_NSEC3 = 50,
    LYD_TYPE_HTTPS = 65,
} lyd_type;

/* The types whose records contain a host's addresses, in the order in which every host name is asked for them. */
#define LYD_HOST_TYPES 2
extern const lyd_type lyd_host_types[LYD_HOST_TYPES];

const char *lyd_type_name(unsigned type);  /* "AAAA"; NULL: a type without a row */
lyd_family lyd_type_family(unsigned type); /* of the address in its records; 0: there is none */
bool lyd_type_is_kept(unsigned type);      /* answers keep its records */

/* The types whose records answers keep: those of hosts first. */
#define LYD_KEPT_TYPES 3
extern const lyd_type lyd_kept_types[LYD_KEPT_TYPES];

typedef struct lyd_question {
    const char *name; /* canonical; the plan owns it */
    uint16_t server;  /* index into the plan's servers */
    uint16_t type;    /* lyd_type */
} lyd_question;

/* The statuses of an answer. The numbers are stored in files: never renumber, only add. */
typedef enum lyd_answer_status {
    LYD_NOERROR = 0,  /* the chain from the question ends in at least one record of the type */
    LYD_NODATA = 1,   /* the name exists and has no record of the type (RFC 2308 section 2.2) */
    LYD_NXDOMAIN = 2, /* the name doesn't exist */
    LYD_SERVFAIL = 3, /* also every response code that has no other status */
    LYD_REFUSED = 4,  /* also a referral */
    LYD_FORMERR = 5,
    LYD_NOTIMP = 6,
    LYD_TIMEOUT = 7,
    LYD_UNREACHABLE = 8, /* reported by the network (ICMP, refused connection) */
    LYD_MALFORMED = 9,   /* a response that can't be read */
    LYD_ALIAS_LOOP = 10,
    LYD_ALIAS_DANGLING = 11, /* the chain ends in a name that doesn't exist */
} lyd_answer_status;

extern const lyd_row lyd_answer_statuses[]; /* the names in reports and saved answers */

/* The statuses of failed lookups, which say nothing about the records, as a set: bit 1u << status. */
#define LYD_FAILED_STATUSES                                                                                                                \
    (1u << LYD_SERVFAIL | 1u << LYD_REFUSED | 1u << LYD_FORMERR | 1u << LYD_NOTIMP | 1u << LYD_TIMEOUT | 1u << LYD_UNREACHABLE |           \
     1u << LYD_MALFORMED)
static inline bool lyd_answer_failed(lyd_answer_status status)
{
    return (LYD_FAILED_STATUSES & 1u << status) != 0;
}

/* Why a lookup failed, where its status doesn't say all. */
typedef enum lyd_answer_cause {
    LYD_ASKED = 0,     /* asked in full, and the status says all */
    LYD_GIVEN_UP,      /* its server had been given up as dead, so it failed at once */
    LYD_STOPPED,       /* the run was stopped (signal, deadline) before its answer came */
    LYD_BAD_NAME,      /* an alias led to a name that can't be asked for (lyd_name_is_askable) */
    LYD_NO_TCP,        /* the answer was truncated, and TCP brought none */
    LYD_REFERRAL,      /* the reply refers to other servers: its server isn't authoritative for the name and doesn't recurse */
    LYD_PORT_CLOSED,   /* the network said that nothing listens on the server's port (connection refused) */
    LYD_NO_ROUTE,      /* the network said that the server can't be reached */
    LYD_NOT_SAVED,     /* no file of saved answers has its view, or only one that is too old */
    LYD_ANSWER_CAUSES, /* their count */
} lyd_answer_cause;

extern const lyd_row lyd_answer_causes[];                      /* as saved answers have them */
const char *lyd_answer_cause_name(unsigned cause);             /* as JSON reports have it; NULL for LYD_ASKED and LYD_NOT_SAVED */
const char *lyd_answer_cause_words(unsigned cause);            /* for people: "connection refused"; NULL for LYD_ASKED */
static inline bool lyd_answer_cause_is_network(unsigned cause) /* the network refused the query */
{
    return cause == LYD_PORT_CLOSED || cause == LYD_NO_ROUTE;
}

typedef struct lyd_record {
    union {
        lyd_address address; /* A, AAAA */
        struct {
            const char *target;              /* CNAME, DNAME, NS, PTR, SRV: canonical */
            uint16_t priority, weight, port; /* SRV */
        };
        struct {
            const char *zone; /* SOA: the top of a zone, canonical */
            uint32_t serial;
            bool authoritative; /* its server has the zone itself; else it has heard of it from others, perhaps a while ago */
        };
    };
    uint32_t ttl;  /* seconds; a value over 2^31-1 on the wire reads as 0 (RFC 2181 section 8) */
    uint16_t type; /* lyd_type: says which member of the union is set */
} lyd_record;

/* The order of records by type and data; the TTL doesn't count. */
int lyd_record_compare(const lyd_record *a, const lyd_record *b);

/* A record's data as zone files have it. */
#define LYD_RECORD_TEXT (LYD_NAME_TEXT + 32)
void lyd_record_format(const lyd_record *record, char text[LYD_RECORD_TEXT]);

/* A record's data as members of JSON, in order, each given to PUT; VALUE is a decimal number if NUMBER. */
void lyd_record_members(const lyd_record *record, void (*put)(void *context, const char *member, const char *value, bool number),
                        void *context);

#define LYD_ALIAS_MAX 128 /* aliases kept of a chain; of a longer one the first of them and the last */

/* To a question for SOA there is at most one record: the zone that has the name, from the answer or, if the name isn't its top, from the
 * authority section of NODATA or NXDOMAIN (RFC 2308 section 2). There is none where the name is an alias. */
typedef struct lyd_answer {
    const char *const *aliases; /* the names after the question, in order */
    const lyd_record *records;  /* of the question's type, at the chain's end, sorted by lyd_record_compare, without duplicates */
    uint32_t record_count;
    uint32_t rtt_us; /* round trip of the reply that counted, microseconds; 0: no reply */
    uint8_t alias_count;
    uint8_t status;  /* lyd_answer_status */
    uint8_t cause;   /* lyd_answer_cause */
    uint8_t rcode;   /* as received, for the report; 0 without a reply */
    uint16_t resent; /* how often the question was sent again, since no reply came; UINT16_MAX: that often or more */
    bool over_tcp;   /* at its end its server was asked over TCP alone: too many replies over UDP matched no question */
} lyd_answer;

/* The same aliases in the same order, and the same records; TTLs may differ. */
bool lyd_answer_same_aliases(const lyd_answer *a, const lyd_answer *b);
bool lyd_answer_same_records(const lyd_answer *a, const lyd_answer *b);

/* The zone that ANSWER, to a question for SOA, says has the name; NULL: it doesn't say. */
static inline const lyd_record *lyd_answer_zone(const lyd_answer *answer)
{
    return answer->record_count == 1 && answer->records[0].type == LYD_TYPE_SOA ? answer->records : NULL;
}

/* A copy with all that it refers to in ARENA. */
lyd_status lyd_answer_copy(const lyd_answer *answer, lyd_arena *arena, lyd_answer *copy);

/* Gives ANSWER the zone of ZONE, copied to ARENA. */
lyd_status lyd_answer_set_zone(lyd_answer *answer, const lyd_record *zone, lyd_arena *arena);

/* Serials wrap around (RFC 1982 section 3.2). Of two that are 2^31 apart neither is older. */
static inline bool lyd_serial_older(uint32_t serial, uint32_t than)
{
    return serial != than && than - serial < UINT32_C(1) << 31;
}

/* Reads one response message to the question (NAME, TYPE), and fills all of *ANSWER except rtt and resent, allocating in ARENA. Only
 * records on the alias chain from the question count, but those of every name on it, also of one that loops or that branches (two CNAME
 * records of one name): a client may use an address even where it shouldn't be. *CHASE is set when the message ends in an alias whose
 * target the server left open (no record of the target, no proof that there is none): the caller asks the same server for that name and
 * joins the two with lyd_answer_join. Returns LYD_ENOMEM or LYD_OK; every other fault is a status of the answer. */
lyd_status lyd_answer_read(const uint8_t *message, size_t length, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           const char **chase);

/* Appends to *ANSWER the answer for the open end of its aliases: TARGET's aliases, records and status, as if they had come in one message.
 * NAME is the question's. Texts and records aren't copied, so TARGET's must be ARENA's, too. While the status is NODATA and TARGET's *CHASE
 * is set, the end is still open. */
lyd_status lyd_answer_join(lyd_answer *answer, const char *name, const lyd_answer *target, lyd_arena *arena);

/* ---- sources ----
 *
 * A source answers questions: live servers, zone files, saved answers, or another source with a change laid over it. */

typedef struct lyd_source lyd_source;

typedef struct lyd_source_functions {
    const char *name; /* "servers", "zone", "answers", "change" */

    /* Answers each of COUNT questions in ANSWERS, in the same order; every answer is filled, also when LYD_ESTOPPED is returned.
     * Memory of the answers is taken from ARENA, or is the source's. Any status but LYD_OK and LYD_ESTOPPED: nothing can be judged, and
     * DIAG says why. */
    lyd_status (*ask)(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag);
    void (*free)(lyd_source *source);
} lyd_source_functions;

struct lyd_source {
    const lyd_source_functions *functions;
};

void lyd_source_free(lyd_source *source);

/* ---- source: live servers, by c-ares ---- */

#define LYD_PROGRESS_WORST 3

typedef struct lyd_progress_server {
    const char *server; /* its text; NULL: no more */
    size_t failed;
} lyd_progress_server;

typedef struct lyd_progress {
    size_t done, total, failed; /* lookups */
    int64_t elapsed_ms;
    size_t failing;                                /* servers with a failed lookup */
    lyd_progress_server worst[LYD_PROGRESS_WORST]; /* those with the most failures */
} lyd_progress;

typedef struct lyd_live_options {
    int64_t timeout_ms;                                            /* for one try; 2000 */
    int tries;                                                     /* 2 */
    double max_qps;                                                /* per server; 0: no cap */
    int64_t deadline_ms;                                           /* on CLOCK_MONOTONIC; 0: none */
    const volatile int *stop;                                      /* set by a signal handler: stop asking; NULL: never */
    void (*progress)(void *context, const lyd_progress *progress); /* NULL: none; at most ten times a second */
    void *progress_context;
} lyd_live_options;

/* NULL: out of memory. Every server is asked by c-ares, in one poll loop over all. A server that has answered nothing within the budget of
 * one lookup (timeout_ms * tries) is given up and the rest of its lookups fail at once. */
lyd_source *lyd_live_new(const lyd_live_options *options);

/* A source that passes questions to BASE, except those to servers that were given up or sent no reply at all in the last AGAIN_MS: these
 * fail at once, as given up. For runs that ask in many small portions. BASE stays the caller's. NULL: out of memory. */
lyd_source *lyd_skip_dead_new(lyd_source *base, int64_t again_ms);

const char *lyd_live_library_version(void); /* of c-ares, as linked */

/* ---- source: zone files ---- */

#define LYD_ZONE_FILE_MAX ((size_t)256 << 20) /* bytes */

/* A source that answers as authoritative servers of zone files would: wildcards (RFC 4592), aliases by CNAME and DNAME, empty
 * non-terminals; what is delegated, an alias that leaves every zone of its server, and a single label is REFUSED. A question about any
 * other name outside every zone of its server is an error. NULL: out of memory. */
lyd_source *lyd_zone_source_new(void);

/* Gives the server named SERVER (the text of a lyd_server) the zone of the file at PATH, which may include others, or of TEXT, which may
 * not. ZONE is its name (canonical) as the user gave it, or NULL: the file tells. If the server has that zone already, the one of higher
 * RANK is kept; equal ranks are an error. All mistakes in the file are gathered in DIAG. */
lyd_status lyd_zone_source_add(lyd_source *source, const char *server, const char *path, const char *zone, int rank, lyd_diag *diag);
lyd_status lyd_zone_source_add_text(lyd_source *source, const char *server, const char *path, const char *text, size_t length, int rank,
                                    lyd_diag *diag);

/* A copy that a change may be made in. SOURCE, made by lyd_zone_source_new, must outlive it. NULL: out of memory. */
lyd_source *lyd_zone_source_copy(const lyd_source *source);

/* ---- source: saved answers ---- */

typedef struct lyd_saved_view {
    const char *name;
    const lyd_server *servers;
    size_t server_count;
} lyd_saved_view;

/* What a file of saved answers says about their run. */
typedef struct lyd_saved {
    int64_t started;      /* seconds since 1970, UTC */
    const char *topology; /* its name */
    const char *digest;   /* lyd_topology_digest; NULL: version 0.1.0 doesn't say, and there is none of names given by hand */
    const char *vantage;  /* the place that was asked from; NULL: not said */
    size_t answers;       /* their count */
    const lyd_saved_view *views;
    size_t view_count;
} lyd_saved;

#define LYD_SAVED_FORMAT "lyncdns-answers-1"
#define LYD_DIGEST_MAX 64  /* bytes */
#define LYD_VANTAGE_MAX 64 /* bytes of the name of a place */

/* Reads the file at PATH ("-": standard input), or TEXT. A file that is damaged, cut off, of another program or of a newer version is
 * refused with file and line. *SAVED is the source's. Asking a question that isn't in the file is an error. */
lyd_status lyd_saved_load(const char *path, lyd_source **source, const lyd_saved **saved, lyd_diag *diag);
lyd_status lyd_saved_parse(const char *text, size_t length, const char *path, lyd_source **source, const lyd_saved **saved, lyd_diag *diag);

/* A file of saved answers among others. */
typedef struct lyd_saved_part {
    lyd_source *source; /* of lyd_saved_load */
    const lyd_saved *saved;
    const char *path; /* as given */
    bool unused;      /* it is too old */
} lyd_saved_part;

/* The servers of VIEW in PARTS, as lyd_topology_set_servers takes them: each with its vantage and its time. A view that several vantages
 * have, has the servers of each, called "SERVER at VANTAGE"; so is a server that several vantages asked. Those of a part
 * that is too old are absent, unless a newer part of its vantage has the view. No servers: no part has the view. Servers are ARENA's. */
lyd_status lyd_saved_servers(const lyd_saved_part *parts, size_t count, const char *view, lyd_arena *arena, lyd_server **servers,
                             size_t *server_count);

/* Whether PART has VIEW, but no answer about NAME from a server of it. */
bool lyd_saved_lacks(const lyd_saved_part *part, const char *view, const char *name);

/* Two parts that have the same view from the same vantage are an error in DIAG. */
lyd_status lyd_saved_check(const lyd_saved_part *parts, size_t count, lyd_diag *diag);

/* A source that answers from PARTS, which it takes over; they are the caller's where it fails. Of two answers to one question, from the
 * same server and vantage, the newer counts. Questions to absent servers are failed lookups of the cause LYD_NOT_SAVED. */
lyd_status lyd_saved_join(const lyd_saved_part *parts, size_t count, lyd_source **source);

/* ---- a change: records to add and delete, read from the script that will make it ---- */

typedef enum lyd_change_form { LYD_CHANGE_NSUPDATE, LYD_CHANGE_DNSCMD, LYD_CHANGE_POWERSHELL } lyd_change_form;

extern const lyd_row lyd_change_forms[]; /* "nsupdate", "dnscmd", "PowerShell" */

typedef enum lyd_change_act {
    LYD_CHANGE_ADD,         /* one record */
    LYD_CHANGE_DELETE,      /* one record */
    LYD_CHANGE_DELETE_SET,  /* all of a type */
    LYD_CHANGE_DELETE_NAME, /* all of a name */
    LYD_CHANGE_ADD_ZONE,    /* an empty zone: NAME and ZONE are its top. It hides what its server has at and below that name in others */
    /* Prerequisites (RFC 2136 section 2.4): if one isn't met, the server refuses the whole request. */
    LYD_CHANGE_NEED_NAME,
    LYD_CHANGE_NEED_NO_NAME,
    LYD_CHANGE_NEED_SET,    /* any record of the type */
    LYD_CHANGE_NEED_NO_SET, /* none */
    LYD_CHANGE_NEED_RECORD, /* all of these of a name and type, and no other */
} lyd_change_act;

typedef struct lyd_change_step {
    lyd_change_act act;
    uint16_t type;         /* of the record (lyd_type); 0: of the name as a whole */
    const char *type_name; /* "AAAA"; NULL: none */
    const char *name;      /* canonical */
    const char *zone;      /* canonical; NULL: the script leaves it to the server */
    lyd_record record;     /* to add or delete, of a type whose data is judged: A, AAAA, SRV, CNAME */
    const char *data;      /* as text, for people; NULL: none */
    uint32_t ttl;
    uint32_t line;
    uint32_t request; /* steps of the same number are made together or not at all */
} lyd_change_step;

typedef struct lyd_change {
    const char *path;
    lyd_change_form form;
    const lyd_change_step *steps; /* in the order in which they are made */
    size_t count;
    lyd_arena *arena; /* owns all of it */
} lyd_change;

#define LYD_CHANGE_FILE_MAX ((size_t)16 << 20) /* bytes */

/* Reads a script of nsupdate, of dnscmd, or of PowerShell's DnsServer cmdlets; its content decides which. Every line that can't be read is
 * an error in DIAG: a change is judged whole or not at all. */
lyd_status lyd_change_load(const char *path, lyd_change **change, lyd_diag *diag);
lyd_status lyd_change_parse(const char *text, size_t length, const char *path, lyd_change **change, lyd_diag *diag);
void lyd_change_free(lyd_change *change);

/* What the name of STEP has to be asked for on its account, as a set of 1u << index in lyd_kept_types: addresses or SRV records, by the
 * step's type; where that says nothing (an alias, all of a name), by the name, for those of services have a label that begins with an
 * underscore (RFC 2782). */
unsigned lyd_change_asks(const lyd_change_step *step);

/* ---- source: a change laid over another source ---- */

/* A source that remembers every answer of BASE, which stays the caller's: no question is asked twice. NULL: out of memory. */
lyd_source *lyd_memo_new(lyd_source *base);

/* A view that a change may be made in: indexes into the servers. */
typedef struct lyd_change_view {
    const char *name;
    const uint16_t *servers;
    size_t server_count;
} lyd_change_view;

/* The servers and names that a change is applied to. NAMES are those that matter: asked for, or met as aliases. */
typedef struct lyd_change_site {
    const lyd_server *servers;
    size_t server_count;
    const lyd_change_view *views;
    size_t view_count;
    const char *const *names;
    size_t name_count;
    bool made;   /* the change may have been made already: prerequisites don't have to be met */
    bool denied; /* names of which nobody can tell whether they exist are taken not to exist; else to exist */
} lyd_change_site;

/* A record that a server has (ADDED) or no longer has after the change. */
typedef struct lyd_change_record {
    uint16_t server;
    uint16_t type;
    bool added;
    bool has_ttl; /* of an alias that a server had, the TTL isn't known */
    uint32_t ttl;
    const char *name;
    const char *data;
} lyd_change_record;

/* A changed name whose effect can't be judged. */
typedef struct lyd_change_doubt {
    const char *record; /* the name */
    const char *reason;
} lyd_change_doubt;

typedef struct lyd_change_records {
    const lyd_change_record *items; /* server by server, in the order of the script */
    size_t count;
    const lyd_change_doubt *doubts; /* only about names that the site's names depend on */
    size_t doubt_count;
} lyd_change_records;

/* Makes CHANGE in the view of SITE that has its zones, in the zones of BASE (lyd_zone_source_new) themselves. A step that the server would
 * refuse, an unmet prerequisite, a zone that several views with other servers have, and a type of record that can't be judged are errors in
 * DIAG; what the server would silently ignore, and a zone that no view has but no name of SITE depends on, is a note. RECORDS are ARENA's.
 */
lyd_status lyd_zone_source_change(lyd_source *base, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena,
                                  lyd_change_records *records, lyd_diag *diag);

/* The same over any source, which is asked about the changed names: *OVERLAY answers as its servers would after the change. BASE is made by
 * lyd_memo_new and stays the caller's. Names below a deleted one are known only if they are asked for or part of the change. */
lyd_status lyd_overlay_new(lyd_source *base, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_source **overlay,
                           lyd_change_records *records, lyd_diag *diag);

/* An answer of an overlay that isn't certain. */
typedef struct lyd_overlay_guess {
    const char *name; /* the question's */
    uint16_t server, type;
    lyd_change_doubt doubt; /* texts are the base's */
    bool likely;            /* it could be another only because of names that nobody has mentioned */
    bool open;              /* it depends on what a lookup that failed would have said */
} lyd_overlay_guess;

/* Those given so far. Those that are neither likely nor open are certain after all if an overlay made with the other value of DENIED gives
 * the same answer. The array is good until the overlay is asked again. */
const lyd_overlay_guess *lyd_overlay_guesses(const lyd_source *overlay, size_t *count);

/* Whether an overlay made with the other value of DENIED could answer otherwise. */
bool lyd_overlay_is_doubtful(const lyd_source *overlay);

/* ---- DNS64 (RFC 7050, RFC 6052) ---- */

typedef struct lyd_prefix {
    lyd_address address;
    uint8_t length; /* bits: 32, 40, 48, 56, 64 or 96 for NAT64 */
} lyd_prefix;

/* The NAT64 prefixes that an answer to "ipv4only.arpa" AAAA reveals; at most MAX are written, the count is returned. */
size_t lyd_dns64_prefixes(const lyd_answer *answer, lyd_prefix *prefixes, size_t max);

/* True when IPV6 is PREFIX around IPV4 (RFC 6052 section 2.2); if IPV4 is NULL, when IPV6 is in PREFIX. */
bool lyd_dns64_embeds(const lyd_prefix *prefix, const lyd_address *ipv6, const lyd_address *ipv4);

/* True when IPV6, from an AAAA answer, could be made from A, the A answer to the same question: it is in a NAT64 prefix of the registry, or
 * embeds one of A's addresses with some prefix, and no other mechanism explains that. */
bool lyd_dns64_suspect(const lyd_address *ipv6, const lyd_answer *a);

/* Whether a server makes IPv6 addresses, by its answer to LYD_DNS64_PROBE AAAA. */
#define LYD_DNS64_PROBE "ipv4only.arpa"

typedef enum lyd_dns64_state {
    LYD_DNS64_UNTOLD,  /* the lookup failed, wasn't made, or says nothing */
    LYD_DNS64_ABSENT,  /* it makes none: the name, which has IPv4 addresses alone (RFC 8880), exists without IPv6 ones */
    LYD_DNS64_PRESENT, /* it makes those with these prefixes */
} lyd_dns64_state;

typedef struct lyd_dns64 {
    lyd_dns64_state state;
    const lyd_prefix *prefixes;
    size_t prefix_count;
    const char *status; /* of the answer; NULL: not asked */
} lyd_dns64;

/* What ANSWER to the probe says; prefixes in ARENA. */
lyd_status lyd_dns64_read(const lyd_answer *answer, lyd_arena *arena, lyd_dns64 *dns64);

#endif
