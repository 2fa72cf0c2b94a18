/* check.h: the text report on names asked about by hand, in parts. */
#ifndef LYD_REPORT_CHECK_H
#define LYD_REPORT_CHECK_H

#include "layout.h"

#include <lyncdns/report.h>

/* check_answers.c: for each view and server, the A and the AAAA answer for endpoint E side by side, or one below the other where the
 * lines of the terminal, WIDTH columns, are too short. */
void lyd_check_answers(lyd_layout *layout, const lyd_case *c, uint32_t e, size_t width);

/* check_roles.c: what a name of TYPE would be in each role (LYD_ROLE_COUNT rows). */
void lyd_check_roles(lyd_layout *layout, const lyd_role_outcome *outcomes, lyd_address_type type, bool lab);

#endif
