/* The comments of zone files that Windows DNS Server and dig write. */
#include "comment.h"

#include "dns/token.h"

#include <string.h>

#define WORDS_MAX 64

/* The words of the comment LINE; 0: it isn't one. */
static size_t split(const char *line, const char *end, lyd_token words[WORDS_MAX])
{
    size_t count = 0;
    if (line == end || *line != ';') {
        return 0;
    }
    const char *at = line + 1;
    while (at < end && count < WORDS_MAX) {
        const char *start = at;
        while (at < end && *at != ' ' && *at != '\t' && *at != '\r') {
            at++;
        }
        if (at > start) {
            words[count++] = (lyd_token){.text = start, .length = (size_t)(at - start)};
        } else {
            at++;
        }
    }
    return count;
}

/* "Database file FILE for ZONE zone.", since Windows Server 2016 "Database file FILE for Default zone scope in zone ZONE.", and "Zone:
 * ZONE" of dnscmd /ZonePrint: the word that is the zone. */
static const lyd_token *zone_word(const lyd_token *words, size_t count)
{
    if (count == 2 && lyd_token_is(&words[0], "Zone:")) {
        return &words[1];
    }
    if (count < 5 || !lyd_token_is(&words[0], "Database") || !lyd_token_is(&words[1], "file")) {
        return NULL;
    }
    if (lyd_token_is(&words[count - 1], "zone.") && lyd_token_is(&words[count - 3], "for")) {
        return &words[count - 2];
    }
    return lyd_token_is(&words[count - 2], "zone") && lyd_token_is(&words[count - 3], "in") ? &words[count - 1] : NULL;
}

static const char *line_end(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));
    return found != NULL ? found : end;
}

static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) {
        at++;
    }
    return at == end;
}

static void read_first(const char *at, const char *end, lyd_zone_comments *comments)
{
    lyd_token words[WORDS_MAX];
    for (const char *next; at < end; at = next) {
        const char *stop = line_end(at, end), *why;
        next = stop < end ? stop + 1 : end;
        size_t count = split(at, stop, words);
        if (count == 0 && *at != ';' && !is_blank(at, stop)) {
            return;
        }
        const lyd_token *zone = count > 0 ? zone_word(words, count) : NULL;
        if (zone != NULL && !comments->has_name) {
            comments->has_name = lyd_name_parse_relative(zone->text, zone->length, ".", comments->name, &why);
        }
        comments->served = comments->served || comments->has_name || (count > 0 && lyd_token_is(&words[0], "<<>>"));
    }
}

/* dig ends with "; Transfer failed." where it got only a part of the zone. */
static void read_last(const char *start, const char *end, lyd_zone_comments *comments)
{
    lyd_token words[WORDS_MAX];
    while (end > start && !comments->cut) {
        const char *line = end;
        while (line > start && line[-1] != '\n') {
            line--;
        }
        size_t count = split(line, end, words);
        if (count == 0 && (line == end || *line != ';') && !is_blank(line, end)) {
            return;
        }
        comments->cut = count == 2 && lyd_token_is(&words[0], "Transfer") && lyd_token_is(&words[1], "failed.");
        end = line > start ? line - 1 : start;
    }
}

lyd_zone_comments lyd_zone_comments_read(const char *text, size_t length)
{
    lyd_zone_comments comments = {.has_name = false};
    read_first(text, text + length, &comments);
    read_last(text, text + length, &comments);
    return comments;
}
