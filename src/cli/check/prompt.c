/* The prompt of check, with libedit as its line editor. It draws on standard error, so that standard output holds answers alone. */
#include "prompt.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#define HISTORY_LINES 1000
#define WORDS_SHOWN 60
#define PROMPT_TEXT 256
#define CTRL_D '\x04'

typedef struct editor {
    lyd_prompt *prompt;
    EditLine *edit;
    History *history;
    char *file;
    char text[PROMPT_TEXT]; /* the prompt */
    bool fresh;             /* nothing of this line has been read yet */
    int ahead;              /* bytes that were typed before libedit had the terminal */
} editor;

/* Adds " FIRST", and how many MORE there are. */
static void show(char text[PROMPT_TEXT], const char *sign, const char *first, int length, size_t more)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, PROMPT_TEXT - used, " %s%.*s", sign, length, first);
    used = strlen(text);
    if (more > 0) {
        (void)snprintf(text + used, PROMPT_TEXT - used, " and %zu more", more);
    }
}

static void show_roles(lyd_roles roles, char text[PROMPT_TEXT])
{
    size_t count = 0;
    const char *first = NULL;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((roles & LYD_ROLE_BIT(role)) != 0) {
            first = first == NULL ? lyd_role_rows[role].name : first;
            count++;
        }
    }
    if (first != NULL) {
        show(text, "", first, (int)strlen(first), count - 1);
    }
}

/* A server of two views counts twice, as it is asked for both. */
static void show_servers(const lyd_topology *topology, char text[PROMPT_TEXT])
{
    static const char port[] = ":53";
    size_t count = 0;
    const char *first = NULL;
    for (size_t v = 0; v < topology->view_count; v++) {
        const lyd_view *view = &topology->views[v];
        first = first == NULL && view->server_count > 0 ? view->servers[0].text : first;
        count += view->server_count;
    }
    if (first != NULL) {
        size_t length = strlen(first), tail = sizeof(port) - 1;
        bool usual = length > tail && strcmp(first + length - tail, port) == 0;
        show(text, "@", first, (int)(usual ? length - tail : length), count - 1);
    }
}

/* The prompt: the roles that are set and the servers that are asked, "lyncdns exchange-um @10.0.0.10 and 2 more> ". */
static void write_prompt(const lyd_prompt *p, char text[PROMPT_TEXT])
{
    (void)snprintf(text, PROMPT_TEXT, "lyncdns");
    show_roles(p->c->roles, text);
    if (p->live) {
        show_servers(p->c->session.topology, text);
    } else {
        show(text, "", "from files", (int)strlen("from files"), 0);
    }
    size_t used = strlen(text);
    (void)snprintf(text + used, PROMPT_TEXT - used, "> ");
}

static char *prompt_text(EditLine *edit)
{
    editor *e = NULL;
    (void)el_get(edit, EL_CLIENTDATA, &e);
    write_prompt(e->prompt, e->text);
    return e->text;
}

/* Counts what was typed before libedit took the terminal out of canonical mode, as it just has. Linux keeps the end-of-file character among
 * that as a NUL, which would be Ctrl-Space; libedit expects Ctrl-D, whichever character that is on the terminal. */
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

static unsigned char put_completion(editor *e, const lyd_words *words)
{
    if (words->common > words->typed) {
        const char *word = words->items[0];
        char *text = strndup(word + words->typed, words->common - words->typed);
        int done = text == NULL ? -1 : el_insertstr(e->edit, text);
        free(text);
        if (done == 0 && words->count == 1 && word[strlen(word) - 1] != '=') {
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
    (void)character;
    if (el_get(edit, EL_CLIENTDATA, &e) == 0 && words.arena != NULL &&
        lyd_prompt_complete(e->prompt, line->buffer, (size_t)(line->cursor - line->buffer), &words) == LYD_OK) {
        result = put_completion(e, &words);
    }
    free((void *)words.items);
    lyd_arena_free(words.arena);
    return result;
}

/* ---- opening and closing ---- */

/* Creates the missing folders of PATH. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

/* The file of the prompt's history, its folder made: in $XDG_STATE_HOME, or in ~/.local/state. NULL: it can't be kept. Freed by the
 * caller. */
static char *history_path(void)
{
    static const char file[] = "/lyncdns/history";
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME"), *under = "";
    if (state == NULL || state[0] != '/') {
        state = home;
        under = "/.local/state";
    }
    if (state == NULL || state[0] != '/') {
        return NULL;
    }
    size_t size = strlen(state) + strlen(under) + sizeof(file);
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%s%s%s", state, under, file);
        make_folders(path);
    }
    return path;
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
    e->file = history_path();
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

/* It is no error if the history can't be kept. */
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

/* The next line. NULL: there is none, and *ENDED is true at the end (Ctrl-D, hang-up, SIGTERM), false after Ctrl-C. */
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

int lyd_check_prompt(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_prompt prompt;
    editor e = {.edit = NULL};
    bool ended = false;
    (void)fqdns;
    (void)count;
    (void)setlocale(LC_CTYPE, "");
    lyd_status status = lyd_prompt_open(&prompt, c);
    if (status == LYD_OK) {
        status = editor_open(&e, &prompt);
    }
    if (status == LYD_OK) {
        (void)fputs("Type a name to ask about it, \"help\" for help, Ctrl-D to exit.\n", stderr);
    }
    while (status == LYD_OK && !ended && !prompt.done) {
        lyd_stop_install(true);
        const char *line = next_line(&e, &ended);
        if (line != NULL) {
            remember(&e, line);
            status = lyd_prompt_line(&prompt, line);
            ended = *lyd_stop_flag() == SIGTERM;
        }
    }
    editor_close(&e);
    return status == LYD_OK ? LYD_EXIT_GOOD : lyd_cli_fail(c->session.cli, status);
}
