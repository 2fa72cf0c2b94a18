/* dns64.h: which servers make IPv6 addresses out of IPv4 ones (RFC 6147), found by the question of RFC 7050. */
#ifndef LYD_AUDIT_DNS64_H
#define LYD_AUDIT_DNS64_H

#include <lyncdns/base.h>
#include <lyncdns/judge.h>

/* Asks SOURCE about ipv4only.arpa at those servers whose answers in *C look synthesized, and fills nat64 and nat64_count of *C. The probe
 * counts as no lookup, and one that fails leaves its server without prefixes. */
lyd_status lyd_dns64_probe(lyd_source *source, lyd_arena *arena, lyd_case *c);

#endif
