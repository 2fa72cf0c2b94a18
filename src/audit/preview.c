/* Preview: a deployment judged as it is and with a change, and the difference. */
#include "doubts.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

/* ---- where the change is made ---- */

static lyd_status choose_views(lyd_preview *p, const lyd_topology *topology, const char *view, lyd_diag *diag)
{
    p->views = 0;
    for (size_t v = 0; v < topology->view_count; v++) {
        bool chosen = view == NULL || strcmp(topology->views[v].name, view) == 0;
        p->views |= chosen && topology->views[v].server_count > 0 ? (uint32_t)1 << v : 0;
    }
    return p->views != 0 ? LYD_OK
                         : lyd_diag_error(diag, NULL, 0, "--view %s: unknown view, or a view without servers", view != NULL ? view : "");
}

static lyd_status fill_views(const lyd_preview *p, lyd_change_site *site)
{
    const lyd_case *c = &p->before->facts;
    lyd_change_view *views = lyd_arena_alloc(p->arena, c->topology->view_count * sizeof(*views));
    if (views == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t v = 0; v < c->topology->view_count; v++) {
        if ((p->views >> v & 1u) != 0) {
            views[site->view_count++] =
                (lyd_change_view){c->topology->views[v].name, c->view_servers[v], c->topology->views[v].server_count};
        }
    }
    site->views = views;
    return LYD_OK;
}

/* Every name that is asked about, and every alias that an answer passed through. */
static lyd_status fill_names(const lyd_preview *p, lyd_change_site *site)
{
    const lyd_case *c = &p->before->facts;
    size_t questions = lyd_case_questions(c), count = lyd_case_names(c);
    for (size_t i = 0; i < questions; i++) {
        count += c->answers[i].alias_count;
    }
    const char **names = lyd_arena_alloc(p->arena, count * sizeof(*names));
    if (names == NULL) {
        return LYD_ENOMEM;
    }
    count = 0;
    for (uint32_t n = 0; n < lyd_case_names(c); n++) {
        names[count++] = lyd_case_fqdn(c, n);
    }
    for (size_t i = 0; i < questions; i++) {
        for (size_t k = 0; k < c->answers[i].alias_count; k++) {
            names[count++] = c->answers[i].aliases[k];
        }
    }
    site->names = names;
    site->name_count = count;
    return LYD_OK;
}

/* ---- records ---- */

static lyd_status keep_records(lyd_preview *p, const lyd_change_records *records)
{
    const lyd_case *c = &p->before->facts;
    lyd_map *known = lyd_map_new();
    lyd_preview_record *kept = lyd_arena_alloc(p->arena, records->count * c->topology->view_count * sizeof(*kept));
    lyd_status status = known == NULL || kept == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t v = 0; v < c->topology->view_count && status == LYD_OK; v++) {
        for (size_t i = 0; i < records->count && status == LYD_OK; i++) {
            const lyd_change_record *record = &records->items[i];
            uint32_t number;
            bool here = false;
            for (size_t s = 0; s < c->topology->views[v].server_count && (p->views >> v & 1u) != 0; s++) {
                here = here || c->view_servers[v][s] == record->server;
            }
            if (!here) {
                continue;
            }
            const char *key = lyd_arena_printf(p->arena, "%zu %d %u %s %s", v, record->added, record->type, record->name, record->data);
            if (key == NULL) {
                status = LYD_ENOMEM;
            } else if (!lyd_map_get(known, key, &number)) {
                kept[p->record_count++] = (lyd_preview_record){c->topology->views[v].name, record};
                status = lyd_map_put(known, key, 0);
            }
        }
    }
    lyd_map_free(known);
    p->records = kept;
    return status;
}

/* ---- findings ---- */

/* A finding of the same key that is more severe now, or no longer waived, counts as introduced. */
static bool is_worse(const lyd_finding *before, const lyd_finding *after)
{
    return after->waiver == NULL && (after->severity > before->severity || before->waiver != NULL);
}

static lyd_status index_findings(const lyd_judgement *j, lyd_map *map)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < j->finding_count && status == LYD_OK; i++) {
        status = lyd_map_put(map, j->findings[i].key, (uint32_t)i);
    }
    return status;
}

