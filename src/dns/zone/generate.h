/* generate.h: $GENERATE: records made from a range of numbers and templates, as BIND makes them. */
#ifndef LYD_DNS_ZONE_GENERATE_H
#define LYD_DNS_ZONE_GENERATE_H

#include "dns/token.h"

typedef struct lyd_generate_range {
    uint32_t first, last, step; /* at most 2^31-1; FIRST <= LAST, STEP >= 1 */
} lyd_generate_range;

/* FIRST-LAST or FIRST-LAST/STEP. */
bool lyd_generate_range_parse(const lyd_token *word, lyd_generate_range *range);

#define LYD_GENERATE_TEXT 2048

/* Writes TEMPLATE with NUMBER in place of each $ and ${OFFSET[,WIDTH[,BASE]]}; $$ is a dollar sign, and what follows a backslash is left as
 * it is. False: *WHY says what is wrong. */
bool lyd_generate_expand(const lyd_token *template, uint32_t number, char text[LYD_GENERATE_TEXT], size_t *length, const char **why);

#endif
