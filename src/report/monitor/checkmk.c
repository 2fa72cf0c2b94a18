/* Local checks of Checkmk: a line for the whole deployment, and one for each of its sites.
 *
 * A line is: state, "service name", metrics, details, with one space between. In the details "\n" begins a new line.
 * Source: Checkmk's manual, "Local checks". */
#include "monitor.h"

#include "report/shared.h"
#include "report/writers.h"

#include <stdlib.h>
#include <string.h>

#define DETAILS_MAX 30 /* findings in a line's details */

/* ---- the sites ---- */

typedef struct place {
    const char *name;
    size_t counts[LYD_ERROR + 1]; /* findings, by severity */
    bool breached[LYD_ERROR + 1]; /* by findings that count */
    bool failing;                 /* a lookup of one of its names failed, or wasn't made */
    bool asked;                   /* one of its names is in a view that was asked */
} place;

typedef struct sites {
    const lyd_run *run;
    uint32_t *of; /* of each endpoint: its site, or LYD_NONE */
    place *items;
    size_t count;
} sites;

static uint32_t site_named(sites *s, const char *name)
{
    uint32_t i = 0;
    while (i < s->count && strcmp(s->items[i].name, name) != 0) {
        i++;
    }
    if (i == s->count) {
        s->items[s->count++] = (place){.name = name};
    }
    return i;
}

/* A name of which the topology doesn't say where it is, is where its pool is. */
static void place_at(sites *s, uint32_t endpoint, uint32_t site)
{
    if (endpoint != LYD_NONE && s->of[endpoint] == LYD_NONE) {
        s->of[endpoint] = site;
    }
}

static void place_pool(sites *s, const lyd_pool *pool)
{
    uint32_t site = s->of[pool->endpoint];
    const uint32_t single[] = {pool->pstn_endpoint, pool->web_internal, pool->web_external};
    const struct {
        const uint32_t *names;
        size_t count;
    } lists[] = {{single, LYD_COUNT(single)},
                 {pool->members, pool->member_count},
                 {pool->externals, pool->external_count},
                 {pool->gateways, pool->gateway_count}};
    for (size_t l = 0; l < LYD_COUNT(lists) && site != LYD_NONE; l++) {
        for (size_t i = 0; i < lists[l].count; i++) {
            place_at(s, lists[l].names[i], site);
        }
    }
}

static void count_findings(sites *s)
{
    const lyd_judgement *j = &s->run->judgement;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        uint32_t last = LYD_NONE;
        for (size_t k = 0; k < finding->subject_count && finding->waiver == NULL; k++) {
            uint32_t e = lyd_topology_find(s->run->facts.topology, finding->subjects[k]);
            uint32_t at = e == LYD_NONE ? LYD_NONE : s->of[e];
            if (at != LYD_NONE && at != last) {
                s->items[at].counts[finding->severity]++;
                s->items[at].breached[finding->severity] = s->items[at].breached[finding->severity] || lyd_finding_counts(finding);
                last = at;
            }
        }
    }
}

static void find_failures(sites *s)
{
    const lyd_case *c = &s->run->facts;
    for (size_t i = 0; i < s->count; i++) {
        s->items[i].failing = s->run->judgement.unasked; /* by hand: few names, which belong together */
    }
    for (size_t e = 0; e < c->topology->endpoint_count; e++) {
        place *at = s->of[e] != LYD_NONE ? &s->items[s->of[e]] : NULL;
        if (at != NULL) {
            at->asked = at->asked || c->topology->endpoints[e].views != 0;
        }
        for (uint32_t q = c->first[e]; q < c->first[e + 1] && at != NULL; q++) {
            at->failing = at->failing || lyd_answer_failed((lyd_answer_status)c->answers[q].status);
        }
    }
}

static lyd_status find_sites(sites *s)
{
    const lyd_topology *t = s->run->facts.topology;
    s->of = malloc((t->endpoint_count + 1) * sizeof(*s->of));
    s->items = malloc((t->endpoint_count + 1) * sizeof(*s->items));
    if (s->of == NULL || s->items == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t e = 0; e < t->endpoint_count; e++) {
        s->of[e] = t->endpoints[e].site != NULL ? site_named(s, t->endpoints[e].site) : LYD_NONE;
    }
    for (size_t p = 0; p < t->pool_count; p++) {
        place_pool(s, &t->pools[p]);
    }
    count_findings(s);
    find_failures(s);
    return LYD_OK;
}

/* ---- the lines ---- */

/* Characters that a monitoring core drops from a service's name are written as #XX, so that two names never become one. */
static void put_name(FILE *stream, const char *text)
{
    char unit[LYD_SAFE_UNIT];
    while (lyd_safe_next(&text, unit)) {
        if (strchr("`;~!$%^&*|\\'\"<>?,()=#", unit[0]) != NULL) {
            (void)fprintf(stream, "#%02X%s", (unsigned)unit[0], unit + 1);
        } else {
            (void)fputs(unit, stream);
        }
    }
}

