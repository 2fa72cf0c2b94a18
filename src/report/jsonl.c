/* JSON lines for log shippers: an object a line for each finding, with what a line needs that stands alone among those of other runs. A
 * run that isn't complete has a line that says so: no line at all would look as if nothing was wrong. */
#include "shared.h"
#include "writers.h"
#include "json/json.h"

typedef struct page {
    lyd_json *json;
    const lyd_run *run;
    lyd_places places;
} page;

static lyd_status open_page(page *p, lyd_run *run, FILE *stream)
{
    *p = (page){.run = run};
    lyd_status status = lyd_places_of(run, true, &p->places);
    p->json = status == LYD_OK ? lyd_json_new(stream, false) : NULL;
    return status == LYD_OK && p->json == NULL ? LYD_ENOMEM : status;
}

static void begin(const page *p, const char *format)
{
    lyd_json_open(p->json, NULL, '{');
    lyd_json_text(p->json, "format", format);
    lyd_json_time(p->json, "time", p->run->started);
    lyd_json_text(p->json, "topology", p->run->facts.topology->name);
    lyd_json_text(p->json, "environment", p->run->facts.topology->lab ? "lab" : "production");
    lyd_json_open(p->json, "answers", '[');
    for (size_t i = 0; i < p->places.count; i++) {
        lyd_json_text(p->json, NULL, p->places.lines[i]);
    }
    lyd_json_close(p->json);
}

static void end(const page *p)
{
    lyd_json_close(p->json);
    lyd_json_line(p->json);
}

static void put_incomplete(const page *p)
{
    const lyd_judgement *j = &p->run->judgement;
    if (!j->complete) {
        begin(p, "lyncdns-incomplete-1");
        lyd_json_integer(p->json, "lookups", (int64_t)j->lookups);
        lyd_json_integer(p->json, "failed_lookups", (int64_t)j->failed_lookups);
        lyd_json_bool(p->json, "stopped", p->run->facts.stopped);
        end(p);
    }
}

/* CHANGE: "new", "gone", "introduced", …; NULL: the finding as it is. */
static void put_finding(const page *p, const char *change, const lyd_finding *finding)
{
    begin(p, "lyncdns-finding-1");
    lyd_json_text(p->json, "change", change);
    lyd_json_finding_members(p->json, finding);
    end(p);
}

static void put_findings(const page *p, const char *change, const lyd_finding *const *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_finding(p, change, findings[i]);
    }
}

lyd_status lyd_write_jsonl(const lyd_report *report, FILE *stream)
{
    page p;
    lyd_status status = open_page(&p, report->run, stream);
    if (status != LYD_OK) {
        return status;
    }
    put_incomplete(&p);
    for (size_t i = 0; i < report->run->judgement.finding_count; i++) {
        put_finding(&p, NULL, &report->run->judgement.findings[i]);
    }
    return lyd_json_free(p.json);
}

lyd_status lyd_write_jsonl_changes(const lyd_report *report, FILE *stream)
{
    const lyd_diff *changes = report->changes;
    page p;
    lyd_status status = open_page(&p, report->run, stream);
    if (status != LYD_OK) {
        return status;
    }
    if (!lyd_diff_is_empty(changes)) {
        put_incomplete(&p);
    }
    put_findings(&p, "new", changes->fresh, changes->fresh_count);
    put_findings(&p, "gone", changes->gone, changes->gone_count);
    for (size_t i = 0; i < changes->changed_count; i++) {
        put_finding(&p, "changed", changes->changed[i].now);
    }
    return lyd_json_free(p.json);
}
