/* Batch files of dnscmd: dnscmd [SERVER] /RecordAdd ZONE NODE [/Aging] [/OpenAcl] [TTL] TYPE DATA, /RecordDelete ZONE NODE TYPE [DATA]
 * [/f]. */
#include "change.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX 64

typedef struct command {
    lyd_change_reader *r;
    size_t line;
    lyd_token words[WORDS_MAX];
    size_t count;
} command;

/* Splits a line into words, with quotation marks as in cmd.exe. False: a mistake was recorded. */
static bool split(command *c, const char *at, const char *end)
{
    c->count = 0;
    for (;;) {
        while (at < end && strchr(" \t\r", *at) != NULL) {
            at++;
        }
        if (at >= end) {
            return true;
        }
        if (c->count == WORDS_MAX) {
            lyd_change_wrong(c->r, c->line, NULL, "the line has too many words");
            return false;
        }
        lyd_token *word = &c->words[c->count++];
        bool quoted = *at == '"';
        *word = (lyd_token){.text = at + (quoted ? 1 : 0)};
        at = word->text;
        while (at < end && (quoted ? *at != '"' : strchr(" \t\r\"", *at) == NULL)) {
            if (strchr(quoted ? "%" : "%|&<>^", *at) != NULL) {
                lyd_change_wrong(c->r, c->line, NULL,
                                 "variables, pipes and redirections of cmd.exe aren't supported; write the command out");
                return false;
            }
            at++;
        }
        word->length = (size_t)(at - word->text);
        if (quoted && at >= end) {
            lyd_change_wrong(c->r, c->line, NULL, "a quotation mark isn't closed");
            return false;
        }
        at += quoted ? 1 : 0;
    }
}

static bool word_is(const command *c, size_t i, const char *word)
{
    return i < c->count && lyd_token_is(&c->words[i], word);
}

static void drop_words(command *c, size_t from, const char *const *names, size_t names_count)
{
    size_t kept = from;
    for (size_t i = from; i < c->count; i++) {
        if (!lyd_token_is_any(&c->words[i], names, names_count)) {
            c->words[kept++] = c->words[i];
        }
    }
    c->count = kept;
}

/* ZONE NODE …, from word I. */
static bool read_place(command *c, size_t i, lyd_change_step *step)
{
    if (i + 3 > c->count) {
        lyd_change_wrong(c->r, c->line, NULL, "expected a zone, a node and a record type");
        return false;
    }
    return lyd_change_name(c->r, c->line, &c->words[i], &step->zone) &&
           lyd_change_node(c->r, c->line, &c->words[i + 1], step->zone, &step->name);
}

static void read_add(command *c, size_t i)
{
    static const char *const switches[] = {"/Aging", "/OpenAcl", "/CreatePTR"};
    lyd_change_step step = {.act = LYD_CHANGE_ADD, .ttl = LYD_CHANGE_TTL_WINDOWS, .line = (uint32_t)c->line, .request = (uint32_t)c->line};
    drop_words(c, i, switches, LYD_COUNT(switches));
    if (!read_place(c, i, &step)) {
        return;
    }
    i += 2;
    i += lyd_ttl_parse(c->words[i].text, c->words[i].length, &step.ttl) ? 1 : 0;
    if (i >= c->count) {
        lyd_change_wrong(c->r, c->line, NULL, "missing record type");
        return;
    }
    if (lyd_change_type(c->r, &step, &c->words[i], true) && lyd_change_data(c->r, &step, c->words + i + 1, c->count - i - 1, true)) {
        (void)lyd_change_add(c->r, &step);
    }
}

static void read_delete(command *c, size_t i)
{
    static const char *const switches[] = {"/f"};
    lyd_change_step step = {.act = LYD_CHANGE_DELETE_SET, .line = (uint32_t)c->line, .request = (uint32_t)c->line};
    drop_words(c, i, switches, LYD_COUNT(switches));
    if (!read_place(c, i, &step)) {
        return;
    }
    i += 2;
    if (!lyd_change_type(c->r, &step, &c->words[i++], true)) {
        return;
    }
    if (i < c->count) {
        step.act = LYD_CHANGE_DELETE;
        if (!lyd_change_data(c->r, &step, c->words + i, c->count - i, true)) {
            return;
        }
    }
    (void)lyd_change_add(c->r, &step);
}

/* SERVER may be left out. */
static void read_dnscmd(command *c)
{
    size_t i = c->count > 1 && c->words[1].length > 0 && c->words[1].text[0] != '/' ? 2 : 1;
    if (word_is(c, i, "/RecordAdd")) {
        read_add(c, i + 1);
    } else if (word_is(c, i, "/RecordDelete")) {
        read_delete(c, i + 1);
    } else {
        lyd_change_wrong(c->r, c->line, i < c->count ? &c->words[i] : NULL,
                         "unsupported dnscmd command, expected /RecordAdd or /RecordDelete");
    }
}

static bool is_comment(const char *at, const char *end)
{
    size_t left = (size_t)(end - at);
    return (left >= 2 && memcmp(at, "::", 2) == 0) ||
           (left >= 3 && strncasecmp(at, "rem", 3) == 0 && (left == 3 || strchr(" \t\r", at[3]) != NULL));
}

/* Commands of cmd.exe that change no DNS record. */
static bool is_harmless(const char *at, const char *end)
{
    static const char *const words[] = {"echo", "pause", "cls", "title", "setlocal", "endlocal"};
    for (size_t i = 0; i < LYD_COUNT(words); i++) {
        size_t length = strlen(words[i]);
        bool whole = (size_t)(end - at) == length || ((size_t)(end - at) > length && strchr(" \t\r.", at[length]) != NULL);
        if (whole && strncasecmp(at, words[i], length) == 0) {
            return memchr(at, '&', (size_t)(end - at)) == NULL && memchr(at, '|', (size_t)(end - at)) == NULL;
        }
    }
    return false;
}

/* True if the command is dnscmd, with or without its path. */
bool lyd_dnscmd_recognize(const lyd_token *word, const lyd_token *line)
{
    (void)line;
    lyd_token program = *word;
    for (size_t i = 0; i < word->length; i++) {
        if (word->text[i] == '\\' || word->text[i] == '/') {
            program = (lyd_token){.text = word->text + i + 1, .length = word->length - i - 1};
        }
    }
    return lyd_token_is(&program, "dnscmd") || lyd_token_is(&program, "dnscmd.exe");
}

static void read_line(command *c, const char *at, const char *end)
{
    while (at < end && strchr(" \t\r@", *at) != NULL) {
        at++;
    }
    if (at >= end || is_comment(at, end) || is_harmless(at, end) || !split(c, at, end) || c->count == 0) {
        return;
    }
    if (lyd_dnscmd_recognize(&c->words[0], NULL)) {
        read_dnscmd(c);
    } else {
        lyd_change_wrong(c->r, c->line, &c->words[0], "unsupported command, expected dnscmd");
    }
}

void lyd_dnscmd_read(lyd_change_reader *r, const char *text, size_t length)
{
    command c = {.r = r};
    for (const char *at = text, *end = text + length; at < end && r->status != LYD_ENOMEM;) {
        const char *line_end = lyd_line_end(at, end);
        c.line++;
        read_line(&c, at, line_end);
        at = line_end + 1;
    }
}
