/* text.h: what several text reports share. */
#ifndef LYD_REPORT_TEXT_H
#define LYD_REPORT_TEXT_H

#include "layout.h"

#include "report/sentence.h"

#include <lyncdns/report.h>

/* What is known beside findings, and how much of it is wanted. */
typedef struct lyd_scene {
    const lyd_topology *topology;      /* declares their subjects; NULL: it isn't known */
    const lyd_server_summary *servers; /* that were asked */
    size_t server_count;
    bool verbose; /* every detail */
} lyd_scene;

lyd_status lyd_text_scene(lyd_run *run, bool verbose, lyd_scene *scene);

/* FINDINGS, sorted as a judgement's, without the waived ones: an entry for each thing to do; in full, by severity, rule and remedy, with
 * reasons and evidence. Both fail only for lack of memory. */
lyd_status lyd_text_findings(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_scene *scene);

/* The same of an array of findings, with an OVERVIEW before them: how many each rule has, or in short who does what. And the waived ones of
 * such an array. */
lyd_status lyd_text_judged(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene, bool overview);
void lyd_text_waived(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene);

/* The form in short: FINDINGS, none of them waived. */
lyd_status lyd_text_entries(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_scene *scene, bool overview);

/* ---- parts of a finding ---- */

/* Lines of evidence; what several servers say alike comes once. */
void lyd_text_evidence(lyd_layout *layout, size_t indent, const lyd_finding *finding, const lyd_scene *scene);

/* Who does what, after LABEL; then the commands, as lines to copy, MOST of them. */
void lyd_text_to_do(lyd_layout *layout, size_t indent, const char *label, const lyd_finding *finding);
void lyd_text_commands(lyd_layout *layout, size_t indent, const lyd_finding *finding, size_t most);

/* The documents that FINDINGS refer to, with their addresses. Fails only for lack of memory. */
lyd_status lyd_text_references(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene);

/* ---- parts of a report ---- */

lyd_status lyd_text_details(lyd_layout *layout, lyd_run *run); /* service records, combinations, endpoints */
void lyd_text_summary(lyd_layout *layout, const lyd_run *run); /* how many of each */

/* The lines of lyd_places_of, if there are any after HEADING (NULL: none). */
lyd_status lyd_text_places(lyd_layout *layout, lyd_run *run, bool dated, const char *heading);

void lyd_text_verdict(lyd_layout *layout, const lyd_sentence *verdict); /* what is wrong for whom, and whether that is all */
void lyd_text_servers(lyd_layout *layout, const lyd_server_summary *rows, size_t count);
void lyd_text_sum_servers(lyd_layout *layout, const lyd_server_summary *rows, size_t count); /* a line, if all is well with all */

/* What is expected and there of each service name. */
lyd_status lyd_text_services(lyd_layout *layout, lyd_run *run);

/* What is new, gone and changed. */
lyd_status lyd_text_changes(lyd_layout *layout, const lyd_diff *changes, const lyd_scene *scene);

void lyd_text_severity(lyd_layout *layout, lyd_severity severity);                                            /* "ERROR" in its colour */
void lyd_text_labelled(lyd_layout *layout, size_t indent, const char *label, const char *text);               /* a line "LABEL text" */
void lyd_text_number(lyd_layout *layout, size_t count, const char *one, const char *many, const char *after); /* "1 error,", "3 errors," */
bool lyd_text_counts(lyd_layout *layout, const size_t counts[LYD_ERROR + 1]); /* "1 error, 2 infos"; false: nothing, all are 0 */

void lyd_text_combination(lyd_layout *layout, const lyd_combination *combination); /* "pool01 (ipv4) with edge01 (dual-stack), …" */

/* ---- parts of the report on single names ---- */

/* Writes the answers for NAME from each view and server, side by side, or one below the other if the terminal is too narrow. */
void lyd_text_answers(lyd_layout *layout, const lyd_case *c, uint32_t name);

void lyd_text_service(lyd_layout *layout, const lyd_case *c, uint32_t name); /* "(SRV record of contoso.com)" */
void lyd_text_wanted(lyd_layout *layout, const lyd_case *c, uint32_t name);  /* which views should have a service record, and who uses it */

/* What a name of TYPE would mean in each role (LYD_ROLE_COUNT rows). */
void lyd_text_roles(lyd_layout *layout, const lyd_role_outcome *outcomes, lyd_address_type type, bool lab);

#endif
