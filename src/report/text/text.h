/* text.h: the sections of the text report. */
#ifndef LYD_REPORT_TEXT_H
#define LYD_REPORT_TEXT_H

#include "layout.h"

#include <lyncdns/report.h>

/* How many findings each rule has; nothing where it is one rule. */
void lyd_text_overview(lyd_layout *layout, const lyd_finding *const *findings, size_t count);
lyd_status lyd_text_findings(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_topology *topology);
void lyd_text_waived(lyd_layout *layout, const lyd_judgement *judgement);

/* "pool01 (ipv4) with edge01 (dual-stack), front-end-edge" */
void lyd_text_line_up(lyd_layout *layout, const lyd_combination *combination);
void lyd_text_combinations(lyd_layout *layout, const lyd_judgement *judgement);
void lyd_text_endpoints(lyd_layout *layout, const lyd_run *run);
lyd_status lyd_text_servers(lyd_layout *layout, lyd_run *run);
void lyd_text_unchecked(lyd_layout *layout, const lyd_run *run);

#endif
