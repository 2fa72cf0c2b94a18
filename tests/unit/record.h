/* record.h: an A or AAAA record of an address. */
#ifndef LYD_TEST_RECORD_H
#define LYD_TEST_RECORD_H

#include <lyncdns/dns.h>

static inline lyd_record record_of(const lyd_address *address, uint32_t ttl)
{
    return (lyd_record){.address = *address, .ttl = ttl, .type = address->family == LYD_IPV4 ? LYD_TYPE_A : LYD_TYPE_AAAA};
}

#endif
