/* The DNS servers that a resolver configuration names (resolv.conf(5)).
 *
 * The file isn't left to c-ares: it skips servers that it can't read without a word, and asks 127.0.0.1 if it is left with none. */
#include <lyncdns/dns.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_MAX_BYTES ((size_t)1 << 20)
#define SERVERS_MAX 256
#define KEYWORD "nameserver"

typedef struct reading {
    const char *path;
    size_t line;
    lyd_arena *arena;
    lyd_server *servers; /* SERVERS_MAX */
    size_t count;
    lyd_status status; /* the worst so far */
    lyd_diag *diag;
} reading;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == ',';
}

/* The next word of the line from *AT to END, and its length; 0: there is no more. */
static size_t next_word(const char **at, const char *end)
{
    size_t length = 0;
    while (*at < end && is_blank(**at)) {
        (*at)++;
    }
    while (*at + length < end && !is_blank((*at)[length])) {
        length++;
    }
    return length;
}

static bool is_known(const reading *r, const lyd_server *server)
{
    bool known = false;
    for (size_t i = 0; i < r->count && !known; i++) {
        known = lyd_server_same(&r->servers[i], server);
    }
    return known;
}

static lyd_status add_server(reading *r, const char *word, size_t length)
{
    char written[LYD_SERVER_TEXT];
    lyd_server server;
    const char *why;
    char *text = lyd_arena_text(r->arena, word, length);
    if (text == NULL) {
        return LYD_ENOMEM;
    }
    if (strlen(text) != length || !lyd_server_parse(text, &server, &why)) {
        return lyd_diag_error(r->diag, r->path, r->line, "can't ask the server \"%.128s\": %s", text,
                              strlen(text) == length ? why : "it has a NUL byte");
    }
    if (is_known(r, &server)) {
        return LYD_OK;
    }
    if (r->count == SERVERS_MAX) {
        return lyd_diag_error(r->diag, r->path, r->line, "more than %d servers", SERVERS_MAX);
    }
    lyd_server_format(&server, written);
    server.text = lyd_arena_text(r->arena, written, strlen(written));
    r->servers[r->count++] = server;
    return server.text == NULL ? LYD_ENOMEM : LYD_OK;
}

static void note(reading *r, lyd_status status)
{
    r->status = status != LYD_OK && r->status != LYD_ENOMEM ? status : r->status;
}

/* Takes more than most resolvers do, so that no server is lost that one of them would ask: the keyword in any case and behind blanks,
 * several servers in a line, ports, comments behind them. */
static void read_line(reading *r, const char *at, const char *end)
{
    size_t length = 0, servers = 0;
    while (at + length < end && at[length] != '#' && at[length] != ';') {
        length++;
    }
    end = at + length;
    length = next_word(&at, end);
    if (length != strlen(KEYWORD) || strncasecmp(at, KEYWORD, length) != 0) {
        return;
    }
    for (at += length; (length = next_word(&at, end)) > 0; at += length) {
        note(r, add_server(r, at, length));
        servers++;
    }
    if (servers == 0) {
        note(r, lyd_diag_error(r->diag, r->path, r->line, "missing address after \"" KEYWORD "\""));
    }
}

lyd_status lyd_resolv_parse(const char *text, size_t length, const char *path, lyd_arena *arena, lyd_server **servers, size_t *count,
                            lyd_diag *diag)
{
    reading r = {.path = path, .arena = arena, .diag = diag, .servers = lyd_arena_alloc(arena, SERVERS_MAX * sizeof(*r.servers))};
    const char *end = text + length;
    *servers = r.servers;
    *count = 0;
    r.status = r.servers == NULL ? LYD_ENOMEM : LYD_OK;
    while (text < end && r.status != LYD_ENOMEM) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline != NULL ? newline : end;
        r.line++;
        read_line(&r, text, stop);
        text = stop + 1;
    }
    if (r.status == LYD_OK && r.count == 0) {
        r.status = lyd_diag_error(diag, path, 0, "names no DNS server, expected a line such as \"" KEYWORD " 10.0.0.1\"");
    }
    *count = r.status == LYD_OK ? r.count : 0;
    return r.status;
}

lyd_status lyd_resolv_load(const char *path, lyd_arena *arena, lyd_server **servers, size_t *count, lyd_diag *diag)
{
    char *text;
    size_t length;
    *servers = NULL;
    *count = 0;
    lyd_status status = lyd_file_read(path, FILE_MAX_BYTES, &text, &length, diag);
    if (status == LYD_OK) {
        status = lyd_resolv_parse(text, length, path, arena, servers, count, diag);
        free(text);
    }
    return status;
}
