/* Reading a zone file: which zone it is of, and its records. */
#include "read.h"

#include "place.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what the comments say that Windows DNS Server and dig write ---- */

typedef struct comments {
    bool has_name;
    char name[LYD_NAME_TEXT]; /* the zone of an export of Windows DNS Server, canonical */
    bool served;              /* written by a server, or by dig as a server sent it */
    bool cut;                 /* dig says that the transfer failed */
} comments;

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

static void read_first(const char *at, const char *end, comments *said)
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
        if (zone != NULL && !said->has_name) {
            said->has_name = lyd_name_parse_relative(zone->text, zone->length, ".", said->name, &why);
        }
        said->served = said->served || said->has_name || (count > 0 && lyd_token_is(&words[0], "<<>>"));
    }
}

/* dig ends with "; Transfer failed." where it got only a part of the zone. */
static void read_last(const char *start, const char *end, comments *said)
{
    lyd_token words[WORDS_MAX];
    while (end > start && !said->cut) {
        const char *line = end;
        while (line > start && line[-1] != '\n') {
            line--;
        }
        size_t count = split(line, end, words);
        if (count == 0 && (line == end || *line != ';') && !is_blank(line, end)) {
            return;
        }
        said->cut = count == 2 && lyd_token_is(&words[0], "Transfer") && lyd_token_is(&words[1], "failed.");
        end = line > start ? line - 1 : start;
    }
}

static comments read_comments(const char *text, size_t length)
{
    comments said = {.has_name = false};
    read_first(text, text + length, &said);
    read_last(text, text + length, &said);
    return said;
}

/* ---- the name of the zone ---- */

/* From the file's name; false: it holds none. */
static bool guess_name(const char *path, char name[LYD_NAME_TEXT])
{
    static const char *const endings[] = {".zone", ".dns", ".db", ".txt", ".hosts", ".signed"};
    const char *slash = strrchr(path, '/'), *why = NULL;
    const char *base = slash != NULL ? slash + 1 : path;
    base += strncasecmp(base, "db.", 3) == 0 ? 3 : 0;
    size_t length = strlen(base);
    for (size_t i = 0; i < LYD_COUNT(endings); i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcasecmp(base + length - ending, endings[i]) == 0) {
            length -= ending;
            break;
        }
    }
    return memchr(base, '.', length) != NULL && lyd_name_parse(base, length, name, &why);
}

/* Reads FILE from its beginning with R; names are relative to ORIGIN (NULL: it isn't known). */
static lyd_status run(lyd_zone_reader *r, const lyd_zone_file *file, const char *path, const char *origin)
{
    r->input = (lyd_zone_input){.arena = r->arena, .diag = r->diag, .load = file->load};
    lyd_status status = lyd_zone_input_open(&r->input, path, file->text, file->length);
    if (status == LYD_OK) {
        lyd_zone_part *part = r->input.top;
        part->has_origin = origin != NULL;
        (void)snprintf(part->origin, sizeof(part->origin), "%s", origin != NULL ? origin : "");
        status = lyd_zone_reader_run(r);
    }
    lyd_zone_input_close(&r->input);
    return status;
}

/* What a file says about its zone. */
typedef struct statement {
    comments comments;
    bool has_soa, has_apex;
    char apex[LYD_NAME_TEXT]; /* of the SOA record, where it has one that stands in full */
    char name[LYD_NAME_TEXT]; /* of the zone */
    bool guessed;             /* the name is that of the file */
} statement;

static lyd_status find_soa(const lyd_zone_file *file, statement *said)
{
    lyd_zone_reader r = {.arena = lyd_arena_new()};
    if (r.arena == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = run(&r, file, file->path, NULL);
    said->has_soa = r.has_soa;
    said->has_apex = r.has_apex;
    memcpy(said->apex, r.apex, sizeof(said->apex));
    lyd_arena_free(r.arena);
    return status == LYD_ENOMEM ? status : LYD_OK;
}

/* Reports why FILE has no SOA record: a mistake may be in it. */
static lyd_status report_no_soa(const lyd_zone_file *file, const char *origin, lyd_diag *diag)
{
    lyd_zone_reader r = {.arena = lyd_arena_new(), .diag = diag};
    if (r.arena == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = run(&r, file, file->path, origin);
    lyd_arena_free(r.arena);
    return status == LYD_OK ? lyd_diag_error(diag, file->path, 0, "no SOA record: this isn't a zone file") : status;
}

static lyd_status choose_name(const lyd_zone_file *file, statement *said, lyd_diag *diag)
{
    const char *stated = said->has_apex ? said->apex : said->comments.has_name ? said->comments.name : NULL;
    if (stated != NULL && file->zone != NULL && strcmp(stated, file->zone) != 0) {
        return lyd_diag_error(diag, file->path, 0, "the zone is %s by its %s, but %s was given", stated,
                              said->has_apex ? "SOA record" : "comment", file->zone);
    }
    stated = stated != NULL ? stated : file->zone;
    said->guessed = stated == NULL && guess_name(file->path, said->name);
    if (stated != NULL) {
        (void)snprintf(said->name, sizeof(said->name), "%s", stated);
    }
    if (!said->has_soa) {
        return report_no_soa(file, stated != NULL || said->guessed ? said->name : NULL, diag);
    }
    if (stated == NULL && !said->guessed) {
        return lyd_diag_error(diag, file->path, 0, "nothing in the file says of which zone it is: give the zone as FILE@ZONE");
    }
    return LYD_OK;
}

/* ---- its records ---- */

static lyd_status read_records(const lyd_zone_file *file, const statement *said, lyd_zone *zone, lyd_diag *diag)
{
    lyd_zone_reader r = {.zone = zone, .arena = zone->arena, .diag = diag, .strict = said->guessed};
    lyd_status status = run(&r, file, zone->path, zone->apex);
    if (status != LYD_OK) {
        return status;
    }
    if (r.outside > 0) {
        lyd_diag_note(diag, r.outside_path, r.outside_line, "%zu record%s outside the zone %s, from here on, not used", r.outside,
                      r.outside == 1 ? "" : "s", zone->apex);
    }
    return lyd_zone_check(zone, !said->comments.served, diag);
}

static lyd_status read_plain(const lyd_zone_file *file, bool windows, lyd_zone **zone, lyd_diag *diag)
{
    statement said = {.comments = read_comments(file->text, file->length)};
    said.comments.served = said.comments.served || windows;
    if (said.comments.cut) {
        return lyd_diag_error(diag, file->path, 0, "dig says that the transfer failed: records are missing");
    }
    lyd_status status = find_soa(file, &said);
    if (status == LYD_OK) {
        status = choose_name(file, &said, diag);
    }
    if (status != LYD_OK) {
        return status;
    }
    lyd_zone *made = lyd_zone_new(file->path, said.name);
    status = made == NULL ? LYD_ENOMEM : read_records(file, &said, made, diag);
    if (status != LYD_OK) {
        lyd_zone_free(made);
        made = NULL;
    }
    *zone = made;
    return status;
}

lyd_status lyd_zone_read(const lyd_zone_file *file, lyd_zone **zone, lyd_diag *diag)
{
    lyd_zone_file plain = *file;
    char *owned;
    *zone = NULL;
    lyd_status status = lyd_decode_marked(file->text, file->length, file->path, &plain.text, &plain.length, &owned, diag);
    if (status == LYD_OK) {
        status = read_plain(&plain, owned != NULL, zone, diag); /* only Windows writes UTF-16 */
        free(owned);
    }
    return status;
}
