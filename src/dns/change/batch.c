/* Batch files of cmd.exe taken apart into commands of literal words. */
#include "batch.h"

#include <string.h>
#include <strings.h>

static const char why_expression[] = "variables, pipes and blocks of cmd.exe aren't supported; write the command out";

static bool wrong(lyd_batch *b, const char *why)
{
    lyd_change_wrong(b->r, b->line, NULL, why);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* ---- lines without a command ---- */

/* True when the text from AT begins with WORD, which one of AFTER or nothing follows. */
static bool begins(const char *at, const char *end, const char *word, const char *after)
{
    size_t length = strlen(word), left = (size_t)(end - at);
    return left >= length && strncasecmp(at, word, length) == 0 && (left == length || strchr(after, at[length]) != NULL);
}

static bool is_comment(const char *at, const char *end)
{
    return (end - at >= 2 && memcmp(at, "::", 2) == 0) || begins(at, end, "rem", " \t\r");
}

/* Commands of cmd.exe that change no DNS record. */
static bool is_harmless(const char *at, const char *end)
{
    static const char *const words[] = {"echo", "pause", "cls", "title", "setlocal", "endlocal"};
    bool found = false;
    for (size_t i = 0; i < LYD_COUNT(words) && !found; i++) {
        found = begins(at, end, words[i], " \t\r.");
    }
    return found && memchr(at, '&', (size_t)(end - at)) == NULL && memchr(at, '|', (size_t)(end - at)) == NULL;
}

/* ---- words ---- */

/* A caret at the end of a line joins the next one. Moves *AT past both. */
static bool read_caret(lyd_batch *b)
{
    const char *p = b->at + 1;
    p += p < b->end && *p == '\r' ? 1 : 0;
    if (p < b->end && *p != '\n') {
        return wrong(b, "\"^\" is supported only at the end of a line");
    }
    b->next += p < b->end ? 1 : 0;
    b->at = p < b->end ? p + 1 : p;
    return true;
}

static bool put_word(lyd_batch *b, lyd_token word)
{
    if (b->count == LYD_BATCH_WORDS_MAX) {
        return wrong(b, "the line has too many words");
    }
    b->words[b->count++] = word;
    return true;
}

/* Between quotation marks; the program gets the word without them. */
static bool read_quoted(lyd_batch *b, lyd_token *word)
{
    *word = (lyd_token){.text = ++b->at};
    while (b->at < b->end && *b->at != '"' && *b->at != '\n') {
        if (*b->at++ == '%') {
            return wrong(b, why_expression);
        }
    }
    word->length = (size_t)(b->at - word->text);
    if (b->at >= b->end || *b->at != '"') {
        return wrong(b, "a quotation mark isn't closed");
    }
    b->at++;
    bool whole = b->at >= b->end || is_blank(*b->at) || *b->at == '\n';
    if (!whole || (word->length > 0 && word->text[word->length - 1] == '\\')) {
        return wrong(b, "expected quotation marks around the whole word, and no backslash before the last");
    }
    return true;
}

static bool read_bare(lyd_batch *b, lyd_token *word)
{
    *word = (lyd_token){.text = b->at};
    while (b->at < b->end && !is_blank(*b->at) && strchr("\n>", *b->at) == NULL) {
        if (*b->at == '"') {
            return wrong(b, "expected quotation marks around the whole word, and no backslash before the last");
        }
        if (*b->at == '^') {
            return wrong(b, "expected a space before \"^\" at the end of the line");
        }
        if (strchr("%|&<", *b->at) != NULL) {
            return wrong(b, why_expression);
        }
        b->at++;
    }
    word->length = (size_t)(b->at - word->text);
    return true;
}

static bool read_word(lyd_batch *b, lyd_token *word)
{
    return *b->at == '"' ? read_quoted(b, word) : read_bare(b, word);
}

/* Output may go to a file or to where another output goes: > nul, 2>&1. A digit right before the sign is the number of the output. */
static bool read_redirection(lyd_batch *b)
{
    lyd_token *last = b->count > 0 ? &b->words[b->count - 1] : NULL, file;
    if (last != NULL && last->length == 1 && last->text + 1 == b->at && *last->text >= '0' && *last->text <= '9') {
        b->count--;
    }
    b->at++;
    b->at += b->at < b->end && *b->at == '>' ? 1 : 0;
    if (b->end - b->at >= 2 && b->at[0] == '&' && b->at[1] >= '0' && b->at[1] <= '9') {
        b->at += 2;
        return true;
    }
    while (b->at < b->end && is_blank(*b->at)) {
        b->at++;
    }
    if (b->at >= b->end || *b->at == '\n' || *b->at == '^') {
        return wrong(b, "expected a file behind \">\"");
    }
    return read_word(b, &file);
}

/* Reads the words up to the end of the command. */
static bool read_words(lyd_batch *b)
{
    bool right = true;
    while (right && b->at < b->end && *b->at != '\n') {
        lyd_token word;
        if (is_blank(*b->at)) {
            b->at++;
        } else if (*b->at == '^') {
            right = read_caret(b);
        } else if (*b->at == '>') {
            right = read_redirection(b);
        } else {
            right = read_word(b, &word) && put_word(b, word);
        }
    }
    return right;
}

/* ---- commands ---- */

static void skip_line(lyd_batch *b, const char *line_end)
{
    b->at = line_end < b->end ? line_end + 1 : b->end;
    b->next++;
}

static void drop_call(lyd_batch *b)
{
    if (b->count > 1 && lyd_token_is(&b->words[0], "call")) {
        b->count--;
        memmove(b->words, b->words + 1, b->count * sizeof(b->words[0]));
    }
}

bool lyd_batch_read(lyd_batch *b)
{
    b->count = 0;
    b->line = b->next;
    if (b->at >= b->end) {
        return false;
    }
    while (b->at < b->end && (is_blank(*b->at) || *b->at == '@')) {
        b->at++;
    }
    const char *line_end = lyd_line_end(b->at, b->end);
    if (is_comment(b->at, line_end) || is_harmless(b->at, line_end)) {
        const char *last = line_end;
        while (last > b->at && is_blank(last[-1])) {
            last--;
        }
        if (last[-1] == '^') {
            (void)wrong(b, "\"^\" at the end joins the next line to this one; remove it");
        }
        skip_line(b, line_end);
        return true;
    }
    if (!read_words(b)) {
        b->count = 0;
    }
    skip_line(b, lyd_line_end(b->at, b->end));
    drop_call(b);
    return true;
}
