/* Names from standard input: all that has arrived is asked about together, so that a slow pipe is answered line by line and a file at full
 * speed. A report that can't be written in pieces waits for the last name. */
#include "check.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)1 << 20) /* bytes of names asked about together, at most */
#define AGAIN_MS 30000                /* until a dead server is asked again */
#define SLICE_MS 500                  /* longest wait before signals and the deadline are checked */
#define SOURCE_NAME "standard input"

typedef struct lines {
    char *buffer;
    size_t used;
    int64_t limit; /* by the clock of lyd_cli_clock_ms: names that arrive later are ignored */
    size_t line;   /* of the last one taken */
    bool skipping; /* in a line that is too long */
    bool ended;
} lines;

typedef struct names {
    const char **items;
    size_t count, capacity;
    lyd_arena *arena;
} names;

static bool is_over(const lines *in)
{
    return *lyd_stop_flag() != 0 || lyd_cli_clock_ms() >= in->limit;
}

/* Waits for input, then reads all that is there. */
static lyd_status fill(lines *in, lyd_diag *diag)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    bool whole = false; /* there is a line to answer */
    while (in->used < BUFFER_SIZE && !is_over(in)) {
        int ready = poll(&fd, 1, whole ? 0 : SLICE_MS);
        if (ready == 0 && whole) {
            return LYD_OK;
        }
        ssize_t got = ready > 0 ? read(STDIN_FILENO, in->buffer + in->used, BUFFER_SIZE - in->used) : -1;
        if (got < 0 && ready != 0 && errno != EINTR && errno != EAGAIN) {
            return lyd_diag_io(diag, SOURCE_NAME, errno, "can't read");
        }
        if (got == 0) {
            in->ended = true;
            return LYD_OK;
        }
        if (got > 0) {
            in->used += (size_t)got;
            whole = memchr(in->buffer, '\n', in->used) != NULL;
        }
    }
    return is_over(in) ? LYD_ESTOPPED : LYD_OK;
}

