/* The deployments of a fleet that are in flight: several at a time, so that one waits for a DNS server while others do, and not all, so
 * that memory doesn't grow with the fleet. */
#include "queue.h"

#include "cli/output/named.h"
#include "cli/output/place.h"

#include <lyncdns/fleet.h>

#include <stdlib.h>
#include <string.h>

/* In flight, unless one deployment alone has more. */
#define LOOKUPS_MAX 50000
#define DEPLOYMENTS_MAX 1000
#define SERVERS_MAX 4000 /* a server that is asked has sockets and buffers of its own */
#define SAVING_MAX 50    /* with --save-answers: each in flight has a file open */

typedef struct deployment {
    const char *path;
    lyd_cli cli; /* with messages of its own, so that an error of one file is no error of the others */
    lyd_session session;
    lyd_member *member; /* NULL: it has a source of its own, or failed */
    lyd_run *run;
    lyd_status status;
    size_t lookups, servers;
} deployment;

typedef struct queue {
    lyd_cli *cli;
    lyd_group *group;
    lyd_map *written; /* where reports and runs go, to the number of the file that they are of */
    lyd_arena *arena;
    lyd_line progress;
    lyd_fleet_reporter *report;
    void *context; /* of REPORT */
    lyd_fleet *rows;
    const char *const *files;
    size_t count;
    deployment *items[DEPLOYMENTS_MAX]; /* those in flight: a ring */
    size_t first, next;                 /* of FILES: the first that isn't reported, the next to begin */
    size_t lookups, servers;            /* of those in flight */
    bool stopped;
} queue;

/* ---- where reports go ---- */

/* Writes down that PATH is of the deployment that begins, or of the summary (OWNER is LYD_NONE). No two write one file, whatever the names
 * and links that lead there. */
static lyd_status claim(queue *q, const lyd_session *session, const char *path, uint32_t owner)
{
    const char *key = NULL;
    uint32_t other;
    lyd_status status = lyd_place_key(path, q->arena, &key, session->cli->diag);
    if (status != LYD_OK || key == NULL) {
        return status;
    }
    if (!lyd_map_get(q->written, key, &other)) {
        return lyd_map_put(q->written, key, owner);
    }
    if (other == LYD_NONE) {
        return owner == LYD_NONE ? LYD_OK : lyd_diag_error(session->cli->diag, path, 0, "is the file of the summary");
    }
    return lyd_diag_error(session->cli->diag, path, 0, "is a file of another deployment, %s", q->files[other]);
}

/* Leaves SESSION the reports of its own, with its name; the others are of the summary. */
static lyd_status keep_own(queue *q, lyd_session *session)
{
    lyd_destinations *destinations = &session->destinations;
    lyd_status status = LYD_OK;
    size_t kept = 0;
    for (size_t i = 0; i < destinations->count && status == LYD_OK; i++) {
        lyd_destination one = destinations->items[i];
        if (one.path != NULL && lyd_path_is_named(one.path)) {
            destinations->items[kept++] = one;
        } else if (one.path != NULL) {
            status = claim(q, session, one.path, LYD_NONE);
        }
    }
    destinations->count = kept;
    return status == LYD_OK ? lyd_session_name_reports(session) : status;
}

/* The history tells deployments apart by their names: of two with one name, each would make findings of the other new and gone. */
static lyd_status claim_history(queue *q, const lyd_session *session, uint32_t owner)
{
    const char *name = session->topology->name, *key = lyd_arena_printf(q->arena, "runs of %s", name);
    uint32_t other;
    if (key == NULL) {
        return LYD_ENOMEM;
    }
    if (lyd_map_get(q->written, key, &other)) {
        return lyd_diag_error(session->cli->diag, NULL, 0, "--history has runs by name, and another deployment is called \"%s\", too: %s",
                              name, q->files[other]);
    }
    return lyd_map_put(q->written, key, owner);
}

