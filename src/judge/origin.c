/* Where an IPv6 address comes from: a record, or a server that makes it (DNS64, RFC 6147). */
#include "judging.h"

static const lyd_dns64 *dns64_of(const lyd_judging *j, uint16_t server)
{
    static const lyd_dns64 unknown = {.state = LYD_DNS64_UNTOLD};
    return j->c->dns64 == NULL ? &unknown : &j->c->dns64[server];
}

const lyd_prefix *lyd_server_prefix(const lyd_judging *j, uint16_t server, const lyd_address *address)
{
    const lyd_dns64 *dns64 = dns64_of(j, server);
    for (size_t i = 0; i < dns64->prefix_count && address->family == LYD_IPV6; i++) {
        if (lyd_dns64_embeds(&dns64->prefixes[i], address, NULL)) {
            return &dns64->prefixes[i];
        }
    }
    return NULL;
}

/* The A question of a name to a server stands before its AAAA question. */
lyd_origin lyd_record_origin(const lyd_judging *j, uint32_t question, const lyd_record *record)
{
    uint16_t server = j->c->questions[question].server;
    if (record->type != LYD_TYPE_AAAA || question == 0) {
        return LYD_ORIGIN_RECORD;
    }
    if (lyd_server_prefix(j, server, &record->address) != NULL) {
        return LYD_ORIGIN_DNS64;
    }
    bool open = dns64_of(j, server)->state == LYD_DNS64_UNTOLD && lyd_dns64_suspect(&record->address, &j->c->answers[question - 1]);
    return open ? LYD_ORIGIN_UNTOLD : LYD_ORIGIN_RECORD;
}

lyd_facts lyd_record_facts(const lyd_judging *j, uint32_t question, const lyd_record *record)
{
    static const lyd_facts facts[] = {[LYD_ORIGIN_DNS64] = LYD_FACT_TRANSITION, [LYD_ORIGIN_UNTOLD] = LYD_FACT_UNTOLD};
    return lyd_address_facts(&record->address) | facts[lyd_record_origin(j, question, record)];
}

void lyd_act_on_origin(lyd_judging *j, lyd_origin origin, const char *fqdn)
{
    if (origin == LYD_ORIGIN_DNS64) {
        lyd_act(j, LYD_OWNER_DNS,
                "exclude %s from DNS64, or have Lync ask a server without DNS64: the DNS server synthesizes the address, as its answer "
                "to " LYD_DNS64_PROBE " shows, and there is no such record.",
                fqdn);
    } else {
        lyd_act(j, LYD_OWNER_DNS,
                "look for the record of %s in the zone, or make the server look up " LYD_DNS64_PROBE
                ", and run the audit again: it can't be told whether the server makes the address (DNS64) or there is such a record. If "
                "there is none, exclude %s from DNS64, or have Lync ask a server without DNS64.",
                fqdn, fqdn);
    }
}

void lyd_origin_add_note(lyd_judging *j, uint32_t question, const lyd_record *record)
{
    if (lyd_record_origin(j, question, record) == LYD_ORIGIN_UNTOLD) {
        const char *status = dns64_of(j, j->c->questions[question].server)->status;
        lyd_text_add(j, ", perhaps made by DNS64 (" LYD_DNS64_PROBE " AAAA: %s)", status != NULL ? status : "not asked");
    }
}
