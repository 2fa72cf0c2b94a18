#include "model.h"

#include <string.h>

/* Bounds what the parser will be asked to do, in one pass over the text and without memory: an XML parser's cost grows with what the text
 * makes it build (nodes, depth, attributes of one tag), not with the text's length. Declarations are refused before the parser sees them,
 * so no entity exists and nothing outside of the text can be named. What isn't well-formed is left to the parser, which says it better,
 * unless it would hide tags from this scan. */
typedef struct scan {
    const char *at, *end;
    const char *path;
    lyd_diag *diag;
    size_t line, nodes, depth;
} scan;

static lyd_status refuse(const scan *s, size_t line, const char *what)
{
    return lyd_diag_error(s->diag, s->path, line, "not read as a topology: %s", what);
}

/* True when OPENER stands here; then moves past the CLOSER after it, or to the end where there is none. */
static bool skips(scan *s, const char *opener, const char *closer)
{
    size_t opening = strlen(opener), closing = strlen(closer);
    if ((size_t)(s->end - s->at) < opening || memcmp(s->at, opener, opening) != 0) {
        return false;
    }
    for (s->at += opening; (size_t)(s->end - s->at) >= closing; s->at++) {
        if (memcmp(s->at, closer, closing) == 0) {
            s->at += closing;
            return true;
        }
        s->line += *s->at == '\n';
    }
    s->at = s->end;
    return true;
}

/* A start or end tag, s->at behind its "<". Attributes are counted by their opening quotes. */
static lyd_status scan_tag(scan *s)
{
    const char *start = s->at;
    size_t line = s->line, attributes = 0;
    char quote = '\0';
    bool closing = s->at < s->end && *s->at == '/';

    for (; s->at < s->end; s->at++) {
        char c = *s->at;
        if (c == '<') {
            return refuse(s, s->line, "there is a < inside a tag");
        }
        if ((size_t)(s->at - start) > LYNC_TAG_MAX) {
            return refuse(s, line, "a tag or an attribute is longer than 64 KiB");
        }
        s->line += c == '\n';
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
            if (++attributes > LYNC_TAG_ATTRIBUTES_MAX) {
                return refuse(s, line, "a tag has more than 256 attributes");
            }
        } else if (c == '>') {
            break;
        }
    }
    s->nodes += attributes;
    if (closing) {
        s->depth -= s->depth > 0;
    } else if (s->at == s->end || s->at[-1] != '/') {
        s->depth++;
    }
    return s->depth > LYNC_DEPTH_MAX ? refuse(s, line, "its elements are nested more than 64 deep") : LYD_OK;
}

/* Whatever begins with the "<" at s->at. */
static lyd_status scan_markup(scan *s)
{
    if (++s->nodes > LYNC_NODES_MAX) {
        return refuse(s, s->line, "it has more than 1,000,000 tags and attributes");
    }
    s->at++;
    if (skips(s, "!--", "-->") || skips(s, "![CDATA[", "]]>") || skips(s, "?", "?>")) {
        return LYD_OK;
    }
    if (s->at < s->end && *s->at == '!') {
        return refuse(s, s->line, "it has a document type declaration (DTD), which no Lync export has, and which could name other files");
    }
    return scan_tag(s);
}

lyd_status lync_guard(const char *text, size_t length, const char *path, lyd_diag *diag, size_t *open)
{
    scan s = {.at = text, .end = text + length, .path = path, .diag = diag, .line = 1};
    lyd_status status = LYD_OK;

    if (length > LYNC_BYTES_MAX) {
        return refuse(&s, 0, "it is larger than 64 MiB");
    }
    /* Anywhere, a tag included: "<" and a NUL would be taken for UTF-16. */
    const char *nul = memchr(text, '\0', length);
    if (nul != NULL) {
        size_t line = 1;
        for (const char *p = text; p < nul; p++) {
            line += *p == '\n';
        }
        return refuse(&s, line, "there is a NUL byte: the file is damaged, or its encoding is neither UTF-8 nor UTF-16");
    }
    while (s.at < s.end && strchr(" \t\r\n", *s.at) != NULL) {
        s.line += *s.at++ == '\n';
    }
    if (s.at == s.end || *s.at != '<') {
        return refuse(&s, s.line, "it isn't XML, which begins with a <");
    }
    while (s.at < s.end && status == LYD_OK) {
        if (*s.at == '<') {
            status = scan_markup(&s);
        } else {
            s.line += *s.at == '\n';
            s.at++;
        }
    }
    *open = s.depth > 0 ? s.line : 0;
    return status;
}