static lyd_status claim_all(queue *q, const lyd_session *session)
{
    const lyd_options *options = q->cli->options;
    lyd_topology *topology = session->topology;
    uint32_t owner = (uint32_t)q->next - 1;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < session->destinations.count && status == LYD_OK; i++) {
        status = claim(q, session, session->destinations.items[i].path, owner);
    }
    if (status == LYD_OK && lyd_options_given(options, LYD_OPT_SAVE_ANSWERS)) {
        const char *path = lyd_path_named(lyd_options_value(options, LYD_OPT_SAVE_ANSWERS)->text, topology->name, topology->arena);
        status = path == NULL ? LYD_ENOMEM : claim(q, session, path, owner);
    }
    if (status == LYD_OK && lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = claim_history(q, session, owner);
    }
    return status;
}

/* ---- one deployment ---- */

static void free_deployment(deployment *d)
{
    if (d != NULL) {
        lyd_run_free(d->run);
        lyd_session_clear(&d->session);
        lyd_diag_free(d->cli.diag);
        free(d);
    }
}

/* Out of memory: NULL. */
static deployment *new_deployment(const queue *q, const char *path)
{
    deployment *d = calloc(1, sizeof(*d));
    if (d != NULL) {
        d->path = path;
        d->cli = *q->cli;
        d->cli.diag = lyd_diag_below(q->cli->diag);
        lyd_session_init(&d->session, &d->cli);
        d->session.grouped = true;
    }
    if (d != NULL && d->cli.diag == NULL) {
        free_deployment(d);
        return NULL;
    }
    return d;
}

/* Answers from files are there at once; servers are asked with those of the others. */
static lyd_status start(queue *q, deployment *d)
{
    lyd_session *session = &d->session;
    lyd_source *own = session->source == NULL ? NULL : lyd_session_source(session);
    const lyd_listener listener = {session->recorder != NULL ? lyd_recorder_hear : NULL, session->recorder};
    if (own != NULL) {
        return lyd_run_new(session->topology, own, session->started, &d->run, d->cli.diag);
    }
    lyd_status status = lyd_group_add(q->group, session->topology, session->started, &listener, &d->member, d->cli.diag);
    d->lookups = status == LYD_OK ? lyd_member_lookups(d->member) : 0;
    for (size_t v = 0; v < session->topology->view_count; v++) {
        d->servers += session->topology->views[v].server_count;
    }
    return status;
}

static lyd_status begin(queue *q, deployment *d)
{
    lyd_session *session = &d->session;
    d->status = lyd_session_read(session, d->path);
    d->status = d->status == LYD_OK ? keep_own(q, session) : d->status;
    d->status = d->status == LYD_OK ? claim_all(q, session) : d->status;
    d->status = d->status == LYD_OK ? lyd_session_apply(session) : d->status;
    d->status = d->status == LYD_OK ? lyd_session_open(session) : d->status;
    d->status = d->status == LYD_OK ? start(q, d) : d->status;
    return d->status == LYD_ENOMEM ? LYD_ENOMEM : LYD_OK;
}

static bool is_over(const deployment *d)
{
    return d->member == NULL || lyd_member_is_over(d->member);
}

static lyd_status add_row(queue *q, deployment *d)
{
    lyd_fleet_outcome outcome = {.fresh = LYD_FLEET_UNKNOWN};
    bool stopped = d->run != NULL && d->run->facts.stopped;
    d->status = lyd_session_asked(&d->session, d->status, stopped && !q->stopped); /* one note is enough */
    q->stopped = q->stopped || stopped;
    d->status = d->status == LYD_OK ? q->report(q->context, &d->session, d->run, &outcome) : d->status;
    if (d->status == LYD_OK) {
        return lyd_fleet_add_run(q->rows, d->path, d->run, &outcome);
    }
    const char *name = d->session.topology != NULL ? d->session.topology->name : NULL;
    return d->status == LYD_ENOMEM ? LYD_ENOMEM : lyd_fleet_add_failure(q->rows, name, d->path, d->cli.diag, d->status);
}

/* Reports D, of which nothing but its row is left then. */
static lyd_status end(queue *q, deployment *d)
{
    if (d->member != NULL) {
        lyd_status status = lyd_group_take(q->group, d->member, &d->run);
        d->status = d->status == LYD_OK ? status : d->status;
        d->member = NULL;
    }
    lyd_line_erase(&q->progress);
    lyd_status status = add_row(q, d);
    if (!lyd_options_given(q->cli->options, LYD_OPT_QUIET) || lyd_diag_errors(d->cli.diag) > 0) {
        lyd_diag_print(d->cli.diag, stderr, "lyncdns");
    }
    free_deployment(d);
    return status;
}

