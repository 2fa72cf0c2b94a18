/* Change scripts: which form one has, its text decoded, and the steps in it. */
#include "change.h"

#include <stdlib.h>
#include <string.h>

const lyd_row lyd_change_forms[] = {
    {LYD_CHANGE_NSUPDATE, "nsupdate"},
    {LYD_CHANGE_DNSCMD, "dnscmd"},
    {LYD_CHANGE_POWERSHELL, "PowerShell"},
    {0, NULL},
};

static const struct {
    bool (*recognize)(const lyd_token *word, const lyd_token *line); /* by the first word of a line */
    void (*read)(lyd_change_reader *reader, const char *text, size_t length);
} forms[] = {
    [LYD_CHANGE_NSUPDATE] = {lyd_nsupdate_recognize, lyd_nsupdate_read},
    [LYD_CHANGE_DNSCMD] = {lyd_dnscmd_recognize, lyd_dnscmd_read},
    [LYD_CHANGE_POWERSHELL] = {lyd_powershell_recognize, lyd_powershell_read},
};

_Static_assert(LYD_COUNT(forms) == LYD_COUNT(lyd_change_forms) - 1, "each form has a name and functions");

/* ---- which form a script has ---- */

static bool begins_with(const char *at, const char *end, const char *prefix)
{
    size_t length = strlen(prefix);
    return (size_t)(end - at) >= length && memcmp(at, prefix, length) == 0;
}

/* The first word of a line of any form, without its quotation marks. */
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

/* Where the statement of the line from AT to END begins; NULL: it is blank, a comment or an echo. */
static const char *find_statement(const char *at, const char *end)
{
    static const char *const comments[] = {"rem", "echo"};
    while (at < end && strchr(" \t\r", *at) != NULL) {
        at++;
    }
    lyd_token word = first_word(at, end);
    bool comment =
        at == end || *at == '#' || *at == ';' || begins_with(at, end, "::") || lyd_token_is_any(&word, comments, LYD_COUNT(comments));
    return comment ? NULL : at;
}

/* The form of the first line that only one form can have. *LINE is the first with a statement, or 0. */
static bool find_form(const char *text, size_t length, lyd_change_form *form, size_t *line)
{
    size_t number = 0;
    bool closes = true; /* a comment that begins with <# may end */
    *line = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *line_end = lyd_line_end(at, end);
        const char *start = find_statement(at, line_end);
        bool block = closes && start != NULL && begins_with(start, line_end, "<#");
        const char *close = block ? strstr(start, "#>") : NULL;
        closes = closes && (!block || close != NULL);
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
        lyd_token word = first_word(start, line_end), whole = {.text = start, .length = (size_t)(line_end - start)};
        *line = *line == 0 ? number : *line;
        for (size_t i = 0; i < LYD_COUNT(forms); i++) {
            if (forms[i].recognize(&word, &whole)) {
                *form = (lyd_change_form)i;
                return true;
            }
        }
    }
    return false;
}

/* ---- text ---- */

/* A copy in UTF-8 without a byte-order mark, NUL-terminated; freed by the caller. PowerShell writes UTF-16. Bytes that aren't UTF-8 are
 * left as they are: old batch files have them in remarks. */
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

#define HOST_BITS ((1u << LYD_HOST_TYPES) - 1)
#define SERVICE_BITS (1u << LYD_HOST_TYPES)

unsigned lyd_change_asks(const lyd_change_step *step)
{
    bool service = step->name[0] == '_' || strstr(step->name, "._") != NULL;
    if (lyd_type_family(step->type) != 0 || step->type == LYD_TYPE_SRV) {
        return step->type == LYD_TYPE_SRV ? SERVICE_BITS : HOST_BITS;
    }
    return service ? SERVICE_BITS : HOST_BITS;
}

static lyd_status read_form(lyd_change_reader *r, const char *text, size_t length)
{
    size_t line = 0;
    if (memchr(text, '\0', length) != NULL || !find_form(text, length, &r->change->form, &line)) {
        return lyd_diag_error(r->diag, r->change->path, line,
                              "expected an nsupdate script, dnscmd commands, or PowerShell's DnsServer cmdlets");
    }
    forms[r->change->form].read(r, text, length);
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
