/* supply.h: remedies that give names the addresses they lack. */
#ifndef LYD_JUDGE_SUPPLY_H
#define LYD_JUDGE_SUPPLY_H

#include "mend.h"

#define LYD_KIN_MOST 24 /* twice the servers that Lync Server allows in a pool */

/* E, then the other names of the pools whose name or member it is, each once: those asked in VIEWS. */
typedef struct lyd_kin {
    const uint32_t *names;
    size_t count;
    bool more; /* there are more than LYD_KIN_MOST: E stands alone */
} lyd_kin;

lyd_kin lyd_kin_of(lyd_judging *j, uint32_t e, uint32_t views);

/* Writes what the DNS administrator does so that the endpoint E has addresses of FAMILIES (bits of lyd_address_type) in each of VIEWS,
 * and its edits. Names of its pools that lack them get theirs, too: members of one type, and at the pool's name the addresses of all. There
 * is no edit where a value isn't known, where an alias leads to another name, or where a finding would come of it. False: in some view. */
bool lyd_supply(lyd_judging *j, uint32_t e, uint32_t views, unsigned families);

/* What is to be done first so that the endpoint E may have TYPE. False: nothing stands against it. */
bool lyd_act_misfit(lyd_judging *j, uint32_t e, lyd_address_type type);

#endif