/* ---- all of them ---- */

static deployment **place(queue *q, size_t number)
{
    return &q->items[number % DEPLOYMENTS_MAX];
}

static bool has_room(const queue *q)
{
    size_t most = lyd_options_given(q->cli->options, LYD_OPT_SAVE_ANSWERS) ? SAVING_MAX : DEPLOYMENTS_MAX;
    return q->first == q->next || (q->lookups < LOOKUPS_MAX && q->servers < SERVERS_MAX && q->next - q->first < most);
}

static lyd_status begin_more(queue *q)
{
    lyd_status status = LYD_OK;
    while (q->next < q->count && has_room(q) && status == LYD_OK) {
        deployment *d = new_deployment(q, q->files[q->next]);
        if (d == NULL) {
            return LYD_ENOMEM;
        }
        *place(q, q->next++) = d;
        status = begin(q, d);
        q->lookups += d->lookups;
        q->servers += d->servers;
    }
    return status;
}

static lyd_status end_first(queue *q)
{
    lyd_status status = LYD_OK;
    while (q->first < q->next && is_over(*place(q, q->first)) && status == LYD_OK) {
        deployment *d = *place(q, q->first);
        *place(q, q->first++) = NULL;
        q->lookups -= d->lookups;
        q->servers -= d->servers;
        status = end(q, d);
    }
    return status;
}

static bool writes_files(const queue *q)
{
    const lyd_options *options = q->cli->options;
    bool writes = lyd_options_given(options, LYD_OPT_SAVE_ANSWERS);
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_OUTPUT); i++) {
        writes = writes || lyd_path_is_named(lyd_options_at(options, LYD_OPT_OUTPUT, i)->text);
    }
    return writes;
}

/* Has all files known that a topology imports, before a report of another one could go there. What is wrong with them is said when they are
 * read again. */
static lyd_status read_ahead(const queue *q)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < q->count && status != LYD_ENOMEM; i++) {
        lyd_topology *topology = NULL;
        lyd_diag *diag = lyd_diag_below(q->cli->diag);
        bool again = strcmp(q->files[i], "-") != 0; /* standard input can be read only once */
        status = diag == NULL ? LYD_ENOMEM : again ? lyd_topology_load(q->files[i], &topology, diag) : LYD_OK;
        lyd_topology_free(topology);
        lyd_diag_free(diag);
    }
    return status == LYD_ENOMEM ? status : LYD_OK;
}

static lyd_status judge_all(queue *q)
{
    lyd_status status = writes_files(q) ? read_ahead(q) : LYD_OK;
    status = status == LYD_OK ? begin_more(q) : status;
    while (status == LYD_OK && q->first < q->count) {
        bool waits = !is_over(*place(q, q->first));
        status = waits ? lyd_group_ask(q->group, q->cli->diag) : LYD_OK;
        status = status == LYD_OK ? end_first(q) : status;
        status = status == LYD_OK ? begin_more(q) : status;
    }
    return status;
}

lyd_status lyd_fleet_judge(lyd_cli *cli, const char *const *files, size_t count, lyd_fleet_reporter *report, void *context, lyd_fleet *rows)
{
    queue *q = calloc(1, sizeof(*q));
    if (q == NULL) {
        return LYD_ENOMEM;
    }
    *q = (queue){.cli = cli,
                 .written = lyd_map_new(),
                 .arena = lyd_arena_new(),
                 .progress = lyd_session_line(cli),
                 .report = report,
                 .context = context,
                 .rows = rows,
                 .files = files,
                 .count = count};
    q->group = lyd_group_new(lyd_session_live(cli, &q->progress));
    lyd_status status = q->group == NULL || q->written == NULL || q->arena == NULL ? LYD_ENOMEM : judge_all(q);
    for (size_t i = 0; i < DEPLOYMENTS_MAX; i++) {
        free_deployment(q->items[i]);
    }
    lyd_line_erase(&q->progress);
    lyd_group_free(q->group);
    lyd_map_free(q->written);
    lyd_arena_free(q->arena);
    free(q);
    return status;
}
