/* text.h: what several text reports share. */
#ifndef LYD_REPORT_TEXT_H
#define LYD_REPORT_TEXT_H

#include "layout.h"

#include <lyncdns/report.h>

/* FINDINGS, sorted as a judgement's, without the waived ones: by severity, rule and remedy, with reasons and evidence. TOPOLOGY (may be
 * NULL) says where their subjects are declared. Fails only for lack of memory. */
lyd_status lyd_text_findings(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_topology *topology);

/* The same of an array of findings, with an OVERVIEW before them: how many each rule has; and the waived ones of such an array. */
lyd_status lyd_text_judged(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_topology *topology, bool overview);
void lyd_text_waived(lyd_layout *layout, const lyd_finding *findings, size_t count);

void lyd_text_servers(lyd_layout *layout, const lyd_server_summary *rows, size_t count);

/* What is expected and there of each service name, in lines of up to WIDTH columns. */
lyd_status lyd_text_services(lyd_layout *layout, lyd_run *run, size_t width);

/* What is new, gone and changed. */
lyd_status lyd_text_changes(lyd_layout *layout, const lyd_diff *changes, const lyd_topology *topology);

void lyd_text_severity(lyd_layout *layout, lyd_severity severity);                                            /* "ERROR" in its colour */
void lyd_text_labelled(lyd_layout *layout, size_t indent, const char *label, const char *text);               /* a line "LABEL text" */
void lyd_text_number(lyd_layout *layout, size_t count, const char *one, const char *many, const char *after); /* "1 error,", "3 errors," */
bool lyd_text_counts(lyd_layout *layout, const size_t counts[LYD_ERROR + 1]); /* "1 error, 2 infos"; false: nothing, all are 0 */

void lyd_text_combination(lyd_layout *layout, const lyd_combination *combination); /* "pool01 (ipv4) with edge01 (dual-stack), …" */

/* ---- parts of the report on single names ---- */

/* Writes the answers for NAME from each view and server, side by side, or one below the other if WIDTH columns are too few. */
void lyd_text_answers(lyd_layout *layout, const lyd_case *c, uint32_t name, size_t width);

void lyd_text_service(lyd_layout *layout, const lyd_case *c, uint32_t name); /* "(SRV record of contoso.com)" */
void lyd_text_wanted(lyd_layout *layout, const lyd_case *c, uint32_t name);  /* which views should have a service record, and who uses it */

/* What a name of TYPE would mean in each role (LYD_ROLE_COUNT rows). */
void lyd_text_roles(lyd_layout *layout, const lyd_role_outcome *outcomes, lyd_address_type type, bool lab);

#endif
