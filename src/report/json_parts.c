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

static void put_waiver(lyd_json *json, const lyd_waiver *waiver)
{
    if (waiver == NULL) {
        lyd_json_text(json, "waiver", NULL);
        return;
    }
    lyd_json_open(json, "waiver", '{');
    lyd_json_text(json, "reason", waiver->reason);
    lyd_json_text(json, "expires", waiver->expires);
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
    put_texts(json, "evidence", finding->evidence, finding->evidence_count);
    lyd_json_text(json, "remedy", finding->remedy);
    lyd_json_text(json, "reference", finding->rule->section);
    lyd_json_bool(json, "waived", finding->waiver != NULL);
    put_waiver(json, finding->waiver);
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
