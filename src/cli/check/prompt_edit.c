/* The line editor of the prompt: libedit. It draws on standard error, so that standard output holds answers alone. */
#include "prompt.h"

#include "cli/stop.h"
#include "cli/terminal.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define HISTORY_LINES 1000
#define WORDS_SHOWN 60
#define CTRL_D '\x04'

typedef struct editor {
    lyd_prompt *prompt;
    EditLine *edit;
    History *history;
    char *file;
    bool fresh; /* nothing of this line has been read yet */
    int ahead;  /* so many bytes were typed before libedit had the terminal */
} editor;

static char *prompt_text(EditLine *edit)
{
    (void)edit;
    static char text[] = "lyncdns> ";
    return text;
}

/* Counts what was typed before libedit took the terminal out of canonical mode, as it just has. Linux keeps a Ctrl-D among that as a NUL,
 * which would be Ctrl-Space. */
static void count_typed_ahead(editor *e)
{
    if (e->fresh) {
        e->fresh = false;
        e->ahead = 0;
        (void)ioctl(STDIN_FILENO, FIONREAD, &e->ahead);
    }
}

static ssize_t read_byte(editor *e, char *byte)
{
    ssize_t got = read(STDIN_FILENO, byte, 1);
    if (got == 1 && e->ahead > 0) {
        e->ahead--;
        *byte = *byte == '\0' ? CTRL_D : *byte;
    }
    return got;
}

/* Waits for a character so that a signal is noticed, whenever it comes; libedit itself would go on waiting. */
static int read_character(EditLine *edit, wchar_t *character)
{
    editor *e = NULL;
    mbstate_t state;
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    memset(&state, 0, sizeof(state));
    (void)el_get(edit, EL_CLIENTDATA, &e);
    count_typed_ahead(e);
    for (;;) {
        char byte;
        if (*lyd_stop_flag() != 0) {
            return -1;
        }
        if (poll(&fd, 1, 100) <= 0) {
            continue;
        }
        ssize_t got = read_byte(e, &byte);
        if (got <= 0) {
            if (got < 0 && errno == EINTR) {
                continue;
            }
            return got < 0 ? -1 : 0;
        }
        size_t length = mbrtowc(character, &byte, 1, &state);
        if (length == (size_t)-1) {
            memset(&state, 0, sizeof(state));
        } else if (length != (size_t)-2) {
            return 1;
        }
    }
}

static void show_words(const lyd_words *words)
{
    (void)fputc('\n', stderr);
    for (size_t i = 0; i < words->count && i < WORDS_SHOWN; i++) {
        (void)fputs("  ", stderr);
        lyd_text_print_safe(stderr, words->items[i]);
        (void)fputc('\n', stderr);
    }
    if (words->count > WORDS_SHOWN) {
        (void)fprintf(stderr, "  and %zu more\n", words->count - WORDS_SHOWN);
    }
}

static unsigned char put_completion(editor *e, const lyd_words *words, size_t typed)
{
    size_t common = lyd_words_common(words, typed);
    if (common > typed) {
        const char *rest = words->items[0] + typed;
        char *text = strndup(rest, common - typed);
        int done = text == NULL ? -1 : el_insertstr(e->edit, text);
        free(text);
        size_t length = strlen(words->items[0]);
        if (done == 0 && words->count == 1 && words->items[0][length - 1] != '=') {
            (void)el_insertstr(e->edit, " ");
        }
        return done == 0 ? CC_REFRESH : CC_ERROR;
    }
    if (words->count > 1) {
        show_words(words);
        return CC_REDISPLAY;
    }
    return CC_ERROR;
}

