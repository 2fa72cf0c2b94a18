/* drop.h: remedies that take the IPv6 addresses from names that must not have any. */
#ifndef LYD_JUDGE_DROP_H
#define LYD_JUDGE_DROP_H

#include "mend.h"

/* Writes what the DNS administrator does so that none of the COUNT endpoints NAMES has an IPv6 address, and its edits. A record at the end
 * of an alias chain is deleted if the name there is one of NAMES or has one of the roles KIN; else the alias gives way to the IPv4
 * addresses behind it, for other users of that name may want IPv6. Where a wildcard answers, the name gets A records of its own. A name
 * that has no IPv4 address keeps its records until it has one. What has to be changed before, in the topology or at a partner, comes first.
 * There are no edits while a partner needs the addresses, or where other names of a pool would keep theirs. Addresses that DNS64 makes, or
 * may make, are left to lyd_act_on_origin. */
void lyd_drop_ipv6(lyd_judging *j, const uint32_t *names, size_t count, lyd_roles kin);

#endif
