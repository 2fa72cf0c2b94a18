/* PowerShell taken apart into statements of literal words. */
#include "powershell.h"

#include <string.h>
#include <strings.h>

static void fail_in(lyd_ps_statement *s, size_t line, const char *why)
{
    if (!s->broken) {
        lyd_change_wrong(s->r, line, NULL, why);
    }
    s->broken = true;
}

static void fail(lyd_ps_statement *s, const char *why)
{
    fail_in(s, s->line, why);
}

/* ---- characters ---- */

typedef enum mark { OTHER, BLANK, NEWLINE, DASH, SINGLE, DOUBLE } mark;

/* As PowerShell has them (CharTraits.cs): each row is a range of one length, in UTF-8. */
static const struct {
    char first[4], last[4];
    mark mark;
} marks[] = {
    {" ", " ", BLANK},
    {"\t", "\t", BLANK},
    {"\v", "\f", BLANK},
    {"\n", "\n", NEWLINE},
    {"\r", "\r", NEWLINE},
    {"-", "-", DASH},
    {"'", "'", SINGLE},
    {"\"", "\"", DOUBLE},
    {"\u2013", "\u2015", DASH},
    {"\u2018", "\u201B", SINGLE},
    {"\u201C", "\u201E", DOUBLE},
    {"\xC2\x85", "\xC2\x85", BLANK},
    {"\u00A0", "\u00A0", BLANK},
    {"\u1680", "\u1680", BLANK},
    {"\u2000", "\u200A", BLANK},
    {"\u2028", "\u2029", BLANK},
    {"\u202F", "\u202F", BLANK},
    {"\u205F", "\u205F", BLANK},
    {"\u3000", "\u3000", BLANK},
    /* Single bytes of a file in Windows-1252, which Windows PowerShell reads where there is no byte-order mark. */
    {"\x82", "\x82", SINGLE},
    {"\x84", "\x84", DOUBLE},
    {"\x91", "\x92", SINGLE},
    {"\x93", "\x94", DOUBLE},
    {"\x96", "\x97", DASH},
    {"\xA0", "\xA0", BLANK},
};

/* What the character at AT is, and its bytes. */
static mark mark_at(const char *at, const char *end, size_t *length)
{
    *length = 1;
    if ((unsigned char)*at < 0x80 && (*at == '\0' || strchr(" \t\v\f\n\r-'\"", *at) == NULL)) {
        return OTHER; /* nearly all of a script */
    }
    size_t size = lyd_utf8_length((const unsigned char *)at, (size_t)(end - at));
    *length = size > 0 ? size : 1;
    for (size_t i = 0; i < LYD_COUNT(marks); i++) {
        if (strlen(marks[i].first) == *length && memcmp(at, marks[i].first, *length) >= 0 && memcmp(at, marks[i].last, *length) <= 0) {
            return marks[i].mark;
        }
    }
    return OTHER;
}

/* True at the end of the text, too. */
static bool ends_word(const char *at, const char *end)
{
    size_t length;
    if (at >= end) {
        return true;
    }
    mark m = mark_at(at, end, &length);
    return m == BLANK || m == NEWLINE || strchr(",;|", *at) != NULL;
}

/* ---- between words ---- */

static void skip_newline(lyd_ps_statement *s)
{
    s->at += s->end - s->at >= 2 && memcmp(s->at, "\r\n", 2) == 0 ? 2 : 1;
    s->line++;
}

static void skip_line(lyd_ps_statement *s)
{
    while (s->at < s->end && *s->at != '\n' && *s->at != '\r') {
        s->at++;
    }
}

static void skip_block_comment(lyd_ps_statement *s)
{
    for (s->at += 2; s->at < s->end; s->at++) {
        s->line += *s->at == '\n' ? 1 : 0;
        if (s->end - s->at >= 2 && memcmp(s->at, "#>", 2) == 0) {
            s->at += 2;
            return;
        }
    }
    fail(s, "a comment isn't closed");
}

/* A backtick at the end of a line joins the next one. */
static void skip_continuation(lyd_ps_statement *s)
{
    s->at++;
    if (s->at < s->end && (*s->at == '\n' || *s->at == '\r')) {
        skip_newline(s);
    } else {
        fail(s, "a backtick is supported only at the end of a line");
    }
}

static const char why_pipe[] = "pipelines aren't supported, except | Out-Null; write the command out";
static const char why_comma[] = "expected a value behind the comma";

/* A comma or a pipe: what it joins may be in the next line. */
static void join(lyd_ps_statement *s)
{
    bool comma = *s->at++ == ',';
    lyd_ps_word *last = s->count > s->piped ? &s->words[s->count - 1] : NULL;
    bool whole = last != NULL && !last->comma && !(comma && last->name.text != NULL);
    if (!whole) {
        fail(s, comma ? "expected a value before the comma" : "expected a command before the pipe");
    } else if (comma) {
        last->comma = true;
    } else if (s->piped > 0) {
        fail(s, why_pipe);
    } else {
        s->piped = s->count;
    }
}

