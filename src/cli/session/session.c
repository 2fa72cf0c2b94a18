/* What the commands that ask DNS have in common. */
#include "session.h"

#include "cli/output/named.h"
#include "cli/output/targets.h"
#include "places.h"
#include "sources.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOT_STARTED INT64_MIN /* a wrong clock may show any time near 1970 */

/* None if the terminal can't erase it or a log would keep it. */
lyd_line lyd_session_line(const lyd_cli *cli)
{
    bool wanted = !lyd_options_given(cli->options, LYD_OPT_QUIET) && lyd_terminal_capable(STDERR_FILENO);
    return (lyd_line){.stream = wanted ? stderr : NULL};
}

void lyd_session_init(lyd_session *session, lyd_cli *cli)
{
    *session = (lyd_session){.cli = cli, .started = NOT_STARTED, .progress = lyd_session_line(cli)};
}

void lyd_session_clear(lyd_session *session)
{
    lyd_source_free(session->recorder);
    if (session->saving.stream != NULL) { /* the session ended early: nothing is left of the file */
        (void)lyd_output_close(&session->saving, LYD_ESTOPPED);
    }
    lyd_source_free(session->source);
    lyd_topology_free(session->topology);
    free(session->destinations.items);
    *session = (lyd_session){.cli = NULL};
}

static lyd_status keep_declared(lyd_session *session)
{
    const lyd_topology *topology = session->topology;
    session->declared_count = topology->view_count;
    session->declared = lyd_arena_zalloc(topology->arena, topology->view_count, sizeof(*session->declared));
    for (size_t v = 0; session->declared != NULL && v < topology->view_count; v++) {
        session->declared[v] = topology->views[v];
    }
    return session->declared == NULL ? LYD_ENOMEM : LYD_OK;
}

/* The path of --save-answers, with the topology's name in it. NULL: not given, or out of memory. */
static const char *answers_path(const lyd_session *session)
{
    const lyd_options *options = session->cli->options;
    const char *path = lyd_options_given(options, LYD_OPT_SAVE_ANSWERS) ? lyd_options_value(options, LYD_OPT_SAVE_ANSWERS)->text : NULL;
    const lyd_topology *topology = session->topology;
    return path == NULL || topology == NULL ? path : lyd_path_named(path, topology->name, topology->arena);
}

static lyd_status check_targets(const lyd_session *session)
{
    static const struct {
        int id;
        const char *what;
    } others[] = {{LYD_OPT_SAVE_ANSWERS, "--save-answers"}, {LYD_OPT_HISTORY, "--history"}};
    const lyd_options *options = session->cli->options;
    const lyd_destinations *destinations = &session->destinations;
    size_t count = 0;
    lyd_target *targets = calloc(LYD_COUNT(others) + destinations->count, sizeof(*targets));
    const char *saved = answers_path(session);
    if (targets == NULL || (saved == NULL && lyd_options_given(options, LYD_OPT_SAVE_ANSWERS))) {
        free(targets);
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < LYD_COUNT(others); i++) {
        if (lyd_options_given(options, others[i].id)) {
            bool database = others[i].id == LYD_OPT_HISTORY;
            targets[count++] = (lyd_target){others[i].what, database ? lyd_options_value(options, others[i].id)->text : saved, database};
        }
    }
    for (size_t i = 0; i < destinations->count; i++) {
        targets[count++] = (lyd_target){"a report", destinations->items[i].path, false};
    }
    lyd_status status = lyd_targets_check(targets, count, session->cli->diag);
    free(targets);
    return status;
}

lyd_status lyd_session_read(lyd_session *session, const char *path)
{
    const lyd_options *options = session->cli->options;
    lyd_diag *diag = session->cli->diag;
    lyd_status status = lyd_destinations_new(options, &session->destinations, diag);
    if (lyd_options_given(options, LYD_OPT_ONLY) && lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = lyd_diag_error(diag, NULL, 0, "--only: not with --history, in which what it leaves out would count as gone");
    }
    status = lyd_cli_worse(status, path != NULL ? lyd_topology_load(path, &session->topology, diag)
                                                : lyd_topology_of_names(NULL, 0, 0, &session->topology));
    if (session->topology != NULL) {
        session->topology->combination_limit = (size_t)lyd_options_value(options, LYD_OPT_COMBINATIONS)->number;
        status = lyd_cli_worse(status, lyd_judge_check_policy(session->topology, diag));
        if (path != NULL) {
            lyd_topology_digest(session->topology, session->digest);
        }
        status = lyd_cli_worse(status, lyd_places_keep(options, session->topology, diag));
        status = lyd_cli_worse(status, keep_declared(session));
    }
    return status;
}

static const char *digest_of(const lyd_session *session)
{
    return session->digest[0] != '\0' ? session->digest : NULL;
}

lyd_status lyd_session_apply(lyd_session *session)
{
    lyd_status status = LYD_OK;
    if (session->topology != NULL) {
        lyd_saved head = {.started = session->started, .digest = digest_of(session)};
        status = lyd_sources_apply(session->cli->options, session->topology, &head, &session->source, session->cli->diag);
        session->started = head.started;
        session->vantage = head.vantage;
    }
    return lyd_cli_worse(status, check_targets(session)); /* now all that is read is known */
}

