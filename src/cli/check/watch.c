/* check --watch: the same names asked again and again, until they are as wanted; prints what changes. */
#include "check.h"

#include <string.h>
#include <time.h>

typedef struct printer {
    const lyd_run *before; /* NULL: the first time */
    const lyd_run *now;
    char time[LYD_TIME_TEXT];
} printer;

static void put_answer(const lyd_answer *answer)
{
    for (size_t i = 0; i < answer->alias_count; i++) {
        (void)fputs("alias of ", stdout);
        lyd_text_print_safe(stdout, answer->aliases[i]);
        (void)fputs(i + 1 < answer->alias_count || answer->record_count == 0 ? ", " : ": ", stdout);
    }
    for (uint32_t i = 0; i < answer->record_count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&answer->records[i], data);
        (void)printf("%s%s", i > 0 ? ", " : "", data);
    }
    if (answer->record_count == 0 || answer->status != LYD_NOERROR) {
        (void)printf("%s%s", answer->record_count > 0 ? ", " : "", lyd_row_name(lyd_answer_statuses, answer->status));
    }
}

/* "internal 10.0.0.10:53 from hq": the server, after the first of the name's views that it is in. */
static void put_server(const lyd_case *c, uint32_t name, uint16_t server)
{
    const lyd_view *views = c->topology->views;
    const char *view = "", *vantage = NULL;
    for (size_t v = c->topology->view_count; v-- > 0;) {
        for (size_t s = 0; (lyd_case_views(c, name) >> v & 1u) != 0 && s < views[v].server_count; s++) {
            if (c->view_servers[v][s] == server) {
                view = views[v].name;
                vantage = views[v].servers[s].vantage;
            }
        }
    }
    lyd_text_print_safe(stdout, view);
    (void)printf(" %s%s", c->servers[server].text, vantage != NULL ? " from " : "");
    lyd_text_print_safe(stdout, vantage != NULL ? vantage : "");
}

static void put_type(const printer *t, uint32_t endpoint)
{
    (void)fputs(": ", stdout);
    if (t->before != NULL) {
        (void)printf("%s -> ", lyd_row_name(lyd_address_types, (int)t->before->judgement.types[endpoint]));
    }
    (void)fputs(lyd_row_name(lyd_address_types, (int)t->now->judgement.types[endpoint]), stdout);
}

/* One line: what it is now, or what it was and what it has become. */
static void print_line(void *context, uint32_t name, uint32_t question)
{
    const printer *t = context;
    const lyd_case *c = &t->now->facts;
    (void)printf("%s ", t->time);
    lyd_text_print_safe(stdout, lyd_case_fqdn(c, name));
    if (question == LYD_NONE) {
        put_type(t, name);
    } else {
        uint16_t server = c->questions[question].server;
        (void)printf(" %s at ", lyd_type_name(c->questions[question].type));
        put_server(c, name, server);
        (void)fputs(": ", stdout);
        if (t->before != NULL) {
            put_answer(&t->before->facts.answers[question]);
            (void)fputs(" -> ", stdout);
        }
        put_answer(&c->answers[question]);
    }
    (void)fputc('\n', stdout);
}

static void print_all(printer *t, const lyd_inquiry *inquiry)
{
    const lyd_case *c = &t->now->facts;
    for (uint32_t n = 0; n < inquiry->asked + inquiry->services; n++) {
        for (uint32_t q = c->first[n]; q < c->first[n + 1]; q++) {
            print_line(t, n, q);
        }
        if (n < inquiry->asked) {
            print_line(t, n, LYD_NONE);
        }
    }
}

static lyd_status print_changes(const lyd_inquiry *before, const lyd_inquiry *now)
{
    printer t = {.before = before != NULL ? before->run : NULL, .now = now->run};
    lyd_time_format((int64_t)time(NULL), t.time);
    if (before == NULL) {
        print_all(&t, now);
    } else {
        lyd_run_changes(t.before, t.now, print_line, &t);
    }
    return fflush(stdout) == 0 ? LYD_OK : LYD_EIO;
}

typedef struct watch {
    lyd_checking *checking;
    const char *const *fqdns;
    size_t count;
    lyd_inquiry *last;  /* NULL: nothing asked yet */
    const char *wanted; /* of --until; NULL: not given */
    lyd_address_type wanted_type;
} watch;

static lyd_status ask(void *context, bool *done)
{
    watch *w = context;
    lyd_checking *c = w->checking;
    lyd_inquiry *now;
    lyd_status status = lyd_checking_ask(c, lyd_session_source(&c->session), w->fqdns, w->count, &now);
    if (status != LYD_OK || now->run->facts.stopped) {
        lyd_inquiry_free(now);
        return status != LYD_OK ? status : LYD_ESTOPPED;
    }
    status = print_changes(w->last, now);
    *done = w->wanted != NULL && lyd_case_shows(&now->run->facts, w->wanted_type);
    lyd_inquiry_free(w->last);
    w->last = now;
    return status;
}

static void note_end(const watch *w, lyd_diag *diag)
{
    lyd_diag_note(diag, NULL, 0, "ended by %s", lyd_stop_reason());
    for (size_t e = 0; w->wanted != NULL && w->last != NULL && e < w->last->asked; e++) {
        lyd_diag_note(diag, NULL, 0, "%s was %s, not %s everywhere", w->last->topology->endpoints[e].fqdn,
                      lyd_row_name(lyd_address_types, (int)w->last->run->judgement.types[e]), w->wanted);
    }
}

int lyd_check_watch(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_cli *cli = c->session.cli;
    watch w = {.checking = c, .fqdns = fqdns, .count = count, .wanted = lyd_options_value(cli->options, LYD_OPT_UNTIL)->text};
    int64_t pause = (int64_t)lyd_options_value(cli->options, LYD_OPT_WATCH)->number;
    int type = LYD_ADDRESS_NONE;
    bool done;
    if (w.wanted != NULL) {
        (void)lyd_row_id(lyd_address_types, w.wanted, &type);
        w.wanted_type = (lyd_address_type)type;
    }
    lyd_stop_install(false);
    lyd_until until = {
        .ask = ask,
        .context = &w,
        .pause_ms = pause,
        .pause_later_ms = pause,
        .end_ms = lyd_cli_limit_ms(cli),
        .stop = lyd_stop_flag(),
        .clock = lyd_cli_clock(),
    };
    lyd_status status = lyd_ask_until(&until, &done);
    if (status == LYD_OK && !done) {
        note_end(&w, cli->diag);
    }
    lyd_inquiry_free(w.last);
    return status != LYD_OK ? lyd_cli_fail(cli, status) : done ? LYD_EXIT_GOOD : LYD_EXIT_INCOMPLETE;
}
