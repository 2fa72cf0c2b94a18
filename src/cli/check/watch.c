/* The same names asked again and again, until they are as wanted: what a change does, as it spreads. */
#include "check.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#define SLICE_MS 50 /* a signal that comes between looking and waiting is seen after so long */

typedef struct teller {
    const lyd_run *before; /* NULL: the first time */
    const lyd_run *now;
    char time[LYD_TIME_TEXT];
} teller;

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

/* The first of the endpoint's views that the server stands in. */
static const char *view_of(const lyd_case *c, uint32_t endpoint, uint16_t server)
{
    for (size_t v = 0; v < c->topology->view_count; v++) {
        for (size_t s = 0; (c->topology->endpoints[endpoint].views >> v & 1u) != 0 && s < c->topology->views[v].server_count; s++) {
            if (c->view_servers[v][s] == server) {
                return c->topology->views[v].name;
            }
        }
    }
    return "";
}

static void put_type(const teller *t, uint32_t endpoint)
{
    (void)fputs(": ", stdout);
    if (t->before != NULL) {
        (void)printf("%s -> ", lyd_row_name(lyd_address_types, (int)t->before->judgement.types[endpoint]));
    }
    (void)fputs(lyd_row_name(lyd_address_types, (int)t->now->judgement.types[endpoint]), stdout);
}

/* One line: what is so now, or what has become of what. */
static void tell(void *context, uint32_t endpoint, uint32_t question)
{
    const teller *t = context;
    const lyd_case *c = &t->now->facts;
    (void)printf("%s ", t->time);
    lyd_text_print_safe(stdout, c->topology->endpoints[endpoint].fqdn);
    if (question == LYD_NONE) {
        put_type(t, endpoint);
    } else {
        uint16_t server = c->questions[question].server;
        (void)printf(" %s at ", lyd_type_name(c->questions[question].type));
        lyd_text_print_safe(stdout, view_of(c, endpoint, server));
        (void)printf(" %s: ", c->servers[server].text);
        if (t->before != NULL) {
            put_answer(&t->before->facts.answers[question]);
            (void)fputs(" -> ", stdout);
        }
        put_answer(&c->answers[question]);
    }
    (void)fputc('\n', stdout);
}

static void tell_all(teller *t)
{
    const lyd_case *c = &t->now->facts;
    for (uint32_t e = 0; e < c->topology->endpoint_count; e++) {
        for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
            tell(t, e, q);
        }
        tell(t, e, LYD_NONE);
    }
}

static lyd_status tell_news(const lyd_inquiry *before, const lyd_inquiry *now)
{
    teller t = {.before = before != NULL ? before->run : NULL, .now = now->run};
    lyd_time_format((int64_t)time(NULL), t.time);
    if (before == NULL) {
        tell_all(&t);
    } else {
        lyd_run_changes(t.before, t.now, tell, &t);
    }
    return fflush(stdout) == 0 ? LYD_OK : LYD_EIO;
}

/* False: stopped before MOMENT came. */
static bool wait_until(int64_t moment)
{
    for (int64_t left; *lyd_stop_flag() == 0 && (left = moment - lyd_cli_clock_ms()) > 0;) {
        (void)poll(NULL, 0, (int)(left < SLICE_MS ? left : SLICE_MS));
    }
    return *lyd_stop_flag() == 0;
}

static void tell_end(const lyd_inquiry *last, const char *wanted, lyd_diag *diag)
{
    lyd_diag_note(diag, NULL, 0, "ended by %s", *lyd_stop_flag() != 0 ? "a signal" : "the deadline");
    for (size_t e = 0; wanted != NULL && last != NULL && e < last->asked; e++) {
        lyd_diag_note(diag, NULL, 0, "%s was %s, not (everywhere) %s", last->topology->endpoints[e].fqdn,
                      lyd_row_name(lyd_address_types, (int)last->run->judgement.types[e]), wanted);
    }
}

int lyd_check_watch(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_cli *cli = c->session.cli;
    const char *wanted = lyd_options_value(cli->options, LYD_OPT_UNTIL)->text;
    int64_t interval = (int64_t)lyd_options_value(cli->options, LYD_OPT_WATCH)->number;
    int64_t limit = lyd_cli_limit_ms(cli);
    lyd_inquiry *before = NULL, *now = NULL;
    lyd_status status = LYD_OK;
    int until = LYD_ADDRESS_NONE;
    bool settled = false;

    if (wanted != NULL) {
        (void)lyd_row_id(lyd_address_types, wanted, &until);
    }
    lyd_stop_install();
    for (bool more = true; more && !settled && status == LYD_OK;) {
        int64_t begun = lyd_cli_clock_ms(), next = limit - begun > interval ? begun + interval : limit;
        status = lyd_checking_ask(c, lyd_session_source(&c->session), fqdns, count, &now);
        if (status != LYD_OK || now->run->facts.stopped) {
            lyd_inquiry_free(now);
            break;
        }
        status = tell_news(before, now);
        settled = wanted != NULL && lyd_run_settled(now->run, (lyd_address_type)until);
        lyd_inquiry_free(before);
        before = now;
        more = settled || (wait_until(next) && lyd_cli_clock_ms() < limit);
    }
    if (status == LYD_OK && !settled) {
        tell_end(before, wanted, cli->diag);
    }
    lyd_inquiry_free(before);
    return status != LYD_OK ? lyd_cli_fail(cli, status) : settled ? LYD_EXIT_GOOD : LYD_EXIT_INCOMPLETE;
}
