/* PowerShell taken apart into statements of literal words. */
#include "powershell.h"

#include <string.h>
#include <strings.h>

static void fail(lyd_ps_statement *s, const char *why)
{
    if (!s->broken) {
        lyd_change_wrong(s->r, s->line, NULL, why);
    }
    s->broken = true;
}

static void skip_line(lyd_ps_statement *s)
{
    while (s->at < s->end && *s->at != '\n') {
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
static bool skip_continuation(lyd_ps_statement *s)
{
    const char *p = s->at + 1;
    p += p < s->end && *p == '\r' ? 1 : 0;
    if (p >= s->end || *p != '\n') {
        return false;
    }
    s->at = p + 1;
    s->line++;
    return true;
}

static void put_word(lyd_ps_statement *s, lyd_token token)
{
    if (s->count == LYD_PS_WORDS_MAX) {
        fail(s, "the statement has too many words");
        return;
    }
    s->words[s->count++] = (lyd_ps_word){.token = token};
}

static void read_quoted(lyd_ps_statement *s)
{
    char quote = *s->at++;
    lyd_token token = {.text = s->at, .quoted = true};
    while (s->at < s->end && *s->at != quote && *s->at != '\n') {
        if (quote == '"' && (*s->at == '$' || *s->at == '`')) {
            fail(s, "variables and escapes in a string aren't supported; write the value out");
        }
        s->at++;
    }
    if (s->at >= s->end || *s->at != quote) {
        fail(s, "a quotation mark isn't closed on its line");
        return;
    }
    token.length = (size_t)(s->at++ - token.text);
    put_word(s, token);
}

/* $true and $false, for switches, are the only variables whose value is known. */
static bool is_known_variable(const char *at, const char *end)
{
    static const char *const names[] = {"$true", "$false"};
    for (size_t i = 0; i < LYD_COUNT(names); i++) {
        size_t length = strlen(names[i]);
        if ((size_t)(end - at) >= length && strncasecmp(at, names[i], length) == 0 &&
            ((size_t)(end - at) == length || strchr(" \t\r\n;", at[length]) != NULL)) {
            return true;
        }
    }
    return false;
}

static void read_bare(lyd_ps_statement *s)
{
    lyd_token token = {.text = s->at};
    while (s->at < s->end && strchr(" \t\r\n,;'\"`", *s->at) == NULL) {
        if (*s->at == '$' && !is_known_variable(s->at, s->end)) {
            fail(s, "variables aren't supported; write the value out");
        } else if (strchr("|{}()&<>@", *s->at) != NULL) {
            fail(s, "pipelines, blocks, redirections and expressions aren't supported; write the command out");
        }
        s->at++;
    }
    token.length = (size_t)(s->at - token.text);
    put_word(s, token);
}

void lyd_ps_read(lyd_ps_statement *s)
{
    s->count = 0;
    s->broken = false;
    s->first = s->line;
    while (s->at < s->end) {
        char c = *s->at;
        bool joined = s->count > 0 && s->words[s->count - 1].comma; /* a list goes on in the next line */
        if (c == '#') {
            skip_line(s);
        } else if (c == '<' && s->end - s->at >= 2 && s->at[1] == '#') {
            skip_block_comment(s);
        } else if (c == '\n' || c == ';') {
            s->at++;
            s->line += c == '\n' ? 1 : 0;
            if (c == ';' || !joined) {
                return;
            }
        } else if (c == ' ' || c == '\t' || c == '\r') {
            s->at++;
        } else if (c == '`') {
            if (!skip_continuation(s)) {
                fail(s, "a backtick is supported only at the end of a line");
                s->at++;
            }
        } else if (c == ',') {
            s->at++;
            if (s->count == 0) {
                fail(s, "a list without a first value");
            } else {
                s->words[s->count - 1].comma = true;
            }
        } else {
            s->first = s->count == 0 ? s->line : s->first;
            if (c == '\'' || c == '"') {
                read_quoted(s);
            } else {
                read_bare(s);
            }
        }
    }
}
