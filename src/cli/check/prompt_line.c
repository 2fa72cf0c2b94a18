/* What the lines typed at the prompt mean, and how an unfinished one can be completed. */
#include "prompt.h"

#include "cli/session/places.h"
#include "cli/session/sources.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Adds WORD to CONTEXT, a lyd_words, if it begins with what is typed. */
static lyd_status offer(void *context, const char *word)
{
    lyd_words *words = context;
    if (strncasecmp(word, words->begun, words->typed) != 0) {
        return LYD_OK;
    }
    lyd_status status = lyd_grow((void **)&words->items, &words->capacity, words->count, sizeof(*words->items));
    if (status == LYD_OK) {
        words->items[words->count++] = word;
    }
    return status;
}

/* ---- servers ---- */

/* Resets the views to what was declared, then applies the servers TEXTS (without any, the system's), and to what they made --view and
 * --vantage. */
static lyd_status serve(lyd_checking *c, const char *const *texts, size_t count)
{
    lyd_session *session = &c->session;
    lyd_topology *topology = session->topology;
    lyd_view *views = lyd_arena_zalloc(topology->arena, session->declared_count, sizeof(*views));
    if (views == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t v = 0; v < session->declared_count; v++) {
        views[v] = session->declared[v];
    }
    topology->views = views;
    topology->view_count = session->declared_count;
    topology->views_made = false;
    topology->left_view_count = session->declared_count > 0 ? topology->left_view_count : 0;
    lyd_status status = lyd_sources_servers(texts, count, topology, session->cli->diag);
    status = status == LYD_OK ? lyd_sources_complete(topology, session->cli->diag) : status;
    if (status == LYD_OK && session->declared_count == 0) {
        status = lyd_places_keep(session->cli->options, topology, session->cli->diag);
    }
    if (status == LYD_OK && session->vantage != NULL) {
        lyd_places_mark(topology, session->vantage);
    }
    return status;
}

/* Those of the command line. */
static lyd_status default_servers(const lyd_prompt *p, const char ***servers, size_t *count)
{
    const lyd_options *options = p->c->session.cli->options;
    *count = lyd_options_count(options, LYD_OPT_SERVER);
    *servers = lyd_arena_zalloc(p->c->session.topology->arena, *count, sizeof(**servers));
    for (size_t i = 0; *servers != NULL && i < *count; i++) {
        (*servers)[i] = lyd_options_at(options, LYD_OPT_SERVER, i)->text;
    }
    return *servers == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_prompt_open(lyd_prompt *p, lyd_checking *c)
{
    *p = (lyd_prompt){.c = c, .live = lyd_checking_is_live(c)};
    return default_servers(p, &p->servers, &p->server_count);
}

/* Whether a new server replaces the one typed earlier: it is for the same view, or for all views. */
static bool replaces(const char *earlier, const char *text, bool views_declared)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL) {
        return true;
    }
    size_t length = (size_t)(equals - text) + 1;
    return strncmp(earlier, text, length) == 0 || (strchr(earlier, '=') == NULL && !views_declared);
}

/* The present servers without those that TEXTS replace, then TEXTS. */
static lyd_status new_servers(const lyd_prompt *p, char *const *texts, size_t count, const char ***servers, size_t *used)
{
    lyd_arena *arena = p->c->session.topology->arena;
    *used = 0;
    *servers = lyd_arena_zalloc(arena, p->server_count + count, sizeof(**servers));
    for (size_t i = 0; *servers != NULL && i < p->server_count; i++) {
        bool gone = false;
        for (size_t k = 0; k < count; k++) {
            gone = gone || replaces(p->servers[i], texts[k], p->c->session.declared_count > 0);
        }
        if (!gone) {
            (*servers)[(*used)++] = p->servers[i];
        }
    }
    for (size_t i = 0; *servers != NULL && i < count; i++) {
        const char *copy = lyd_arena_text(arena, texts[i], strlen(texts[i]));
        if (copy == NULL) {
            return LYD_ENOMEM;
        }
        (*servers)[(*used)++] = copy;
    }
    return *servers == NULL ? LYD_ENOMEM : LYD_OK;
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
    const char **servers = NULL;
    size_t used = 0;
    if (!p->live) {
        return lyd_diag_error(p->c->session.cli->diag, NULL, 0, "server: answers come from files, no server is asked");
    }
    if (count > 0) {
        bool standard = count == 1 && strcmp(words[0], "default") == 0;
        lyd_status status = standard ? default_servers(p, &servers, &used) : new_servers(p, words, count, &servers, &used);
        status = status == LYD_OK ? serve(p->c, servers, used) : status;
        if (status != LYD_OK) {
            (void)serve(p->c, p->servers, p->server_count);
            return status;
        }
        p->servers = servers;
        p->server_count = used;
    }
    print_servers(p->c->session.topology);
    return LYD_OK;
}

