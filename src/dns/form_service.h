/* form_service.h: the parameters of SVCB and HTTPS records (RFC 9460 sections 2.1 and 7, RFC 9461 section 5). */
#ifndef LYD_DNS_FORM_SERVICE_H
#define LYD_DNS_FORM_SERVICE_H

#include "token.h"

/* Checks them as BIND does. LYD_EINVAL: *WHY says what is wrong. */
lyd_status lyd_form_service_check(const lyd_token *words, size_t count, const char **why);

#endif
