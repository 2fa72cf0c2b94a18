/* The parts that several JSON reports share. */
#include <lyncdns/report.h>

static void put_texts(lyd_json *json, const char *key, const char *const *texts, size_t count)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_text(json, NULL, texts[i]);
    }
    lyd_json_close(json);
}

/* A finding has no field for its waiver's terms, so they are evidence. */
static void put_evidence(lyd_json *json, const lyd_finding *finding)
{
    lyd_json_open(json, "evidence", '[');
    for (size_t i = 0; i < finding->evidence_count; i++) {
        lyd_json_text(json, NULL, finding->evidence[i]);
    }
    if (finding->waiver != NULL) {
        char until[64];
        (void)snprintf(until, sizeof(until), "waived until %s, for this reason:", finding->waiver->expires);
        lyd_json_text(json, NULL, until);
        lyd_json_text(json, NULL, finding->waiver->reason);
    }
    lyd_json_close(json);
}

void lyd_json_finding(lyd_json *json, const char *key, const lyd_finding *finding)
{
    lyd_json_open(json, key, '{');
    lyd_json_text(json, "key", finding->key);
    lyd_json_text(json, "rule", finding->rule->id);
    lyd_json_text(json, "severity", lyd_row_name(lyd_severity_names, (int)finding->severity));
    put_texts(json, "subjects", finding->subjects, finding->subject_count);
    lyd_json_text(json, "message", finding->message);
    put_evidence(json, finding);
    lyd_json_text(json, "remedy", finding->remedy);
    lyd_json_text(json, "reference", finding->rule->section);
    lyd_json_bool(json, "waived", finding->waiver != NULL);
    lyd_json_close(json);
}

void lyd_json_run(lyd_json *json, const lyd_run *run)
{
    char started[LYD_TIME_TEXT];
    lyd_time_format(run->started, started);
    lyd_json_open(json, "run", '{');
    lyd_json_text(json, "topology", run->facts.topology->name);
    lyd_json_text(json, "environment", run->facts.topology->lab ? "lab" : "production");
    lyd_json_text(json, "started", started);
    lyd_json_integer(json, "duration_ms", run->duration_ms);
    lyd_json_bool(json, "complete", run->judgement.complete);
    lyd_json_close(json);
}