static lyd_status offer_servers(const lyd_topology *topology, lyd_words *words)
{
    lyd_status status = offer(words, "default");
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        const char *word = lyd_arena_printf(words->arena, "%s=", topology->views[v].name);
        status = word == NULL ? LYD_ENOMEM : offer(words, word);
    }
    return status;
}

/* ---- the other commands ---- */

static void print_roles(lyd_roles roles)
{
    (void)fputs(roles == 0 ? "  no role" : "  role", stderr);
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((roles & LYD_ROLE_BIT(role)) != 0) {
            (void)fprintf(stderr, " %s", lyd_role_rows[role].name);
        }
    }
    (void)fputc('\n', stderr);
}

static void print_all_roles(void)
{
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        (void)fprintf(stderr, "  %-30s %s\n", lyd_role_rows[role].name, lyd_role_rows[role].title);
    }
    (void)fputs("  none                           no role: what the name would mean in each\n", stderr);
}

static lyd_status do_role(lyd_prompt *p, char *const *words, size_t count)
{
    lyd_diag *diag = p->c->session.cli->diag;
    lyd_roles roles = 0;
    for (size_t i = 0; i < count; i++) {
        char hint[LYD_HINT_TEXT];
        lyd_role role = lyd_role_find(words[i]);
        if (role < LYD_ROLE_COUNT) {
            roles |= LYD_ROLE_BIT(role);
        } else if (strcmp(words[i], "none") != 0) {
            print_all_roles();
            return lyd_diag_error(diag, NULL, 0, "unknown role \"%s\"%s", words[i],
                                  lyd_hint(hint, lyd_nearest(words[i], &lyd_role_rows->name, sizeof(*lyd_role_rows), LYD_ROLE_COUNT)));
        }
    }
    p->c->roles = count > 0 ? roles : p->c->roles;
    print_roles(p->c->roles);
    return LYD_OK;
}

static lyd_status offer_roles(const lyd_topology *topology, lyd_words *words)
{
    lyd_status status = offer(words, "none");
    (void)topology;
    for (int role = 0; role < LYD_ROLE_COUNT && status == LYD_OK; role++) {
        status = offer(words, lyd_role_rows[role].name);
    }
    return status;
}

static lyd_status do_help(lyd_prompt *p, char *const *words, size_t count)
{
    (void)p;
    (void)words;
    (void)count;
    (void)fputs("  NAME...                   ask about names\n"
                "  role [ROLE...|none]       set the role of the names, or show it\n"
                "  server [[VIEW=]ADDRESS...|default]\n"
                "                            set the DNS servers to ask, or show them\n"
                "  help                      show this help\n"
                "  quit                      exit; so does Ctrl-D\n"
                "  Tab completes commands, roles, views and the topology's names; Ctrl-C stops a\n"
                "  question. To ask about a name that is also a command, add a dot: \"help.\"\n",
                stderr);
    return LYD_OK;
}

static lyd_status do_quit(lyd_prompt *p, char *const *words, size_t count)
{
    (void)words;
    (void)count;
    p->done = true;
    return LYD_OK;
}

/* ---- the rows ---- */

#define COMMANDS 4 /* the rows after these are other names for them */

