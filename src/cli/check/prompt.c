/* What the lines typed at the prompt mean. */
#include "prompt.h"

#include "cli/stop.h"
#include "cli/wrap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* ---- servers ---- */

static void forget_servers(lyd_prompt *p)
{
    for (size_t i = 0; i < p->server_count; i++) {
        free(p->servers[i]);
    }
    p->server_count = 0;
}

static lyd_status keep_server(lyd_prompt *p, const char *text)
{
    lyd_status status = lyd_grow((void **)&p->servers, &p->server_capacity, p->server_count, sizeof(*p->servers));
    char *copy = status == LYD_OK ? strdup(text) : NULL;
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    p->servers[p->server_count++] = copy;
    return LYD_OK;
}

/* Those of the command line. */
static lyd_status default_servers(lyd_prompt *p)
{
    const lyd_options *options = p->c->session.cli->options;
    lyd_status status = LYD_OK;
    forget_servers(p);
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_SERVER) && status == LYD_OK; i++) {
        status = keep_server(p, lyd_options_at(options, LYD_OPT_SERVER, i)->text);
    }
    return status;
}

lyd_status lyd_prompt_open(lyd_prompt *p, lyd_checking *c)
{
    const lyd_options *options = c->session.cli->options;
    *p = (lyd_prompt){.c = c};
    p->live = !lyd_options_given(options, LYD_OPT_ZONE) && !lyd_options_given(options, LYD_OPT_ANSWERS);
    return default_servers(p);
}

void lyd_prompt_clear(lyd_prompt *p)
{
    forget_servers(p);
    free(p->servers);
    *p = (lyd_prompt){.c = NULL};
}

/* Whether the server typed earlier gives way to the new one: one for its view, or for all views. */
static bool gives_way(const char *earlier, const char *text, bool views_declared)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL) {
        return true;
    }
    size_t length = (size_t)(equals - text) + 1;
    return strncmp(earlier, text, length) == 0 || (strchr(earlier, '=') == NULL && !views_declared);
}

/* Takes the servers typed into the list: each replaces those of its view that were there before. */
static lyd_status replace_servers(lyd_prompt *p, char *const *texts, size_t count)
{
    lyd_status status = LYD_OK;
    size_t kept = 0;
    for (size_t i = 0; i < p->server_count; i++) {
        bool gone = false;
        for (size_t k = 0; k < count; k++) {
            gone = gone || gives_way(p->servers[i], texts[k], p->c->declared_count > 0);
        }
        if (gone) {
            free(p->servers[i]);
        } else {
            p->servers[kept++] = p->servers[i];
        }
    }
    p->server_count = kept;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = keep_server(p, texts[i]);
    }
    return status;
}

static void print_servers(const lyd_topology *topology)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        (void)fputs("  ", stderr);
        lyd_text_print_safe(stderr, topology->views[v].name);
        for (size_t s = 0; s < topology->views[v].server_count; s++) {
            (void)fprintf(stderr, "%s %s", s == 0 ? ":" : ",", topology->views[v].servers[s].text);
        }
        (void)fputc('\n', stderr);
    }
}

static lyd_status do_server(lyd_prompt *p, char *const *words, size_t count)
{
    lyd_diag *diag = p->c->session.cli->diag;
    lyd_prompt old = *p;
    if (!p->live) {
        return lyd_diag_error(diag, NULL, 0, "server: answers come from files, no server is asked");
    }
    if (count > 0) {
        p->servers = NULL;
        p->server_count = p->server_capacity = 0;
        lyd_status status = LYD_OK;
        if (count == 1 && strcmp(words[0], "default") == 0) {
            status = default_servers(p);
        } else {
            for (size_t i = 0; i < old.server_count && status == LYD_OK; i++) {
                status = keep_server(p, old.servers[i]);
            }
            status = status == LYD_OK ? replace_servers(p, words, count) : status;
        }
        status = status == LYD_OK ? lyd_checking_serve(p->c, (const char *const *)p->servers, p->server_count) : status;
        lyd_prompt *loser = status == LYD_OK ? &old : p;
        forget_servers(loser);
        free(loser->servers);
        if (status != LYD_OK) {
            *p = old;
            (void)lyd_checking_serve(p->c, (const char *const *)p->servers, p->server_count);
            return status;
        }
    }
    print_servers(p->c->session.topology);
    return LYD_OK;
}

/* ---- roles ---- */

static void print_roles(lyd_roles roles)
{
    (void)fputs(roles == 0 ? "  no role" : "  role", stderr);
    for (const lyd_row *row = lyd_role_names; row->name != NULL; row++) {
        if ((roles & LYD_ROLE_BIT(row->id)) != 0) {
            (void)fprintf(stderr, " %s", row->name);
        }
    }
    (void)fputc('\n', stderr);
}