lyd_status lyd_session_name_reports(lyd_session *session)
{
    lyd_destinations *destinations = &session->destinations;
    lyd_topology *topology = session->topology;
    for (size_t i = 0; i < destinations->count && topology != NULL; i++) {
        lyd_destination *one = &destinations->items[i];
        if (one->path != NULL) {
            one->path = lyd_path_named(one->path, topology->name, topology->arena);
            if (one->path == NULL) {
                return LYD_ENOMEM;
            }
        }
    }
    return LYD_OK;
}

lyd_status lyd_session_load(lyd_session *session, const char *path)
{
    lyd_status status = lyd_session_read(session, path);
    status = status == LYD_ENOMEM ? status : lyd_cli_worse(status, lyd_session_name_reports(session));
    return status == LYD_ENOMEM ? status : lyd_cli_worse(status, lyd_session_apply(session));
}

lyd_source *lyd_session_live(const lyd_cli *cli, lyd_line *progress)
{
    const lyd_options *options = cli->options;
    lyd_live_options live = {
        .timeout_ms = (int64_t)lyd_options_value(options, LYD_OPT_TIMEOUT)->number,
        .tries = (int)lyd_options_value(options, LYD_OPT_TRIES)->number,
        .max_qps = lyd_options_value(options, LYD_OPT_MAX_QPS)->number,
        .stop = lyd_stop_flag(),
        .progress = progress != NULL ? lyd_line_progress : NULL,
        .progress_context = progress,
    };
    if (lyd_options_given(options, LYD_OPT_DEADLINE)) {
        live.deadline_ms = lyd_cli_limit_ms(cli);
    }
    return lyd_live_new(&live);
}

/* Completes the servers, and makes the source that asks them, unless others do. */
static lyd_status open_live(lyd_session *session)
{
    lyd_status status = lyd_sources_complete(session->topology, session->cli->diag);
    if (status == LYD_OK) {
        status = check_targets(session); /* resolv.conf may have been read */
    }
    if (status == LYD_OK && !session->grouped) {
        session->source = lyd_session_live(session->cli, &session->progress);
        status = session->source == NULL ? LYD_ENOMEM : LYD_OK;
    }
    if (status == LYD_OK) {
        lyd_stop_install(false);
    }
    return status;
}

static lyd_status open_recorder(lyd_session *session)
{
    lyd_diag *diag = session->cli->diag;
    const char *path = answers_path(session);
    if (path == NULL) {
        return LYD_ENOMEM;
    }
    if (!lyd_time_valid(session->started)) { /* a reader would take such a time for damage */
        char text[LYD_TIME_TEXT];
        lyd_time_format(session->started, text);
        return lyd_diag_error(diag, NULL, 0, "can't save the answers: the clock shows %s, expected 1970 to 9999; set the clock", text);
    }
    lyd_status status = lyd_output_open(&session->saving, path, diag);
    if (status != LYD_OK) {
        return status;
    }
    session->topology->saved_for_others = session->topology->left_view_count > 0;
    const lyd_saved head = {.started = session->started, .digest = digest_of(session), .vantage = session->vantage};
    session->recorder = lyd_recorder_new(session->source, session->topology, &head, session->saving.stream);
    return session->recorder == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_session_open(lyd_session *session)
{
    lyd_status status = session->source == NULL ? open_live(session) : LYD_OK; /* files answer at once */
    if (session->started == NOT_STARTED) {
        session->started = (int64_t)time(NULL);
    }
    if (lyd_options_given(session->cli->options, LYD_OPT_VANTAGE)) {
        session->vantage = lyd_options_value(session->cli->options, LYD_OPT_VANTAGE)->text;
        lyd_places_mark(session->topology, session->vantage);
    }
    if (status == LYD_OK && lyd_options_given(session->cli->options, LYD_OPT_SAVE_ANSWERS)) {
        status = open_recorder(session);
    }
    return status;
}

lyd_source *lyd_session_source(const lyd_session *session)
{
    return session->recorder != NULL ? session->recorder : session->source;
}

lyd_status lyd_session_asked(lyd_session *session, lyd_status status, bool stopped)
{
    lyd_line_erase(&session->progress);
    if (status == LYD_OK && stopped) {
        lyd_diag_note(session->cli->diag, NULL, 0, "stopped by %s; the report is incomplete", lyd_stop_reason());
    }
    if (status == LYD_OK && session->grouped) {
        status = check_targets(session); /* other sessions have read files since */
    }
    if (status != LYD_OK || session->recorder == NULL) {
        return status;
    }
    return lyd_output_close(&session->saving, lyd_recorder_finish(session->recorder));
}

/* ---- --only ---- */

lyd_status lyd_cli_keep_only(const lyd_cli *cli, lyd_run *run, lyd_preview *preview, bool strict)
{
    lyd_only only = {NULL, 0};
    const char **patterns = lyd_options_texts(cli->options, LYD_OPT_ONLY, &only.count);
    lyd_run *of = preview != NULL ? preview->after : run;
    only.patterns = patterns;
    lyd_status status = patterns == NULL ? LYD_ENOMEM : strict ? lyd_only_check(&only, of, cli->diag) : LYD_OK;
    if (status == LYD_OK) {
        status = preview != NULL ? lyd_only_keep_changes(&only, preview) : lyd_only_keep(&only, run);
    }
    free((void *)patterns);
    return status;
}
