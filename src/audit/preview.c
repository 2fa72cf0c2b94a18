/* Preview: a deployment judged as it is and with a change, and the difference. */
#include <lyncdns/audit.h>

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

/* The endpoints, and every alias that an answer passed through. */
static lyd_status fill_names(const lyd_preview *p, lyd_change_site *site)
{
    const lyd_case *c = &p->before->facts;
    size_t questions = c->first[c->topology->endpoint_count], count = c->topology->endpoint_count;
    for (size_t i = 0; i < questions; i++) {
        count += c->answers[i].alias_count;
    }
    const char **names = lyd_arena_alloc(p->arena, count * sizeof(*names));
    if (names == NULL) {
        return LYD_ENOMEM;
    }
    count = 0;
    for (size_t e = 0; e < c->topology->endpoint_count; e++) {
        names[count++] = c->topology->endpoints[e].fqdn;
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

static lyd_status compare_findings(lyd_preview *p)
{
    const lyd_judgement *before = &p->before->judgement, *after = &p->after->judgement;
    const lyd_finding **introduced = lyd_arena_alloc(p->arena, after->finding_count * sizeof(*introduced));
    const lyd_finding **unchanged = lyd_arena_alloc(p->arena, after->finding_count * sizeof(*unchanged));
    const lyd_finding **resolved = lyd_arena_alloc(p->arena, before->finding_count * sizeof(*resolved));
    lyd_map *was = lyd_map_new(), *is = lyd_map_new();
    lyd_status status = LYD_ENOMEM;
    uint32_t number;

    if (introduced == NULL || unchanged == NULL || resolved == NULL || was == NULL || is == NULL || index_findings(before, was) != LYD_OK ||
        index_findings(after, is) != LYD_OK) {
        goto done;
    }
    status = LYD_OK;
    for (size_t i = 0; i < after->finding_count; i++) {
        const lyd_finding *finding = &after->findings[i];
        bool known = lyd_map_get(was, finding->key, &number) && !is_worse(&before->findings[number], finding);
        if (known) {
            unchanged[p->unchanged_count++] = finding;
        } else {
            introduced[p->introduced_count++] = finding;
        }
    }
    for (size_t i = 0; i < before->finding_count; i++) {
        if (!lyd_map_get(is, before->findings[i].key, &number)) {
            resolved[p->resolved_count++] = &before->findings[i];
        }
    }
    p->introduced = introduced;
    p->unchanged = unchanged;
    p->resolved = resolved;

done:
    lyd_map_free(was);
    lyd_map_free(is);
    return status;
}

/* ---- preview ---- */

static bool is_zone(const lyd_source *source)
{
    return strcmp(source->functions->name, "zone") == 0;
}

static lyd_status apply_change(lyd_preview *p, lyd_source *source, bool made, lyd_diag *diag)
{
    lyd_change_site site = {.servers = p->before->facts.servers, .server_count = p->before->facts.server_count, .made = made};
    lyd_change_records records = {NULL, 0};
    lyd_status status = fill_views(p, &site);
    if (status == LYD_OK) {
        status = fill_names(p, &site);
    }
    if (status == LYD_OK && p->memo == NULL) {
        p->over = source;
        status = lyd_zone_source_change(source, p->change, &site, p->arena, &records, diag);
    } else if (status == LYD_OK) {
        status = lyd_overlay_new(p->memo, p->change, &site, p->arena, &p->over, &records, diag);
    }
    return status == LYD_OK ? keep_records(p, &records) : status;
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
        status = lyd_run_new(topology, p->memo != NULL ? p->memo : asked, started, &p->before, diag);
    }
    if (status == LYD_OK) {
        status = apply_change(p, source, made, diag);
    }
    if (status == LYD_OK) {
        status = lyd_run_new(topology, p->over, started, &p->after, diag);
    }
    if (status == LYD_OK) {
        status = compare_findings(p);
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
        if (p->memo != NULL) {
            lyd_source_free(p->over);
        }
        lyd_source_free(p->memo);
        lyd_arena_free(p->arena); /* which holds *P too */
    }
}

int lyd_preview_exit(const lyd_preview *p, lyd_severity fail_on)
{
    for (size_t i = 0; i < p->introduced_count && fail_on != LYD_OFF; i++) {
        const lyd_finding *finding = p->introduced[i];
        if (finding->severity >= fail_on && lyd_finding_counts(finding)) {
            return 1;
        }
    }
    return p->before->judgement.complete && p->after->judgement.complete ? 0 : 3;
}
