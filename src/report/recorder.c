/* Saved answers: a line of JSON for each answer of a run, between a first line about the run and a last line with the number of answers. */
#include "json/json.h"

#include <stdlib.h>

typedef struct recorder {
    lyd_source base;
    lyd_source *source;
    lyd_json *json;
    size_t count;
    bool stopped;
} recorder;

/* Members beyond those of version 0.1.0 are there only if they say something. */
static void put_head(lyd_json *json, const lyd_topology *topology, const lyd_saved *head)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", LYD_SAVED_FORMAT);
    lyd_json_text(json, "version", LYNCDNS_VERSION);
    lyd_json_text(json, "topology", topology->name);
    if (head->digest != NULL) {
        lyd_json_text(json, "digest", head->digest);
    }
    if (head->vantage != NULL) {
        lyd_json_text(json, "vantage", head->vantage);
    }
    lyd_json_time(json, "started", head->started);
    lyd_json_open(json, "views", '[');
    for (size_t v = 0; v < topology->view_count; v++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "name", topology->views[v].name);
        lyd_json_open(json, "servers", '[');
        for (size_t s = 0; s < topology->views[v].server_count; s++) {
            lyd_json_text(json, NULL, topology->views[v].servers[s].text);
        }
        lyd_json_close(json);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_json_line(json);
}

static void put_type(lyd_json *json, uint16_t type)
{
    if (lyd_type_is_kept(type)) {
        lyd_json_text(json, "type", lyd_type_name(type));
    } else {
        char text[16];
        (void)snprintf(text, sizeof(text), "TYPE%u", type);
        lyd_json_text(json, "type", text);
    }
}

/* Version 0.1.0 refuses a file with other causes than the first ones, so the later ones have a member of their own. */
static void put_cause(lyd_json *json, unsigned cause)
{
    bool later = cause > LYD_BAD_NAME;
    lyd_json_text(json, "cause", lyd_row_name(lyd_answer_causes, later ? LYD_ASKED : (int)cause));
    if (later) {
        lyd_json_text(json, "why", lyd_row_name(lyd_answer_causes, (int)cause));
    }
}

/* Version 0.1.0 reads no records of SOA, so what they say has members of its own. */
static void put_records(lyd_json *json, const lyd_answer *answer)
{
    const lyd_record *zone = lyd_answer_zone(answer);
    lyd_json_records(json, zone != NULL ? &(lyd_answer){.record_count = 0} : answer);
    if (zone != NULL) {
        lyd_json_text(json, "zone", zone->zone);
        lyd_json_integer(json, "serial", zone->serial);
        lyd_json_bool(json, "authoritative", zone->authoritative);
    }
}

static void put_answer(lyd_json *json, const char *server, const lyd_question *question, const lyd_answer *answer)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "server", server);
    lyd_json_text(json, "name", question->name);
    put_type(json, question->type);
    lyd_json_text(json, "status", lyd_row_name(lyd_answer_statuses, answer->status));
    put_cause(json, answer->cause);
    lyd_json_integer(json, "rcode", answer->rcode);
    lyd_json_integer(json, "rtt_us", answer->rtt_us);
    lyd_json_integer(json, "resent", answer->resent);
    lyd_json_aliases(json, answer);
    put_records(json, answer);
    lyd_json_close(json);
    lyd_json_line(json);
}

void lyd_recorder_hear(void *context, const lyd_server *servers, const lyd_question *questions, const lyd_answer *answers, size_t count,
                       bool stopped)
{
    recorder *r = context;
    for (size_t i = 0; i < count; i++) {
        put_answer(r->json, servers[questions[i].server].text, &questions[i], &answers[i]);
    }
    r->count += count;
    r->stopped = r->stopped || stopped;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    recorder *r = (recorder *)base;
    lyd_status status = r->source->functions->ask(r->source, servers, server_count, questions, count, answers, arena, diag);
    if (status == LYD_OK || status == LYD_ESTOPPED) {
        lyd_recorder_hear(r, servers, questions, answers, count, status == LYD_ESTOPPED);
    }
    return status;
}

static void free_recorder(lyd_source *base)
{
    recorder *r = (recorder *)base;
    (void)lyd_json_free(r->json);
    free(r);
}

static const lyd_source_functions functions = {"recorder", ask, free_recorder};

lyd_source *lyd_recorder_new(lyd_source *base, const lyd_topology *topology, const lyd_saved *head, FILE *stream)
{
    recorder *r = calloc(1, sizeof(*r));
    lyd_json *json = lyd_json_new(stream, false);
    if (r == NULL || json == NULL) {
        free(r);
        (void)lyd_json_free(json);
        return NULL;
    }
    *r = (recorder){.base = {&functions}, .source = base, .json = json};
    put_head(json, topology, head);
    return &r->base;
}

lyd_status lyd_recorder_finish(lyd_source *base)
{
    recorder *r = (recorder *)base;
    lyd_json_open(r->json, NULL, '{');
    lyd_json_integer(r->json, "answers", (int64_t)r->count);
    lyd_json_bool(r->json, "stopped", r->stopped);
    lyd_json_close(r->json);
    lyd_json_line(r->json);
    lyd_status status = lyd_json_free(r->json);
    r->json = NULL;
    return status;
}
