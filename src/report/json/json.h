/* json.h: the parts that the JSON reports, those of the history and saved answers have in common. KEY is NULL in an array. */
#ifndef LYD_REPORT_JSON_H
#define LYD_REPORT_JSON_H

#include <lyncdns/report.h>

lyd_json *lyd_json_begin(FILE *stream, const char *format); /* a report of FORMAT, its object open; NULL: out of memory */
lyd_status lyd_json_end(lyd_json *json);                    /* closes that object; LYD_EIO: the stream has failed */

void lyd_json_time(lyd_json *json, const char *key, int64_t seconds);
void lyd_json_aliases(lyd_json *json, const lyd_answer *answer); /* the member "aliases" */
void lyd_json_records(lyd_json *json, const lyd_answer *answer); /* the member "records" */
void lyd_json_finding(lyd_json *json, const char *key, const lyd_finding *finding);
void lyd_json_finding_members(lyd_json *json, const lyd_finding *finding); /* of an open object */
void lyd_json_findings(lyd_json *json, const char *key, const lyd_finding *const *findings, size_t count);

/* The member "servers"; KEPT: by the history, which doesn't keep all. */
void lyd_json_servers(lyd_json *json, const lyd_server_summary *servers, size_t count, bool kept);
void lyd_json_past_run(lyd_json *json, const char *key, const lyd_past_run *run); /* NULL: null */
void lyd_json_changes(lyd_json *json, const lyd_diff *changes);                   /* the members "new", "gone", "changed" */

#endif
