/* preview_parts.h: what both reports of a preview tell. */
#ifndef LYD_REPORT_PREVIEW_PARTS_H
#define LYD_REPORT_PREVIEW_PARTS_H

#include <lyncdns/report.h>

const char *lyd_preview_type(uint16_t type); /* "A", "AAAA", "CNAME" */

/* How many of the records are added, or taken away. */
size_t lyd_preview_count(const lyd_preview *preview, bool added);

#endif