/* The findings of one run, by key. */
typedef struct indexed {
    const lyd_judgement *judgement;
    lyd_map *map;
} indexed;

static const lyd_finding *find(const indexed *in, const char *key)
{
    uint32_t number;
    return lyd_map_get(in->map, key, &number) ? &in->judgement->findings[number] : NULL;
}

static bool is_introduced(const indexed *was, const lyd_finding *finding)
{
    const lyd_finding *before = find(was, finding->key);
    return before == NULL || is_worse(before, finding);
}

/* What both runs after the change introduce is introduced; what neither has any more is resolved. */
static void sort_findings(lyd_preview *p, const indexed *was, const indexed *is, const indexed *other, const lyd_finding **introduced,
                          const lyd_finding **resolved, const lyd_finding **unchanged)
{
    for (size_t i = 0; i < is->judgement->finding_count; i++) {
        const lyd_finding *finding = &is->judgement->findings[i], *too = find(other, finding->key);
        if (!is_introduced(was, finding)) {
            unchanged[p->unchanged_count++] = finding;
        } else if (too != NULL && is_introduced(was, too)) {
            introduced[p->introduced_count++] = finding;
        }
    }
    for (size_t i = 0; i < was->judgement->finding_count; i++) {
        const lyd_finding *finding = &was->judgement->findings[i], *left = find(other, finding->key);
        if (find(is, finding->key) == NULL && left == NULL) {
            resolved[p->resolved_count++] = finding;
        } else if (find(is, finding->key) == NULL) {
            unchanged[p->unchanged_count++] = left;
        }
    }
}

static lyd_status compare_findings(lyd_preview *p)
{
    const lyd_judgement *before = &p->before->judgement, *after = &p->after->judgement;
    size_t most = after->finding_count + before->finding_count;
    const lyd_finding **introduced = lyd_arena_alloc(p->arena, most * sizeof(*introduced));
    const lyd_finding **unchanged = lyd_arena_alloc(p->arena, most * sizeof(*unchanged));
    const lyd_finding **resolved = lyd_arena_alloc(p->arena, most * sizeof(*resolved));
    indexed was = {before, lyd_map_new()}, is = {after, lyd_map_new()};
    indexed other = {p->other != NULL ? &p->other->judgement : after, lyd_map_new()};
    lyd_status status = LYD_ENOMEM;
    if (introduced != NULL && unchanged != NULL && resolved != NULL && was.map != NULL && is.map != NULL && other.map != NULL &&
        index_findings(before, was.map) == LYD_OK && index_findings(after, is.map) == LYD_OK &&
        index_findings(other.judgement, other.map) == LYD_OK) {
        sort_findings(p, &was, &is, &other, introduced, resolved, unchanged);
        p->introduced = introduced;
        p->unchanged = unchanged;
        p->resolved = resolved;
        status = LYD_OK;
    }
    lyd_map_free(was.map);
    lyd_map_free(is.map);
    lyd_map_free(other.map);
    return status;
}

/* ---- preview ---- */

static bool is_zone(const lyd_source *source)
{
    return strcmp(source->functions->name, "zone") == 0;
}

static lyd_status make_site(const lyd_preview *p, bool made, lyd_change_site *site)
{
    *site = (lyd_change_site){.servers = p->before->facts.servers, .server_count = p->before->facts.server_count, .made = made};
    lyd_status status = fill_views(p, site);
    return status == LYD_OK ? fill_names(p, site) : status;
}

/* Judges once more, with the names that nobody can be sure of taken not to exist. The steps are the same, so nothing is reported again. */
static lyd_status judge_other(lyd_preview *p, const lyd_topology *topology, lyd_change_site site, int64_t started)
{
    lyd_change_records records = {0};
    if (!lyd_overlay_is_doubtful(p->over)) {
        return LYD_OK;
    }
    site.denied = true;
    lyd_status status = lyd_overlay_new(p->memo, p->change, &site, p->arena, &p->other_over, &records, NULL);
    return status == LYD_OK ? lyd_run_make(topology, p->other_over, started, false, &p->other, NULL) : status;
}