static void begin_line(FILE *stream, int state, const char *topology, const char *site)
{
    (void)fprintf(stream, "%d \"lyncdns ", state);
    put_name(stream, topology);
    if (site != NULL) {
        (void)fputc(' ', stream);
        put_name(stream, site);
    }
    (void)fputs("\" ", stream);
}

/* The letter n after a backslash would begin a new line. */
static void put_details(FILE *stream, const char *text)
{
    char unit[LYD_SAFE_UNIT];
    bool escape = false;
    while (lyd_safe_next(&text, unit)) {
        (void)fputs(escape && unit[0] == 'n' ? " n" : unit[0] == '|' ? "/" : unit, stream);
        escape = unit[0] == '\\' && unit[1] == '\0';
    }
}

/* Whether FINDING is about a name at the site AT; LYD_NONE: any finding is. */
static bool is_at(const sites *s, const lyd_finding *finding, uint32_t at)
{
    bool is = at == LYD_NONE;
    for (size_t k = 0; k < finding->subject_count && !is; k++) {
        uint32_t e = lyd_topology_find(s->run->facts.topology, finding->subjects[k]);
        is = e != LYD_NONE && s->of[e] == at;
    }
    return is;
}

static void put_findings(FILE *stream, const sites *s, uint32_t at)
{
    const lyd_judgement *j = &s->run->judgement;
    size_t shown = 0, more = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        bool listed = finding->waiver == NULL && is_at(s, finding, at);
        if (listed && shown++ < DETAILS_MAX) {
            (void)fprintf(stream, "\\n%s ", lyd_row_name(lyd_severity_names, (int)finding->severity));
            put_details(stream, finding->key);
            (void)fputs(" - ", stream);
            put_details(stream, finding->message);
        } else {
            more += listed ? 1 : 0;
        }
    }
    if (more > 0) {
        (void)fprintf(stream, "\\nand %zu more", more);
    }
    (void)fputc('\n', stream);
}

static void put_whole(FILE *stream, const sites *s, const lyd_places *places)
{
    const lyd_judgement *j = &s->run->judgement;
    const lyd_state_counts counts = lyd_state_counts_of(j);
    begin_line(stream, lyd_state_of(&counts), s->run->facts.topology->name, NULL);
    (void)fprintf(stream, "errors=%zu|warnings=%zu|infos=%zu|waived=%zu|lookups=%zu|failed_lookups=%zu|run_seconds=%lld.%03lld ",
                  j->counts[LYD_ERROR], j->counts[LYD_WARNING], j->counts[LYD_INFO], j->waived, j->lookups, j->failed_lookups,
                  (long long)(s->run->duration_ms / 1000), (long long)(s->run->duration_ms % 1000));
    lyd_put_status_counts(stream, s->run);
    for (size_t i = 0; i < places->count; i++) {
        (void)fputs("\\n", stream);
        put_details(stream, places->lines[i]);
    }
    put_findings(stream, s, LYD_NONE);
}

static void put_site(FILE *stream, const sites *s, uint32_t at)
{
    const place *item = &s->items[at];
    const lyd_state_counts counts = {item->breached[LYD_ERROR] ? 1 : 0, item->breached[LYD_WARNING] ? 1 : 0, item->asked && !item->failing};
    begin_line(stream, lyd_state_of(&counts), s->run->facts.topology->name, item->name);
    (void)fprintf(stream, "errors=%zu|warnings=%zu|infos=%zu %zu error%s, %zu warning%s%s", item->counts[LYD_ERROR],
                  item->counts[LYD_WARNING], item->counts[LYD_INFO], item->counts[LYD_ERROR], item->counts[LYD_ERROR] == 1 ? "" : "s",
                  item->counts[LYD_WARNING], item->counts[LYD_WARNING] == 1 ? "" : "s",
                  !item->asked    ? "; not judged: its names are in no view that was asked"
                  : item->failing ? "; incomplete: lookups of its names failed, or weren't made"
                                  : "");
    put_findings(stream, s, at);
}

lyd_status lyd_write_checkmk(const lyd_report *report, FILE *stream)
{
    sites s = {.run = report->run};
    lyd_places places;
    lyd_status status = lyd_places_of(report->run, false, &places);
    if (status == LYD_OK) {
        status = find_sites(&s);
    }
    if (status == LYD_OK) {
        put_whole(stream, &s, &places);
        for (uint32_t i = 0; i < s.count; i++) {
            put_site(stream, &s, i);
        }
        status = ferror(stream) ? LYD_EIO : LYD_OK;
    }
    free(s.items);
    free(s.of);
    return status;
}

int lyd_checkmk_failed(const char *message, FILE *stream)
{
    (void)fputs("3 \"lyncdns\" - ", stream);
    put_details(stream, message != NULL ? message : "failed");
    (void)fputc('\n', stream);
    return 2;
}
