#include "change.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const lyd_row lyd_change_forms[] = {
    {LYD_CHANGE_NSUPDATE, "nsupdate"},
    {LYD_CHANGE_DNSCMD, "dnscmd"},
    {LYD_CHANGE_POWERSHELL, "PowerShell"},
    {0, NULL},
};

/* ---- telling the forms apart ---- */

static bool is_one_of(const lyd_token *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (lyd_token_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* Of a line of any form; without its quotation marks. */
static lyd_token first_word(const char *at, const char *end)
{
    while (at < end && strchr(" \t@", *at) != NULL) {
        at++;
    }
    bool quoted = at < end && *at == '"';
    lyd_token word = {.text = at + (quoted ? 1 : 0)};
    while (word.text + word.length < end && strchr(quoted ? "\"" : " \t\r;", word.text[word.length]) == NULL) {
        word.length++;
    }
    return word;
}

static bool contains(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    for (; (size_t)(end - at) >= length; at++) {
        if (strncasecmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Where the line from AT to END says something that could tell a form; NULL: it is blank, a comment or an echo. */
static const char *find_statement(const char *at, const char *end)
{
    static const char *const comments[] = {"rem", "echo"};
    at += strspn(at, " \t\r");
    lyd_token word = at < end ? first_word(at, end) : (lyd_token){.text = at};
    bool comment = at >= end || *at == '#' || *at == ';' || strncmp(at, "::", 2) == 0 || is_one_of(&word, comments, LYD_COUNT(comments));
    return comment ? NULL : at;
}

/* By the first line that only one of them could have. *LINE is the first that says anything, or 0. */
static bool find_form(const char *text, size_t length, lyd_change_form *form, size_t *line)
{
    static const char *const nsupdate[] = {"update",  "server", "zone",    "prereq", "add",         "del",      "delete",
                                           "ttl",     "local",  "class",   "send",   "nxdomain",    "yxdomain", "nxrrset",
                                           "yxrrset", "key",    "gsstsig", "realm",  "check-names", "show"};
    size_t number = 0;
    *line = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *line_end = lyd_line_end(at, end);
        const char *start = find_statement(at, line_end);
        const char *close = start != NULL && strncmp(start, "<#", 2) == 0 ? strstr(start, "#>") : NULL;
        for (; close != NULL && at < close + 2; at++) { /* PowerShell's comments go over many lines */
            number += *at == '\n' ? 1 : 0;
        }
        if (close != NULL) {
            continue;
        }
        at = line_end + 1;
        number++;
        if (start == NULL) {
            continue;
        }
        lyd_token word = first_word(start, line_end);
        *line = *line == 0 ? number : *line;
        if (lyd_change_is_dnscmd(&word)) {
            *form = LYD_CHANGE_DNSCMD;
            return true;
        }
        if (contains(start, line_end, "-DnsServer")) {
            *form = LYD_CHANGE_POWERSHELL;
            return true;
        }
        if (is_one_of(&word, nsupdate, LYD_COUNT(nsupdate))) {
            *form = LYD_CHANGE_NSUPDATE;
            return true;
        }
    }
    return false;
}

/* ---- text ---- */

/* A copy in UTF-8 without a byte-order mark, NUL-terminated; freed by the caller. PowerShell writes UTF-16. Bytes that aren't UTF-8 stay as
 * they are: old batch files have them in remarks. */
static lyd_status decode(const char *text, size_t length, const char *path, char **copy, size_t *decoded, lyd_diag *diag)
{
    const char *start;
    if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        return lyd_decode(text, length, path, &start, decoded, copy, diag);
    }
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    *copy = malloc(length + 1);
    if (*copy == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(*copy, text, length);
    (*copy)[length] = '\0';
    *decoded = length;
    return LYD_OK;
}

/* ---- reading ---- */

static lyd_change *change_new(const char *path)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_change *change = arena != NULL ? lyd_arena_zalloc(arena, 1, sizeof(*change)) : NULL;
    if (change != NULL) {
        change->arena = arena;
        change->path = lyd_arena_text(arena, path, strlen(path));
    }
    if (change == NULL || change->path == NULL) {
        lyd_arena_free(arena);
        return NULL;
    }
    return change;
}

void lyd_change_free(lyd_change *change)
{
    if (change != NULL) {
        lyd_arena_free(change->arena); /* which holds *CHANGE too */
    }
}

static lyd_status read_form(lyd_change_reader *r, const char *text, size_t length)
{
    static void (*const readers[])(lyd_change_reader *, const char *, size_t) = {
        [LYD_CHANGE_NSUPDATE] = lyd_change_read_nsupdate,
        [LYD_CHANGE_DNSCMD] = lyd_change_read_dnscmd,
        [LYD_CHANGE_POWERSHELL] = lyd_change_read_powershell,
    };
    size_t line = 0;
    if (memchr(text, '\0', length) != NULL || !find_form(text, length, &r->change->form, &line)) {
        return lyd_diag_error(r->diag, r->change->path, line,
                              "this is neither an nsupdate script, nor one of dnscmd, nor one of PowerShell's DnsServer cmdlets");
    }
    readers[r->change->form](r, text, length);
    if (r->status == LYD_OK && r->count == 0) {
        return lyd_diag_error(r->diag, r->change->path, 0, "the script changes nothing");
    }
    return r->status;
}

lyd_status lyd_change_parse(const char *text, size_t length, const char *path, lyd_change **change, lyd_diag *diag)
{
    size_t decoded = 0;
    char *copy = NULL;
    lyd_change_reader r = {.change = change_new(path), .diag = diag};
    lyd_status status = r.change == NULL ? LYD_ENOMEM : decode(text, length, path, &copy, &decoded, diag);

    *change = NULL;
    if (status == LYD_OK) {
        status = read_form(&r, copy, decoded);
    }
    if (status == LYD_OK) {
        lyd_change_step *steps = lyd_arena_alloc(r.change->arena, r.count * sizeof(*steps));
        if (steps == NULL) {
            status = LYD_ENOMEM;
        } else {
            memcpy(steps, r.steps, r.count * sizeof(*steps));
            r.change->steps = steps;
            r.change->count = r.count;
            *change = r.change;
            r.change = NULL;
        }
    }
    free(copy);
    free(r.steps);
    lyd_change_free(r.change);
    return status;
}

lyd_status lyd_change_load(const char *path, lyd_change **change, lyd_diag *diag)
{
    char *text = NULL;
    size_t length;
    *change = NULL;
    lyd_status status = lyd_file_read(path, LYD_CHANGE_FILE_MAX, &text, &length, diag);
    if (status == LYD_OK) {
        status = lyd_change_parse(text, length, strcmp(path, "-") == 0 ? "standard input" : path, change, diag);
        free(text);
    }
    return status;
}