/* Keeps the name of one line, if there is one. */
static lyd_status take_line(const char *text, size_t length, size_t line, names *n, lyd_diag *diag)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* what PowerShell puts before UTF-8 */
    if (line == 1 && length >= 3 && memcmp(text, mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t' || text[length - 1] == '\r')) {
        length--;
    }
    while (length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    if (length == 0 || *text == '#') {
        return LYD_OK;
    }
    if (lyd_grow((void **)&n->items, &n->capacity, n->count, sizeof(*n->items)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_status status = lyd_check_name(text, length, SOURCE_NAME, line, n->arena, &n->items[n->count], diag);
    n->count += status == LYD_OK ? 1 : 0;
    return status;
}

/* Takes the whole lines off the buffer. LYD_EINVAL: some of them are wrong, each is reported. */
static lyd_status take_lines(lines *in, names *n, lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    size_t begin = 0;
    while (begin < in->used && worst != LYD_ENOMEM) {
        char *end = memchr(in->buffer + begin, '\n', in->used - begin);
        if (end == NULL && !in->ended) {
            break;
        }
        size_t length = end != NULL ? (size_t)(end - in->buffer) - begin : in->used - begin;
        in->line++;
        lyd_status status = in->skipping ? LYD_OK : take_line(in->buffer + begin, length, in->line, n, diag);
        in->skipping = false;
        worst = status != LYD_OK ? status : worst;
        begin += length + (end != NULL ? 1 : 0);
    }
    in->used -= begin;
    memmove(in->buffer, in->buffer + begin, in->used);
    if (in->used == BUFFER_SIZE) { /* no line ends in it */
        worst = in->skipping ? worst : lyd_diag_error(diag, SOURCE_NAME, in->line + 1, "the line is too long for a name");
        in->skipping = true;
        in->used = 0;
    }
    return worst;
}

static lyd_status answer(lyd_checking *c, lyd_source *source, names *n, bool first)
{
    lyd_inquiry *inquiry = NULL;
    if (lyd_checking_is_live(c)) {
        c->session.started = (int64_t)time(NULL);
    }
    lyd_status status = lyd_checking_ask(c, source, n->items, n->count, &inquiry);
    if (status == LYD_OK && !first && !lyd_options_given(c->session.cli->options, LYD_OPT_QUIET)) {
        (void)fputc('\n', stdout); /* between the reports on two names */
    }
    if (status == LYD_OK) {
        status = lyd_checking_report(c, inquiry->run, inquiry);
    }
    if (status == LYD_OK && inquiry->run->facts.stopped) {
        status = LYD_ESTOPPED;
    }
    lyd_inquiry_free(inquiry);
    return status;
}

/* Answers as the names come. Wrong lines are reported at once, and the others answered. */
static int answer_each(lyd_checking *c, lines *in, names *n)
{
    lyd_source *skipping = lyd_skip_dead_new(lyd_session_source(&c->session), AGAIN_MS);
    lyd_status status = skipping == NULL ? LYD_ENOMEM : LYD_OK;
    bool wrong = false, first = true;
    while (status == LYD_OK && !in->ended) {
        lyd_diag *diag = lyd_diag_new();
        status = diag == NULL ? LYD_ENOMEM : fill(in, diag);
        lyd_status taken = status == LYD_OK ? take_lines(in, n, diag) : LYD_OK;
        wrong = wrong || taken == LYD_EINVAL;
        status = taken == LYD_ENOMEM ? taken : status;
        if (lyd_diag_errors(diag) > 0) {
            lyd_diag_print(diag, stderr, "lyncdns");
        }
        lyd_diag_free(diag);
        if (status == LYD_OK && n->count > 0) {
            status = answer(c, skipping, n, first);
            first = false;
            n->count = 0;
            lyd_arena_free(n->arena);
            n->arena = lyd_arena_new();
            status = n->arena == NULL ? LYD_ENOMEM : status;
        }
    }
    lyd_source_free(skipping);
    if (status == LYD_ESTOPPED) {
        lyd_diag_note(c->session.cli->diag, NULL, 0, "stopped by %s", lyd_stop_reason());
        c->code = lyd_check_worse(c->code, LYD_EXIT_INCOMPLETE);
    } else if (status != LYD_OK) {
        return lyd_cli_fail(c->session.cli, status);
    } else if (first && !wrong) {
        return lyd_cli_fail(c->session.cli, lyd_diag_error(c->session.cli->diag, SOURCE_NAME, 0, "no names"));
    }
    return wrong ? LYD_EXIT_ERROR : c->code;
}

/* One report on all names; nothing is asked if one of them is wrong. */
static int answer_together(lyd_checking *c, lines *in, names *n)
{
    lyd_diag *diag = c->session.cli->diag;
    lyd_status status = LYD_OK, worst = LYD_OK;
    while (status == LYD_OK && worst != LYD_ENOMEM && !in->ended) {
        status = fill(in, diag);
        lyd_status taken = status == LYD_OK ? take_lines(in, n, diag) : LYD_OK;
        worst = taken != LYD_OK ? taken : worst;
    }
    status = status != LYD_OK ? status : worst;
    if (status == LYD_OK && n->count == 0) {
        status = lyd_diag_error(diag, SOURCE_NAME, 0, "no names");
    }
    if (status == LYD_OK) {
        status = lyd_checking_once(c, n->items, n->count);
    }
    if (status == LYD_ESTOPPED) {
        lyd_diag_note(diag, NULL, 0, "stopped by %s before the last name was read: nothing was asked", lyd_stop_reason());
        return LYD_EXIT_INCOMPLETE;
    }
    return status == LYD_OK ? c->code : lyd_cli_fail(c->session.cli, status);
}

static bool wants_pieces(const lyd_checking *c)
{
    const lyd_destinations *destinations = &c->session.destinations;
    return destinations->count == 1 && destinations->items[0].path == NULL && destinations->items[0].writer->for_people &&
           !lyd_options_given(c->session.cli->options, LYD_OPT_SAVE_ANSWERS);
}

int lyd_check_stream(lyd_checking *c, const char *const *fqdns, size_t count)
{
    (void)fqdns;
    (void)count;
    lines in = {.buffer = malloc(BUFFER_SIZE), .limit = lyd_cli_limit_ms(c->session.cli)};
    names n = {.arena = lyd_arena_new()};
    int code;
    if (in.buffer == NULL || n.arena == NULL) {
        code = lyd_cli_fail(c->session.cli, LYD_ENOMEM);
    } else {
        code = wants_pieces(c) ? answer_each(c, &in, &n) : answer_together(c, &in, &n);
    }
    free((void *)n.items);
    lyd_arena_free(n.arena);
    free(in.buffer);
    return code;
}
