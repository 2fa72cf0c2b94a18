/* model.h: a random deployment of fixed parts, written as text for the fixture, and what judging it gives as lines that can be compared. */
#ifndef LYD_TEST_JUDGE_MODEL_H
#define LYD_TEST_JUDGE_MODEL_H

#include "judge/fixture.h"

/* ---- a deployment: fixed parts, random answers ---- */

#define PARTS 16
#define SERVERS 3 /* two internal, one external */

/* What one lookup gives: a set of the universe's three addresses, or a status. */
enum { GIVES_NODATA = 0, GIVES_ALL = 7, GIVES_NXDOMAIN, GIVES_DANGLING, GIVES_SERVFAIL, GIVES_TIMEOUT, GIVES_GIVEN_UP, GIVES_COUNT };
#define GIVES_CERTAIN GIVES_SERVFAIL /* values below it are answers, the others failures */

static const char *const statuses[GIVES_COUNT] = {
    [GIVES_NODATA] = "NODATA",     [GIVES_NXDOMAIN] = "NXDOMAIN", [GIVES_DANGLING] = "ALIAS_DANGLING",
    [GIVES_SERVFAIL] = "SERVFAIL", [GIVES_TIMEOUT] = "TIMEOUT",   [GIVES_GIVEN_UP] = "GIVEN_UP"};
static const char *const universe[2][3] = {{"10.1.0.1", "8.8.4.4", "169.254.0.1"}, {"2a00::1", "fd00::2", "2002:808:404::1"}};

/* %N is the name of part N. */
static const char *const parts[PARTS] = {
    "exchange-um %0",
    "front-end-pool %1 members=%2,%3 edge=%4",
    "front-end-server %2 configured=10.1.0.1",
    "front-end-server %3",
    "edge-internal %4 members=%5 externals=%6",
    "edge-server %5",
    "edge-external %6",
    "mediation-pool %7 members=%8 gateways=%9,%a pstn-fqdn=%e",
    "mediation-server %8",
    "pstn-gateway %9",
    "pstn-gateway %a is=ipv4",
    "location-information-service %b",
    "persistent-chat %c",
    "monitoring %d",
    "other %e",
    "director-pool %f is=dual-stack",
};

typedef struct model {
    unsigned gives[PARTS][SERVERS][2];
    unsigned networks[5]; /* three of clients, two of remote users: index of a type */
    unsigned features;
    bool lab;
    unsigned seed;
} model;

static inline unsigned roll(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 10) % sides;
}

static inline model random_model(unsigned seed)
{
    model m = {.seed = seed * 2654435761u + 1};
    for (size_t p = 0; p < PARTS; p++) {
        for (size_t s = 0; s < SERVERS; s++) {
            for (size_t t = 0; t < 2; t++) {
                /* Mostly like the first server, so that agreement is as common as difference; failures are rare. */
                bool same = s == 1 && roll(&m.seed, 4) != 0;
                bool fails = roll(&m.seed, 12) == 0;
                unsigned sure = roll(&m.seed, 2) == 0 ? roll(&m.seed, GIVES_CERTAIN) : roll(&m.seed, 2);
                m.gives[p][s][t] = same ? m.gives[p][0][t] : (fails ? GIVES_CERTAIN + roll(&m.seed, 2) : sure);
            }
        }
    }
    for (size_t n = 0; n < LYD_COUNT(m.networks); n++) {
        m.networks[n] = roll(&m.seed, 3);
    }
    m.features = roll(&m.seed, 8);
    m.lab = roll(&m.seed, 2) == 0;
    return m;
}

/* How the model is written as text. */
typedef struct spelling {
    unsigned names[PARTS + 5]; /* of each part, then of each network: a number that its name is made of */
    unsigned order[PARTS + 5]; /* the order of the lines */
    bool swapped;              /* the two internal servers change places */
    bool alone;                /* there is no second internal server */
} spelling;

static inline spelling plain(void)
{
    spelling s = {.swapped = false, .alone = false};
    for (unsigned i = 0; i < PARTS + 5; i++) {
        s.names[i] = s.order[i] = i;
    }
    return s;
}

static inline void shuffle(unsigned *numbers, unsigned count, unsigned *seed)
{
    for (unsigned i = count; i > 1; i--) {
        unsigned k = roll(seed, i), swap = numbers[i - 1];
        numbers[i - 1] = numbers[k];
        numbers[k] = swap;
    }
}

typedef struct page {
    char text[8192];
    size_t used;
} page;

static inline void put(page *p, const char *format, ...) LYD_PRINTF(2, 3);