static lyd_status judge_change(lyd_preview *p, const lyd_topology *topology, lyd_source *source, bool made, int64_t started, lyd_diag *diag)
{
    lyd_change_site site;
    lyd_change_records records = {0};
    lyd_status status = make_site(p, made, &site);
    if (status == LYD_OK && p->memo == NULL) {
        p->over = source;
        status = lyd_zone_source_change(source, p->change, &site, p->arena, &records, diag);
    } else if (status == LYD_OK) {
        status = lyd_overlay_new(p->memo, p->change, &site, p->arena, &p->over, &records, diag);
    }
    if (status == LYD_OK) {
        status = keep_records(p, &records);
    }
    if (status == LYD_OK) {
        status = lyd_run_make(topology, p->over, started, false, &p->after, diag);
    }
    if (status == LYD_OK && p->memo != NULL) {
        status = judge_other(p, topology, site, started);
    }
    if (status == LYD_OK) {
        status = compare_findings(p);
    }
    return status == LYD_OK ? lyd_preview_doubt(p, &records) : status;
}

lyd_status lyd_preview_new(const lyd_topology *topology, lyd_source *source, lyd_source *asked, const lyd_change *change, const char *view,
                           bool made, int64_t started, lyd_preview **preview, lyd_diag *diag)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_preview *p = arena != NULL ? lyd_arena_zalloc(arena, 1, sizeof(*p)) : NULL;
    *preview = NULL;
    if (p == NULL) {
        lyd_arena_free(arena);
        return LYD_ENOMEM;
    }
    p->arena = arena;
    p->change = change;
    lyd_status status = choose_views(p, topology, view, diag);
    if (status == LYD_OK && !is_zone(source)) {
        p->memo = lyd_memo_new(asked);
        status = p->memo == NULL ? LYD_ENOMEM : LYD_OK;
    }
    if (status == LYD_OK) {
        status = lyd_run_make(topology, p->memo != NULL ? p->memo : asked, started, false, &p->before, diag);
    }
    if (status == LYD_OK) {
        status = judge_change(p, topology, source, made, started, diag);
    }
    if (status != LYD_OK) {
        lyd_preview_free(p);
        return status;
    }
    *preview = p;
    return LYD_OK;
}

void lyd_preview_free(lyd_preview *p)
{
    if (p != NULL) {
        lyd_run_free(p->before);
        lyd_run_free(p->after);
        lyd_run_free(p->other);
        if (p->memo != NULL) {
            lyd_source_free(p->over);
            lyd_source_free(p->other_over);
        }
        lyd_source_free(p->memo);
        lyd_arena_free(p->arena); /* which holds *P too */
    }
}

/* The worst of the introduced findings that count. */
static lyd_severity worst_introduced(const lyd_preview *p)
{
    lyd_severity worst = LYD_OFF;
    for (size_t i = 0; i < p->introduced_count; i++) {
        const lyd_finding *finding = p->introduced[i];
        worst = lyd_finding_counts(finding) && finding->severity > worst ? finding->severity : worst;
    }
    return worst;
}

static bool is_whole(const lyd_preview *p)
{
    bool other = p->other == NULL || p->other->judgement.complete;
    return p->before->judgement.complete && p->after->judgement.complete && other && p->not_judged_count == 0;
}

int lyd_preview_exit(const lyd_preview *p, lyd_severity fail_on)
{
    lyd_severity worst = worst_introduced(p);
    if (worst != LYD_OFF && fail_on != LYD_OFF && worst >= fail_on) {
        return 1;
    }
    return is_whole(p) ? 0 : 3;
}

const lyd_row lyd_change_verdicts[] = {
    {LYD_CHANGE_SAFE, "safe"},
    {LYD_CHANGE_BREAKS, "breaks"},
    {LYD_CHANGE_NOT_JUDGED, "not-judged"},
    {0, NULL},
};

lyd_verdict_of_change lyd_preview_verdict(const lyd_preview *p, lyd_severity fail_on)
{
    lyd_severity worst = p->left_out_worst > worst_introduced(p) ? p->left_out_worst : worst_introduced(p);
    if (worst == LYD_ERROR || (worst != LYD_OFF && fail_on != LYD_OFF && worst >= fail_on)) {
        return LYD_CHANGE_BREAKS;
    }
    return is_whole(p) ? LYD_CHANGE_SAFE : LYD_CHANGE_NOT_JUDGED;
}
