/* JSON for the sensors "EXE/Script Advanced" and "SSH Script Advanced" of PRTG. Limits come with the channels, so that a new sensor alarms
 * without being set up: an error takes it down, a warning or a run that isn't complete shows as a warning. PRTG takes the limits from the
 * first scan, when it makes the channels, so they are the same whatever the values are.
 * Source: PRTG's manual, "Custom Sensors", section "Advanced Script, HTTP Data, and REST Custom Sensors". */
#include "monitor.h"

#include "report/sentence.h"
#include "report/shared.h"
#include "report/writers.h"

#include <stdio.h>

#define TEXT_MAX 2000 /* characters of a sensor's message */

/* What a value above 0 does to the sensor. */
typedef enum limit { NO_LIMIT, LIMIT_WARNING, LIMIT_ERROR } limit;

static void put_channel(lyd_json *json, const char *channel, const char *unit, int64_t value, limit above)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "channel", channel);
    lyd_json_integer(json, "value", value);
    lyd_json_text(json, "unit", unit);
    if (above != NO_LIMIT) {
        lyd_json_integer(json, "limitmode", 1);
        lyd_json_integer(json, above == LIMIT_ERROR ? "limitmaxerror" : "limitmaxwarning", 0);
    }
    lyd_json_close(json);
}

/* Without those that say that a lookup failed, which Incomplete counts: what they are about is unknown. */
static int64_t count_errors(const lyd_judgement *judgement)
{
    int64_t errors = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const lyd_finding *finding = &judgement->findings[i];
        errors += finding->severity == LYD_ERROR && lyd_finding_counts(finding) ? 1 : 0;
    }
    return errors;
}

static void put_channels(lyd_json *json, const lyd_run *run)
{
    const lyd_judgement *j = &run->judgement;
    lyd_json_open(json, "result", '[');
    put_channel(json, "Errors", "Count", count_errors(j), LIMIT_ERROR);
    put_channel(json, "Warnings", "Count", (int64_t)j->counts[LYD_WARNING], LIMIT_WARNING);
    put_channel(json, "Infos", "Count", (int64_t)j->counts[LYD_INFO], NO_LIMIT);
    put_channel(json, "Waived", "Count", (int64_t)j->waived, NO_LIMIT);
    put_channel(json, "Incomplete", "Count", j->complete ? 0 : 1, LIMIT_WARNING);
    put_channel(json, "Lookups", "Count", (int64_t)j->lookups, NO_LIMIT);
    put_channel(json, "Failed lookups", "Count", (int64_t)j->failed_lookups, NO_LIMIT);
    put_channel(json, "Duration", "TimeResponse", run->duration_ms, NO_LIMIT);
    lyd_json_close(json);
}

/* PRTG ends a message at "#", and at its limit of characters: the one is written as "/", and what has no room is cut off visibly. */
static void put_message(lyd_json *json, const char *text)
{
    char message[TEXT_MAX * 4 + 4]; /* a character has at most 4 bytes */
    size_t bytes = 0, characters = 0;
    for (; text[bytes] != '\0' && bytes < sizeof(message) - 4; bytes++) {
        characters += ((unsigned char)text[bytes] & 0xC0) != 0x80 ? 1 : 0;
        if (characters == TEXT_MAX) {
            break;
        }
        message[bytes] = text[bytes] == '#' ? '/' : text[bytes];
    }
    (void)snprintf(message + bytes, sizeof(message) - bytes, "%s", text[bytes] != '\0' ? "\xE2\x80\xA6" : "");
    lyd_json_text(json, "text", message);
}

lyd_status lyd_write_prtg(const lyd_report *report, FILE *stream)
{
    lyd_run *run = report->run;
    lyd_sentence sentence;
    lyd_places places;
    lyd_status status = lyd_sentence_of(run, &sentence);
    status = status == LYD_OK ? lyd_places_of(run, false, &places) : status;
    if (status != LYD_OK) {
        return status;
    }
    const char *text = lyd_arena_printf(run->arena, "%s: %s: %s%s%s (%s)", run->facts.topology->name, sentence.word, sentence.text,
                                        sentence.open != NULL ? " " : "", sentence.open != NULL ? sentence.open : "", sentence.counts);
    for (size_t i = 0; i < places.count && text != NULL; i++) {
        text = lyd_arena_printf(run->arena, "%s; %s", text, places.lines[i]);
    }
    lyd_json *json = text == NULL ? NULL : lyd_json_new(stream, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_open(json, "prtg", '{');
    put_channels(json, run);
    put_message(json, text);
    lyd_json_close(json);
    lyd_json_close(json);
    return lyd_json_free(json);
}

int lyd_prtg_failed(const char *message, FILE *stream)
{
    lyd_json *json = lyd_json_new(stream, true);
    if (json != NULL) {
        lyd_json_open(json, NULL, '{');
        lyd_json_open(json, "prtg", '{');
        lyd_json_integer(json, "error", 1);
        put_message(json, message != NULL ? message : "failed");
        lyd_json_close(json);
        lyd_json_close(json);
        (void)lyd_json_free(json);
    }
    return 2;
}
