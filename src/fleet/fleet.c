/* The rows of a fleet, and what is wrong with the DNS servers that its deployments share. */
#include "fleet.h"

#include <stdlib.h>
#include <string.h>

const lyd_row lyd_fleet_verdicts[] = {
    {LYD_FLEET_OK, "ok"}, {LYD_FLEET_FINDINGS, "findings"}, {LYD_FLEET_INCOMPLETE, "incomplete"}, {LYD_FLEET_ERROR, "error"}, {0, NULL},
};

lyd_fleet *lyd_fleet_new(void)
{
    lyd_fleet *fleet = calloc(1, sizeof(*fleet));
    if (fleet != NULL) {
        fleet->arena = lyd_arena_new();
        fleet->server_index = lyd_map_new();
        fleet->report_index = lyd_map_new();
    }
    if (fleet != NULL && (fleet->arena == NULL || fleet->server_index == NULL || fleet->report_index == NULL)) {
        lyd_fleet_free(fleet);
        return NULL;
    }
    return fleet;
}

void lyd_fleet_free(lyd_fleet *fleet)
{
    if (fleet == NULL) {
        return;
    }
    for (size_t i = 0; i < fleet->server_count; i++) {
        for (size_t t = 0; t < LYD_FLEET_TROUBLES; t++) {
            free(fleet->servers[i].rows[t]);
        }
    }
    free(fleet->servers);
    free(fleet->rows);
    lyd_map_free(fleet->server_index);
    lyd_map_free(fleet->report_index);
    lyd_arena_free(fleet->arena);
    free(fleet);
}

/* ---- rows ---- */

/* Errors are findings whatever the exit code is: with --fail-on never it is 0. A run that isn't complete is never OK. */
lyd_fleet_verdict lyd_fleet_verdict_of(int exit_code, bool complete, size_t errors)
{
    if (exit_code == 2) {
        return LYD_FLEET_ERROR;
    }
    if (exit_code == 1) {
        return LYD_FLEET_FINDINGS;
    }
    return !complete || exit_code == 3 ? LYD_FLEET_INCOMPLETE : errors > 0 ? LYD_FLEET_FINDINGS : LYD_FLEET_OK;
}

static bool copy(lyd_fleet *fleet, const char **text)
{
    *text = *text == NULL ? NULL : lyd_arena_text(fleet->arena, *text, strlen(*text));
    return *text != NULL;
}

lyd_status lyd_fleet_add(lyd_fleet *fleet, const lyd_fleet_row *row)
{
    lyd_status status = lyd_grow((void **)&fleet->rows, &fleet->capacity, fleet->count, sizeof(*fleet->rows));
    lyd_fleet_row added = *row;
    if (status != LYD_OK || !copy(fleet, &added.file) || (row->topology != NULL && !copy(fleet, &added.topology)) ||
        (row->message != NULL && !copy(fleet, &added.message))) {
        return LYD_ENOMEM;
    }
    added.exit_code = !added.complete && added.exit_code == 0 ? 3 : added.exit_code;
    added.verdict = lyd_fleet_verdict_of(added.exit_code, added.complete, added.errors);
    fleet->rows[fleet->count++] = added;
    return LYD_OK;
}

lyd_status lyd_fleet_add_error(lyd_fleet *fleet, const char *topology, const char *file, const char *message)
{
    return lyd_fleet_add(fleet, &(lyd_fleet_row){.topology = topology,
                                                 .file = file,
                                                 .message = message,
                                                 .exit_code = 2,
                                                 .fresh = LYD_FLEET_UNKNOWN,
                                                 .gone = LYD_FLEET_UNKNOWN,
                                                 .changed = LYD_FLEET_UNKNOWN});
}

/* Without the file's name, which the row has. */
lyd_status lyd_fleet_add_failure(lyd_fleet *fleet, const char *topology, const char *file, const lyd_diag *diag, lyd_status status)
{
    const char *message = lyd_diag_first_error(diag);
    size_t length = strlen(file);
    message = message == NULL ? lyd_status_text(status) : message;
    if (strncmp(message, file, length) == 0 && message[length] == ':') {
        message += length + 1;
        bool line = *message != ' '; /* "FILE:2: …" */
        message = line ? lyd_arena_printf(fleet->arena, "line %s", message) : message + 1;
    }
    return message == NULL ? LYD_ENOMEM : lyd_fleet_add_error(fleet, topology, file, message);
}

static bool add_words(lyd_fleet *fleet, lyd_fleet_row *row, const char *words)
{
    if (row->message != NULL && words != NULL) {
        words = lyd_arena_printf(fleet->arena, "%s; %s", row->message, words);
    }
    row->message = words;
    return words != NULL;
}

bool lyd_fleet_without_view(lyd_fleet *fleet, lyd_fleet_row *row, const char *view)
{
    row->in_part = true;
    return add_words(fleet, row, lyd_arena_printf(fleet->arena, "view %s left out", view));
}

