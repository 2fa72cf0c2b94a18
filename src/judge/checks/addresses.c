/* Addresses: unusable, made by a transition mechanism, private in the external view, not the configured one. */
#include "checks.h"

#include <string.h>

/* ---- DNS006, DNS007, DNS010: a record that shows a fact ---- */

/* "documentation (RFC 3849)"; "" for ordinary unicast. */
static const char *block_note(lyd_judging *j, const lyd_block_row *block)
{
    lyd_text_begin(j);
    if (block != NULL) {
        lyd_text_add(j, "%s (%s)", block->name, block->source);
    }
    return lyd_text_done(j);
}

/* The note on a record that shows the facts of CONTEXT. */
static const char *note_facts(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    const lyd_facts *facts = context;
    (void)question;
    bool shows = (lyd_address_facts(&record->address) & *facts) != 0;
    return shows ? block_note(j, lyd_address_prefix_block(&record->address)) : NULL;
}

void lyd_check_unusable_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_facts, &(lyd_facts){LYD_FACT_UNUSABLE});
    lyd_breach_of(j, name, "%s resolves to %s, which no peer can use.", name, lyd_address_list(j, e, 0, LYD_FACT_UNUSABLE));
}

void lyd_check_private_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t external = lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL) & lyd_case_views(j->c, e);
    size_t count = external == 0 ? 0 : lyd_evidence_records(j, e, external, note_facts, &(lyd_facts){LYD_FACT_PRIVATE});
    if (count > 0) {
        lyd_breach_of(j, name, "The %s %s resolves to a private address (%s) in %s.",
                      lyd_case_extra(j->c, e) == NULL ? "external edge name" : "name", name, lyd_address_list(j, e, 0, LYD_FACT_PRIVATE),
                      lyd_view_list(j, external));
    }
}

/* ---- DNS007 ---- */

/* MAYBE: an address in no prefix of a transition mechanism, which DNS64 may have made nevertheless. */
enum { CAUSE_WINDOWS = 1, CAUSE_DNS64 = 2, CAUSE_RECORD = 4, CAUSE_UNTOLD = 8, CAUSE_MAYBE = 16 };

/* Of the causes that aren't an origin's. */
static const struct {
    unsigned cause;
    lyd_owner owner;
    const char *action;
} actions[] = {
    {CAUSE_WINDOWS, LYD_OWNER_WINDOWS,
     "turn off the 6to4, Teredo or ISATAP interface whose address Windows registered (Set-Net6to4Configuration, "
     "Set-NetTeredoConfiguration, Set-NetIsatapConfiguration), or its DNS registration."},
    {CAUSE_WINDOWS, LYD_OWNER_DNS, "then delete the record."},
    {CAUSE_RECORD, LYD_OWNER_DNS,
     "delete the record: it is a real AAAA record in NAT64 space, since the server asked does not synthesize such an address."},
};

/* The note on a record with an address of a transition mechanism; its cause is added to those of CONTEXT. */
static const char *note_transition(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    unsigned *causes = context;
    const lyd_address *address = &record->address;
    const lyd_prefix *prefix = lyd_server_prefix(j, j->c->questions[question].server, address);
    const lyd_block_row *block = lyd_address_block(address);
    if (prefix != NULL) {
        char text[LYD_ADDRESS_TEXT];
        lyd_address_format(&prefix->address, text);
        lyd_text_begin(j);
        lyd_text_add(j, "DNS64 prefix %s/%u of this server (RFC 7050)", text, (unsigned)prefix->length);
        *causes |= CAUSE_DNS64;
        return lyd_text_done(j);
    }
    bool untold = lyd_record_origin(j, question, record) == LYD_ORIGIN_UNTOLD;
    if ((lyd_address_facts(address) & LYD_FACT_TRANSITION) == 0) {
        *causes |= untold ? CAUSE_MAYBE : 0;
        return untold ? "" : NULL;
    }
    *causes |= untold ? CAUSE_UNTOLD : block->block == LYD_BLOCK_NAT64 ? CAUSE_RECORD : CAUSE_WINDOWS;
    return block_note(j, block);
}

static void act_on(lyd_judging *j, unsigned causes)
{
    for (size_t i = 0; i < LYD_COUNT(actions); i++) {
        if ((causes & actions[i].cause) != 0) {
            lyd_act(j, actions[i].owner, "%s", actions[i].action);
        }
    }
    if ((causes & CAUSE_DNS64) != 0) {
        lyd_act(j, LYD_OWNER_DNS, "%s", lyd_origin_advice(LYD_ORIGIN_DNS64));
    }
    if ((causes & (CAUSE_UNTOLD | CAUSE_MAYBE)) != 0) {
        lyd_act(j, LYD_OWNER_DNS, "%s", lyd_origin_advice(LYD_ORIGIN_UNTOLD));
    }
}

void lyd_check_transition_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    unsigned causes = 0;
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_transition, &causes);
    bool maybe = causes == CAUSE_MAYBE;
    const lyd_breach breach = {.subjects = {name}, .severity = maybe ? LYD_INFO : LYD_OFF};
    act_on(j, causes);
    const char *addresses = lyd_address_list(j, e, LYD_TYPE_AAAA, maybe ? LYD_FACT_UNTOLD : LYD_FACT_TRANSITION);
    const char *what = maybe ? "which may be made by DNS64" : "made by a transition mechanism";
    const char *untold = (causes & CAUSE_UNTOLD) != 0 ? "; whether there is such a record can't be told" : "";
    lyd_breach_found(j, &breach, "%s resolves to %s, %s%s.", name, addresses, what, untold);
}

/* ---- DNS013 ---- */

/* True when no server said which addresses of ADDRESS's family the name has. */
static bool is_open(const lyd_judging *j, uint32_t e, const lyd_address *address)
{
    lyd_facts known = address->family == LYD_IPV4 ? LYD_FACT_A | LYD_FACT_A_DENIED : LYD_FACT_AAAA | LYD_FACT_AAAA_DENIED;
    return (j->facts[e] & known) == 0;
}

/* Called only if there is an address: a name without any has findings of its own (DNS001, DNS002, DNS004). */
void lyd_check_configured_address(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    lyd_address_set given = {0};
    const char *missing = NULL;
    size_t count = 0;
    if (endpoint->configured_count == 0) {
        return;
    }
    lyd_address_set_add(j, &given, e, LYD_ALL_VIEWS);
    lyd_address_set_sort(&given);
    for (uint32_t i = 0; i < endpoint->configured_count; i++) {
        const lyd_address *address = &endpoint->configured[i];
        char text[LYD_ADDRESS_TEXT];
        if (is_open(j, e, address) || lyd_address_set_has(&given, address)) {
            continue;
        }
        lyd_address_format(address, text);
        lyd_evidence(j, "%s: configured %s", endpoint->fqdn, text);
        if (count++ == 0) {
            missing = lyd_arena_text(j->arena, text, strlen(text));
        }
    }
    lyd_address_set_free(&given);
    if (count > 0) {
        lyd_evidence_answers(j, e, 0, ~LYD_BITS_FAILED, LYD_ALL_VIEWS);
        lyd_breach_of(j, endpoint->fqdn, "%s is configured with %s%s, but its name resolves to %s.", endpoint->fqdn,
                      missing == NULL ? "" : missing, count > 1 ? " and others" : "", lyd_address_list(j, e, 0, 0));
    }
}
