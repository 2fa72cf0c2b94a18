/* Zone files taken apart into entries: lines, and the lines that parentheses join. */
#include "text.h"

#include <lyncdns/dns.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_token(char c)
{
    return is_blank(c) || c == '\n' || c == ';' || c == '(' || c == ')' || c == '"';
}

static void skip_comment(lyd_zone_text *text)
{
    while (text->at < text->end && *text->at != '\n') {
        text->at++;
    }
}

/* An escaped character belongs to its token, unless it is the end of the line. */
static lyd_token read_plain(lyd_zone_text *text)
{
    lyd_token token = {.text = text->at};
    while (text->at < text->end && !ends_token(*text->at)) {
        bool escape = *text->at == '\\' && text->end - text->at > 1 && text->at[1] != '\n';
        text->at += escape ? 2 : 1;
    }
    token.length = (size_t)(text->at - token.text);
    return token;
}

static bool read_quoted(lyd_zone_text *text, lyd_token *token)
{
    *token = (lyd_token){.text = ++text->at, .quoted = true};
    while (text->at < text->end && *text->at != '"' && *text->at != '\n') {
        bool escape = *text->at == '\\' && text->end - text->at > 1 && text->at[1] != '\n';
        text->at += escape ? 2 : 1;
    }
    token->length = (size_t)(text->at - token->text);
    if (text->at >= text->end || *text->at != '"') {
        return false;
    }
    text->at++;
    return true;
}

/* As many words as a record of 64 KiB can have: each has a hexadecimal digit at least. */
#define WORDS_MAX 131072

static lyd_status keep(lyd_zone_entry *entry, lyd_token token, const char **why)
{
    if (entry->count >= WORDS_MAX) {
        *why = "more words than a record can have";
        return LYD_EINVAL;
    }
    lyd_status status = lyd_grow((void **)&entry->tokens, &entry->capacity, entry->count, sizeof(*entry->tokens));
    if (status == LYD_OK) {
        entry->tokens[entry->count++] = token;
    }
    return status;
}

/* Reads one token, or what is between two. False: *WHY says what is wrong. */
static bool step(lyd_zone_text *text, lyd_zone_entry *entry, unsigned *depth, lyd_status *status, const char **why)
{
    lyd_token token;
    char c = *text->at;
    if (c == ';') {
        skip_comment(text);
    } else if (is_blank(c)) {
        text->at++;
    } else if (c == '\n') {
        text->line++;
        text->at++;
    } else if (c == '(') {
        *depth += 1;
        text->at++;
    } else if (c == ')') {
        *why = "a closing parenthesis without an opening one";
        if (*depth == 0) {
            return false;
        }
        *depth -= 1;
        text->at++;
    } else if (c == '"') {
        *why = "a quotation mark isn't closed on its line";
        if (!read_quoted(text, &token)) {
            return false;
        }
        *status = keep(entry, token, why);
    } else if (c == '\0') {
        *why = "a NUL byte: not a zone file, or UTF-16 without a byte-order mark";
        return false;
    } else {
        *status = keep(entry, read_plain(text), why);
    }
    return true;
}

lyd_status lyd_zone_text_next(lyd_zone_text *text, lyd_zone_entry *entry, const char **why)
{
    unsigned depth = 0;
    lyd_status status = LYD_OK;
    entry->count = 0;
    entry->line = text->line;
    entry->begins_at_edge = text->at < text->end && !is_blank(*text->at);
    while (text->at < text->end && status == LYD_OK) {
        if (*text->at == '\n' && depth == 0) {
            text->line++;
            text->at++;
            if (entry->count > 0) {
                return LYD_OK;
            }
            entry->line = text->line;
            entry->begins_at_edge = text->at < text->end && !is_blank(*text->at);
            continue;
        }
        if (!step(text, entry, &depth, &status, why) || status == LYD_EINVAL) {
            skip_comment(text);
            return LYD_EINVAL;
        }
    }
    if (status == LYD_OK && depth > 0) {
        *why = "an opening parenthesis isn't closed";
        return LYD_EINVAL;
    }
    return status;
}