static lyd_status do_role(lyd_prompt *p, char *const *words, size_t count)
{
    lyd_diag *diag = p->c->session.cli->diag;
    lyd_roles roles = 0;
    for (size_t i = 0; i < count; i++) {
        int role;
        if (lyd_row_id(lyd_role_names, words[i], &role)) {
            roles |= LYD_ROLE_BIT(role);
        } else if (strcmp(words[i], "none") != 0) {
            const char *nearest = lyd_row_nearest(lyd_role_names, words[i]);
            return lyd_diag_error(diag, NULL, 0, "unknown role \"%s\"%s%s%s", words[i], nearest == NULL ? "" : "; did you mean \"",
                                  nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
        }
    }
    p->c->roles = count > 0 ? roles : p->c->roles;
    print_roles(p->c->roles);
    return LYD_OK;
}

/* ---- help ---- */

static void print_help(void)
{
    (void)fputs("  NAME...                   ask about names\n"
                "  role [ROLE...|none]       what they are; alone: which role they have now\n"
                "  server [[VIEW=]ADDRESS...|default]\n"
                "                            which DNS servers are asked; alone: those of now\n"
                "  help                      this\n"
                "  quit                      leave, as does Ctrl-D\n"
                "  Tab completes commands, roles, views and the topology's names; Ctrl-C stops a\n"
                "  question. A name that is also a command is written with a dot: \"help.\"\n",
                stderr);
}

/* ---- names ---- */

/* A word without a dot that no topology knows, but that is almost a command, is rather that. */
static lyd_status check_misspelt(const lyd_prompt *p, const char *word, lyd_diag *diag)
{
    const char *nearest = strchr(word, '.') == NULL ? lyd_words_nearest(lyd_prompt_command, word) : NULL;
    if (nearest == NULL || lyd_topology_find(p->c->session.topology, word) != LYD_NONE) {
        return LYD_OK;
    }
    return lyd_diag_error(diag, NULL, 0, "no command \"%s\"; did you mean \"%s\"? (as a name: \"%s.\")", word, nearest, word);
}

static lyd_status do_names(lyd_prompt *p, char *const *words, size_t count)
{
    lyd_diag *diag = p->c->session.cli->diag;
    lyd_arena *arena = lyd_arena_new();
    const char **names = calloc(count + 1, sizeof(*names));
    lyd_status worst = arena == NULL || names == NULL ? LYD_ENOMEM : check_misspelt(p, words[0], diag);
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        lyd_status status = worst == LYD_OK ? lyd_check_name(words[i], strlen(words[i]), NULL, 0, arena, &names[i], diag) : LYD_OK;
        worst = status != LYD_OK ? status : worst;
    }
    if (worst == LYD_OK) {
        if (p->live) {
            p->c->session.started = (int64_t)time(NULL);
        }
        worst = lyd_checking_once(p->c, names, count);
        (void)fputc('\n', stdout);
        (void)fflush(stdout);
    }
    free((void *)names);
    lyd_arena_free(arena);
    return worst;
}

/* ---- a line ---- */

static lyd_status do_words(lyd_prompt *p, char *const *words, size_t count)
{
    if (strcmp(words[0], "help") == 0 || strcmp(words[0], "?") == 0) {
        print_help();
    } else if (strcmp(words[0], "quit") == 0 || strcmp(words[0], "exit") == 0) {
        p->done = true;
    } else if (strcmp(words[0], "role") == 0) {
        return do_role(p, words + 1, count - 1);
    } else if (strcmp(words[0], "server") == 0) {
        return do_server(p, words + 1, count - 1);
    } else {
        return do_names(p, words, count);
    }
    return LYD_OK;
}

/* Cuts LINE into its words. */
static lyd_status split(char *line, char ***words, size_t *count)
{
    static const char space[] = " \t\r\n";
    size_t capacity = 0;
    *words = NULL;
    *count = 0;
    for (char *rest = NULL, *word = strtok_r(line, space, &rest); word != NULL; word = strtok_r(NULL, space, &rest)) {
        if (lyd_grow((void **)words, &capacity, *count, sizeof(**words)) != LYD_OK) {
            return LYD_ENOMEM;
        }
        (*words)[(*count)++] = word;
    }
    return LYD_OK;
}

lyd_status lyd_prompt_line(lyd_prompt *p, const char *line)
{
    lyd_cli *cli = p->c->session.cli;
    lyd_diag *outer = cli->diag;
    char *copy = strdup(line), **words = NULL;
    size_t count = 0;
    lyd_status status;

    cli->diag = lyd_diag_new(); /* mistakes of this line are told now */
    status = copy == NULL || cli->diag == NULL ? LYD_ENOMEM : split(copy, &words, &count);
    if (status == LYD_OK && count > 0) {
        status = do_words(p, words, count);
    }
    if (cli->diag != NULL) {
        lyd_diag_print(cli->diag, stderr, "lyncdns");
    }
    lyd_diag_free(cli->diag);
    cli->diag = outer;
    free(words);
    free(copy);
    return status == LYD_ENOMEM || ferror(stdout) ? (status == LYD_ENOMEM ? status : LYD_EIO) : LYD_OK;
}

/* ---- history ---- */

/* Makes each folder on the way to PATH that isn't there. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

char *lyd_prompt_history(void)
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
