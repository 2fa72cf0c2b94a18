/* A preview as JSON: the contract's fields, all of them in every run. */
#include "report/preview.h"

#include "report/writers.h"

const char *lyd_preview_type(uint16_t type)
{
    return lyd_type_name(type);
}

size_t lyd_preview_count(const lyd_preview *preview, bool added)
{
    size_t count = 0;
    for (size_t i = 0; i < preview->record_count; i++) {
        count += preview->records[i].record->added == added ? 1 : 0;
    }
    return count;
}

static void put_records(lyd_json *json, const char *key, const lyd_preview *preview, bool added)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < preview->record_count; i++) {
        const lyd_change_record *record = preview->records[i].record;
        if (record->added != added) {
            continue;
        }
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "view", preview->records[i].view);
        lyd_json_text(json, "name", record->name);
        lyd_json_text(json, "type", lyd_preview_type(record->type));
        if (record->has_ttl) {
            lyd_json_integer(json, "ttl", record->ttl);
        } else {
            lyd_json_text(json, "ttl", NULL);
        }
        lyd_json_text(json, "data", record->data);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void put_findings(lyd_json *json, const char *key, const lyd_finding *const *findings, size_t count)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_finding(json, NULL, findings[i]);
    }
    lyd_json_close(json);
}

/* The run is that before the change, but complete only if both were. */
static lyd_run run_of(const lyd_preview *preview)
{
    lyd_run run = *preview->before;
    run.duration_ms += preview->after->duration_ms;
    run.judgement.complete = run.judgement.complete && preview->after->judgement.complete;
    return run;
}

lyd_status lyd_write_json_preview(const lyd_preview_report *report, FILE *stream)
{
    const lyd_preview *preview = report->preview;
    lyd_run run = run_of(preview);
    lyd_json *json = lyd_json_new(stream, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-preview-1");
    lyd_json_run(json, &run);
    lyd_json_open(json, "records", '{');
    put_records(json, "added", preview, true);
    put_records(json, "removed", preview, false);
    lyd_json_close(json);
    put_findings(json, "introduced", preview->introduced, preview->introduced_count);
    put_findings(json, "resolved", preview->resolved, preview->resolved_count);
    put_findings(json, "unchanged", preview->unchanged, preview->unchanged_count);
    lyd_json_close(json);
    return lyd_json_free(json);
}