/* ---- words ---- */

static void put_word(lyd_ps_statement *s, lyd_ps_word word)
{
    if (s->count == LYD_PS_WORDS_MAX) {
        fail(s, "the statement has too many words");
    } else if (s->count > 0 && s->words[s->count - 1].comma && word.name.text != NULL) {
        fail(s, why_comma);
    } else {
        s->words[s->count++] = word;
    }
}

static void read_quoted(lyd_ps_statement *s)
{
    size_t length;
    mark quote = mark_at(s->at, s->end, &length), m;
    lyd_ps_word word = {.token = {.text = s->at + length, .quoted = true}};
    for (s->at += length; s->at < s->end && (m = mark_at(s->at, s->end, &length)) != quote && m != NEWLINE; s->at += length) {
        if (quote == DOUBLE && (*s->at == '$' || *s->at == '`')) {
            fail(s, "variables and escapes in a string aren't supported; write the value out");
        }
    }
    if (s->at >= s->end || *s->at == '\n' || *s->at == '\r') {
        fail(s, "a quotation mark isn't closed on its line");
        return;
    }
    word.token.length = (size_t)(s->at - word.token.text);
    s->at += length;
    if (!ends_word(s->at, s->end) && *s->at != '`') {
        fail(s, "expected a space after the closing quotation mark");
    }
    put_word(s, word);
}

/* $true and $false, for switches, are the only variables whose value is known. */
static bool is_known_variable(const lyd_token *token)
{
    static const char *const names[] = {"$true", "$false"};
    return lyd_token_is_any(token, names, LYD_COUNT(names));
}

/* What is wrong with the character C inside of a word that has no quotation marks; NULL: nothing. */
static const char *why_not_bare(char c, mark m)
{
    if (m == SINGLE || m == DOUBLE) {
        return "expected quotation marks around the whole word, or none";
    }
    if (c == '`') {
        return "expected a space before the backtick at the end of the line";
    }
    return strchr("{}()&<>@", c) != NULL ? "blocks, redirections and expressions aren't supported; write the command out" : NULL;
}

static void read_bare(lyd_ps_statement *s)
{
    size_t length;
    lyd_ps_word word = {.token = {.text = s->at}};
    bool dash = mark_at(s->at, s->end, &length) == DASH;
    const char *name = s->at + length;
    bool parameter = dash && !ends_word(name, s->end) && strchr("0123456789.", *name) == NULL;
    for (; !ends_word(s->at, s->end) && !word.colon; s->at += length) {
        const char *why = why_not_bare(*s->at, mark_at(s->at, s->end, &length));
        if (why != NULL) {
            fail(s, why);
        }
        word.colon = parameter && *s->at == ':';
    }
    word.token.length = (size_t)(s->at - word.token.text);
    if (parameter) {
        word.name = (lyd_token){.text = name, .length = (size_t)(s->at - name) - (word.colon ? 1 : 0)};
    } else if (memchr(word.token.text, '$', word.token.length) != NULL && !is_known_variable(&word.token)) {
        fail(s, "variables aren't supported; write the value out");
    }
    put_word(s, word);
}

/* ---- statements ---- */

static void read_word(lyd_ps_statement *s, mark m)
{
    s->first = s->count == 0 ? s->line : s->first;
    if (m == SINGLE || m == DOUBLE) {
        read_quoted(s);
    } else {
        read_bare(s);
    }
}

/* Reads a word, or what is between two. False: the statement has ended. */
static bool step(lyd_ps_statement *s)
{
    size_t length;
    char c = *s->at;
    mark m = mark_at(s->at, s->end, &length);
    bool joined = s->count > 0 && (s->words[s->count - 1].comma || s->piped == s->count);
    if (m == NEWLINE) {
        skip_newline(s);
        return joined;
    }
    if (c == ';') {
        s->at++;
        return false;
    }
    if (m == BLANK) {
        s->at += length;
    } else if (c == '#') {
        skip_line(s);
    } else if (c == '<' && s->end - s->at >= 2 && s->at[1] == '#') {
        skip_block_comment(s);
    } else if (c == '`') {
        skip_continuation(s);
    } else if (c == ',' || c == '|') {
        join(s);
    } else {
        read_word(s, m);
    }
    return true;
}

void lyd_ps_read(lyd_ps_statement *s)
{
    s->count = 0;
    s->piped = 0;
    s->broken = false;
    s->first = s->line;
    while (s->at < s->end && step(s)) {
    }
    if (s->count > 0 && s->words[s->count - 1].comma) {
        fail_in(s, s->first, why_comma);
    }
    if (s->piped > 0) {
        if (s->count != s->piped + 1 || !lyd_token_is(&s->words[s->piped].token, "Out-Null")) {
            fail_in(s, s->first, why_pipe);
        }
        s->count = s->piped;
    }
}