static inline void put(page *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(p->text + p->used, sizeof(p->text) - p->used, format, arguments);
    va_end(arguments);
    ck_assert_int_lt(n, (int)(sizeof(p->text) - p->used));
    p->used += (size_t)n;
}

static inline void put_lookup(page *p, unsigned gives, size_t server, size_t type)
{
    const char *comma = "";
    put(p, " %s@%zu=", type == 0 ? "A" : "AAAA", server + 1);
    if (gives == GIVES_NODATA || gives > GIVES_ALL) {
        put(p, "%s", statuses[gives]);
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        if ((gives >> i & 1) != 0) {
            put(p, "%s%s", comma, universe[type][i]);
            comma = ",";
        }
    }
}

static inline void put_part(page *p, const model *m, const spelling *s, size_t part)
{
    for (const char *c = parts[part]; *c != '\0'; c++) {
        if (*c == '%') {
            c++;
            put(p, "n%02u", s->names[*c >= 'a' ? *c - 'a' + 10 : *c - '0']);
        } else {
            put(p, "%c", *c);
        }
    }
    for (size_t server = 0; server < (s->alone ? SERVERS - 1 : SERVERS); server++) {
        size_t given = s->swapped && server < 2 ? 1 - server : (s->alone && server == 1 ? 2 : server);
        for (size_t t = 0; t < 2; t++) {
            put_lookup(p, m->gives[part][given][t], server, t);
        }
    }
    put(p, "\n");
}

static inline fixture *judge_model(const model *m, const spelling *s)
{
    static const char *const types[] = {"ipv4", "dual-stack", "ipv6"};
    page p = {.used = 0};
    put(&p, "%s", m->lab ? "lab\n" : "");
    for (const lyd_row *row = lyd_feature_names; row->name != NULL; row++) {
        put(&p, (m->features & (unsigned)row->id) != 0 ? "feature %s\n" : "%.0s", row->name);
    }
    put(&p, "view internal %s\nview external 8.8.8.8:53\n",
        s->alone ? "10.0.0.1:53" : (s->swapped ? "10.0.0.2:53 10.0.0.1:53" : "10.0.0.1:53 10.0.0.2:53"));
    for (size_t i = 0; i < PARTS + 5; i++) {
        unsigned line = s->order[i];
        if (line < PARTS) {
            put_part(&p, m, s, line);
        } else {
            put(&p, "%s n%02u %s\n", line < PARTS + 3 ? "client" : "remote", s->names[line], types[m->networks[line - PARTS]]);
        }
    }
    return fixture_new(p.text);
}

/* ---- the outcome, with names turned back into parts ---- */

static inline unsigned part_of(const spelling *s, const char *subject)
{
    unsigned number;
    if (sscanf(subject, "n%2u", &number) != 1) {
        return 100 + (unsigned)subject[7]; /* a server: the last digit of 10.0.0.N */
    }
    for (unsigned i = 0; i < PARTS + 5; i++) {
        if (s->names[i] == number) {
            return i;
        }
    }
    ck_abort_msg("%s: unknown subject", subject);
    return 0;
}

static inline int by_line(const void *a, const void *b)
{
    return strcmp(a, b);
}

#define LINES 512

typedef struct outcome {
    char lines[LINES][64];
    size_t count;
} outcome;

static inline void add_line(outcome *o, const char *head, const spelling *s, const char *const *subjects, size_t count, const char *tail)
{
    unsigned one = part_of(s, subjects[0]), two = count > 1 ? part_of(s, subjects[1]) : 0;
    bool pair = strcmp(head, "P2P001") == 0 || strcmp(head, "peer-to-peer") == 0;
    bool turn = pair && one > two;
    ck_assert_uint_lt(o->count, LINES);
    (void)snprintf(o->lines[o->count++], sizeof(o->lines[0]), "%s %u %u %s", head, turn ? two : one, turn ? one : two, tail);
}

static inline void read_outcome(const fixture *f, const spelling *s, outcome *o)
{
    const lyd_judgement *j = &f->judgement;
    o->count = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        add_line(o, finding->rule->id, s, finding->subjects, finding->subject_count,
                 lyd_row_name(lyd_severity_names, (int)finding->severity));
    }
    for (size_t i = 0; i < j->combination_count; i++) {
        const lyd_combination *row = &j->combinations[i];
        add_line(o, lyd_table_get(row->table)->name, s, row->subjects, 2, lyd_row_name(lyd_verdict_names, (int)row->verdict));
    }
    qsort(o->lines, o->count, sizeof(o->lines[0]), by_line);
}

static inline bool has_line(const outcome *o, const char *line)
{
    return bsearch(line, o->lines, o->count, sizeof(o->lines[0]), by_line) != NULL;
}

#endif