static const struct command {
    const char *name;
    lyd_status (*run)(lyd_prompt *p, char *const *words, size_t count);  /* with the words after its name */
    lyd_status (*offer)(const lyd_topology *topology, lyd_words *words); /* completes these; NULL: it takes none */
} commands[] = {
    {"help", do_help, NULL}, {"role", do_role, offer_roles}, {"server", do_server, offer_servers},
    {"quit", do_quit, NULL}, {"?", do_help, NULL},           {"exit", do_quit, NULL},
};

static const struct command *find_command(const char *word, size_t length)
{
    for (size_t i = 0; i < LYD_COUNT(commands); i++) {
        if (strlen(commands[i].name) == length && memcmp(commands[i].name, word, length) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* ---- a line ---- */

/* A word without a dot that isn't in the topology but is almost a command is taken for a misspelt command. */
static lyd_status check_misspelt(const lyd_prompt *p, const char *word, lyd_diag *diag)
{
    const char *nearest = strchr(word, '.') == NULL ? lyd_nearest(word, &commands->name, sizeof(*commands), COMMANDS) : NULL;
    if (nearest == NULL || lyd_topology_find(p->c->session.topology, word) != LYD_NONE) {
        return LYD_OK;
    }
    return lyd_diag_error(diag, NULL, 0, "unknown command \"%s\"; did you mean \"%s\"? (as a name: \"%s.\")", word, nearest, word);
}

static lyd_status ask_names(lyd_prompt *p, char *const *words, size_t count)
{
    lyd_diag *diag = p->c->session.cli->diag;
    lyd_arena *arena = lyd_arena_new();
    const char **names = calloc(count + 1, sizeof(*names));
    lyd_status worst = arena == NULL || names == NULL ? LYD_ENOMEM : check_misspelt(p, words[0], diag);
    for (size_t i = 0; i < count && worst == LYD_OK; i++) {
        worst = lyd_check_name(words[i], strlen(words[i]), NULL, 0, arena, &names[i], diag);
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

    cli->diag = lyd_diag_new(); /* mistakes of this line are printed now */
    lyd_status status = copy == NULL || cli->diag == NULL ? LYD_ENOMEM : split(copy, &words, &count);
    if (status == LYD_OK && count > 0) {
        const struct command *command = find_command(words[0], strlen(words[0]));
        status = command != NULL ? command->run(p, words + 1, count - 1) : ask_names(p, words, count);
    }
    if (cli->diag != NULL) {
        lyd_diag_print(cli->diag, stderr, "lyncdns");
    }
    lyd_diag_free(cli->diag);
    cli->diag = outer;
    free(words);
    free(copy);
    return status == LYD_ENOMEM ? status : ferror(stdout) ? LYD_EIO : LYD_OK;
}

/* ---- completion ---- */

static lyd_status offer_names(const lyd_topology *topology, bool first, lyd_words *words)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; first && i < COMMANDS && status == LYD_OK; i++) {
        status = offer(words, commands[i].name);
    }
    return status == LYD_OK ? lyd_list_each(topology, LYD_LIST_NAMES, words->arena, offer, words) : status;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static lyd_status offer_words(const lyd_topology *topology, const char *line, size_t length, lyd_words *words)
{
    const char *end = line + length, *first = line, *first_end, *last = end;
    while (first < end && is_space(*first)) {
        first++;
    }
    for (first_end = first; first_end < end && !is_space(*first_end);) {
        first_end++;
    }
    while (last > first && !is_space(last[-1])) {
        last--;
    }
    words->begun = last;
    words->typed = (size_t)(end - last);
    const struct command *command = last > first ? find_command(first, (size_t)(first_end - first)) : NULL;
    if (command != NULL) {
        return command->offer != NULL ? command->offer(topology, words) : LYD_OK;
    }
    return offer_names(topology, last == first, words);
}

lyd_status lyd_prompt_complete(const lyd_prompt *p, const char *line, size_t length, lyd_words *words)
{
    lyd_status status = offer_words(p->c->session.topology, line, length, words);
    size_t common = words->count > 0 ? strlen(words->items[0]) : 0;
    for (size_t i = 1; i < words->count; i++) {
        size_t same = 0;
        while (same < common && words->items[i][same] == words->items[0][same]) {
            same++;
        }
        common = same;
    }
    words->common = common > words->typed ? common : words->typed;
    return status;
}