bool lyd_fleet_without_findings(lyd_fleet *fleet, lyd_fleet_row *row, size_t count)
{
    row->in_part = row->in_part || count > 0;
    return count == 0 ||
           add_words(fleet, row, lyd_arena_printf(fleet->arena, "%zu finding%s left out (--only)", count, count == 1 ? "" : "s"));
}

/* What was wrong then counts until a newer report says otherwise; that nothing was wrong says nothing about today. */
bool lyd_fleet_outside_ages(lyd_fleet *fleet, lyd_fleet_row *row, const lyd_span *ages, int64_t asked)
{
    char then[LYD_TIME_TEXT];
    lyd_time_format(asked, then);
    row->complete = false;
    return add_words(fleet, row, lyd_arena_printf(fleet->arena, "asked at %s, which is %s", then, lyd_span_fault(ages, asked)));
}

bool lyd_fleet_has_news(const lyd_fleet_row *row)
{
    return row->verdict == LYD_FLEET_ERROR || row->fresh > 0 || row->gone > 0 || row->changed > 0; /* LYD_FLEET_UNKNOWN is more than 0 */
}

int lyd_fleet_exit(const lyd_fleet *fleet)
{
    static const int ranks[] = {0, 2, 3, 1}; /* of 0, 1, 2, 3 */
    int worst = 0;
    for (size_t i = 0; i < fleet->count; i++) {
        int code = fleet->rows[i].exit_code;
        worst = ranks[code & 3] > ranks[worst] ? code & 3 : worst;
    }
    return worst;
}

/* ---- servers ---- */

static lyd_fleet_server *server_named(lyd_fleet *fleet, const char *name)
{
    uint32_t at;
    if (lyd_map_get(fleet->server_index, name, &at)) {
        return &fleet->servers[at];
    }
    lyd_fleet_server server = {.server = name};
    if (!copy(fleet, &server.server) ||
        lyd_grow((void **)&fleet->servers, &fleet->server_capacity, fleet->server_count, sizeof(*fleet->servers)) != LYD_OK ||
        lyd_map_put(fleet->server_index, server.server, (uint32_t)fleet->server_count) != LYD_OK) {
        return NULL;
    }
    fleet->servers[fleet->server_count] = server;
    return &fleet->servers[fleet->server_count++];
}

lyd_status lyd_fleet_note(lyd_fleet *fleet, const char *name, lyd_fleet_trouble trouble)
{
    uint32_t row = (uint32_t)fleet->count - 1;
    lyd_fleet_server *server = server_named(fleet, name);
    if (server == NULL) {
        return LYD_ENOMEM;
    }
    size_t count = server->counts[trouble];
    if (count > 0 && server->rows[trouble][count - 1] == row) {
        return LYD_OK;
    }
    lyd_status status = lyd_grow((void **)&server->rows[trouble], &server->capacities[trouble], count, sizeof(*server->rows[trouble]));
    if (status == LYD_OK) {
        server->rows[trouble][server->counts[trouble]++] = row;
    }
    return status;
}

/* ---- a run ---- */

static lyd_status note_server(lyd_fleet *fleet, const lyd_run *run, const lyd_server_summary *server)
{
    const lyd_judgement *j = &run->judgement;
    lyd_status status = LYD_OK;
    if (server->failed > 0) {
        status = lyd_fleet_note(fleet, server->server, server->reachable ? LYD_FLEET_FAILING : LYD_FLEET_SILENT);
    }
    for (size_t i = 0; i < j->finding_count && status == LYD_OK; i++) {
        const lyd_finding *finding = &j->findings[i];
        if (finding->waiver == NULL && lyd_fleet_is_difference(finding->rule->id)) {
            status = lyd_fleet_note_difference(fleet, finding->evidence, finding->evidence_count, server->server);
        }
    }
    return status;
}

lyd_status lyd_fleet_add_run(lyd_fleet *fleet, const char *file, lyd_run *run, const lyd_fleet_outcome *outcome)
{
    const lyd_judgement *j = &run->judgement;
    const lyd_topology *t = run->facts.topology;
    lyd_fleet_row row = {.topology = t->name,
                         .file = file,
                         .errors = j->counts[LYD_ERROR],
                         .warnings = j->counts[LYD_WARNING],
                         .infos = j->counts[LYD_INFO],
                         .waived = j->waived,
                         .fresh = outcome->fresh,
                         .gone = outcome->gone,
                         .changed = outcome->changed,
                         .started = run->started,
                         .last_complete = j->complete ? run->started : outcome->last_complete,
                         .exit_code = outcome->exit_code,
                         .complete = j->complete};
    bool said = true;
    for (size_t v = 0; v < t->left_view_count && said; v++) {
        said = lyd_fleet_without_view(fleet, &row, t->left_views[v]);
    }
    if (!said || !lyd_fleet_without_findings(fleet, &row, j->left_out)) {
        return LYD_ENOMEM;
    }
    lyd_server_summary *servers = NULL;
    size_t count = 0;
    lyd_status status = lyd_fleet_add(fleet, &row);
    if (status == LYD_OK) {
        status = lyd_run_servers(run, &servers, &count);
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = note_server(fleet, run, &servers[i]);
    }
    return status;
}