static unsigned char complete(EditLine *edit, int character)
{
    editor *e = NULL;
    lyd_words words = {.arena = lyd_arena_new()};
    const LineInfo *line = el_line(edit);
    unsigned char result = CC_ERROR;
    size_t typed;
    (void)character;
    if (el_get(edit, EL_CLIENTDATA, &e) == 0 && words.arena != NULL &&
        lyd_prompt_complete(e->prompt, line->buffer, (size_t)(line->cursor - line->buffer), &words, &typed) == LYD_OK) {
        result = put_completion(e, &words, typed);
    }
    free((void *)words.items);
    lyd_arena_free(words.arena);
    return result;
}

static lyd_status editor_open(editor *e, lyd_prompt *prompt)
{
    HistEvent event;
    *e = (editor){.prompt = prompt, .edit = el_init("lyncdns", stdin, stderr, stderr), .history = history_init()};
    if (e->edit == NULL || e->history == NULL) {
        return LYD_ENOMEM;
    }
    (void)history(e->history, &event, H_SETSIZE, HISTORY_LINES);
    (void)history(e->history, &event, H_SETUNIQUE, 1);
    e->file = lyd_prompt_history();
    if (e->file != NULL) {
        (void)history(e->history, &event, H_LOAD, e->file); /* there may be none yet */
    }
    (void)el_set(e->edit, EL_CLIENTDATA, e);
    (void)el_set(e->edit, EL_PROMPT, prompt_text);
    (void)el_set(e->edit, EL_EDITOR, "emacs");
    (void)el_set(e->edit, EL_HIST, history, e->history);
    (void)el_set(e->edit, EL_GETCFN, read_character);
    (void)el_wset(e->edit, EL_ADDFN, L"lyncdns-complete", L"complete a word", complete); /* el_set would leak them */
    (void)el_set(e->edit, EL_BIND, "^I", "lyncdns-complete", NULL);
    (void)el_source(e->edit, NULL);
    return LYD_OK;
}

/* A history that can't be kept is no reason to complain of. */
static void editor_close(editor *e)
{
    HistEvent event;
    if (e->history != NULL) {
        if (e->file != NULL) {
            (void)history(e->history, &event, H_SAVE, e->file);
        }
        history_end(e->history);
    }
    if (e->edit != NULL) {
        el_end(e->edit);
    }
    free(e->file);
}

/* The next line, or NULL: *ENDED tells an end (Ctrl-D, hang-up, SIGTERM) from Ctrl-C. */
static const char *next_line(editor *e, bool *ended)
{
    int count = 0;
    e->fresh = true;
    el_resize(e->edit);
    const char *line = el_gets(e->edit, &count);
    int signal_number = *lyd_stop_flag();
    *ended = signal_number != 0 ? signal_number != SIGINT : line == NULL || count <= 0;
    if (line == NULL || count <= 0 || signal_number != 0) {
        (void)fputc('\n', stderr);
        return NULL;
    }
    return line;
}

static void remember(editor *e, const char *line)
{
    HistEvent event;
    if (strspn(line, " \t\r\n") != strlen(line)) {
        (void)history(e->history, &event, H_ENTER, line);
    }
}

int lyd_check_prompt(lyd_checking *c)
{
    lyd_prompt prompt;
    editor e = {.edit = NULL};
    bool ended = false;
    (void)setlocale(LC_CTYPE, "");
    lyd_status status = lyd_prompt_open(&prompt, c);
    if (status == LYD_OK) {
        status = editor_open(&e, &prompt);
    }
    if (status == LYD_OK) {
        (void)fputs("Type a name to ask about it, \"help\" for more, Ctrl-D to leave.\n", stderr);
    }
    while (status == LYD_OK && !ended && !prompt.done) {
        lyd_stop_rearm();
        const char *line = next_line(&e, &ended);
        if (line != NULL) {
            remember(&e, line);
            status = lyd_prompt_line(&prompt, line);
            ended = *lyd_stop_flag() == SIGTERM;
        }
    }
    editor_close(&e);
    lyd_prompt_clear(&prompt);
    return status == LYD_OK ? LYD_EXIT_GOOD : lyd_cli_fail(c->session.cli, status);
}
