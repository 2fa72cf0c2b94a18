/* zone_types.h: record types by name, and whether the data of those that an audit doesn't look into could be such. */
#ifndef LYD_DNS_ZONE_TYPES_H
#define LYD_DNS_ZONE_TYPES_H

#include "text.h"

/* The number of a type of record (TYPE123 too, RFC 3597); 0: there is none such that a zone could hold. */
unsigned lyd_rr_type(const lyd_token *token);

/* True when TOKENS are data of TYPE, whose name is NAME. Names in them may be relative. LYD_EINVAL: they aren't. */
lyd_status lyd_rr_data_check(const lyd_token *name, unsigned type, const lyd_token *tokens, size_t count);

#endif
