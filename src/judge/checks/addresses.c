/* Addresses: unusable, made by a transition mechanism, private in the external view, not the configured one. */
#include "checks.h"

#include "judge/mend/fit.h"
#include "judge/mend/supply.h"

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

/* Deletes the records BAD of E where nothing depends on them: it has other addresses of their family in each view, holds them itself, and
 * is of no pool. False: something does. */
static bool delete_surplus(lyd_judging *j, uint32_t e, const lyd_held_list *bad)
{
    bool may = lyd_case_extra(j->c, e) == NULL && bad->count > 0 && lyd_kin_of(j, e, LYD_ALL_VIEWS).count == 1;
    for (size_t i = 0; i < bad->count && may; i++) {
        may = strcmp(bad->items[i].name, lyd_case_fqdn(j->c, e)) == 0;
        for (uint32_t v = 0; v < j->topology->view_count && may; v++) {
            lyd_family family = lyd_type_family(bad->items[i].record->type);
            size_t same = 0, given = lyd_records_given(j, e, v, family).count;
            for (size_t k = 0; k < bad->count; k++) {
                same += (bad->items[k].views >> v & 1u) != 0 && bad->items[k].record->type == bad->items[i].record->type ? 1 : 0;
            }
            bool rest = family == LYD_IPV6 && lyd_records_given(j, e, v, LYD_IPV4).count > 0 && lyd_type_fits(j, e, LYD_ADDRESS_IPV4);
            may = (bad->items[i].views >> v & 1u) == 0 || given > same || rest;
        }
    }
    if (may) {
        lyd_held_delete(j, bad);
    }
    return may;
}

/* Deletes the records of E in VIEWS that show FACTS, or says what to put in their place. */
static void act_on_bad(lyd_judging *j, uint32_t e, uint32_t views, lyd_facts facts, const char *instead)
{
    lyd_held_list bad = lyd_held_records(j, e, views, 0, facts);
    const char *words = lyd_held_words(j, &bad);
    if (delete_surplus(j, e, &bad)) {
        lyd_act(j, LYD_OWNER_DNS, "delete %s.", words);
    } else if (bad.count > 0) {
        lyd_act(j, LYD_OWNER_DNS, "replace %s by %s.", words, instead);
    }
}

void lyd_check_unusable_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_facts, &(lyd_facts){LYD_FACT_UNUSABLE});
    act_on_bad(j, e, LYD_ALL_VIEWS, LYD_FACT_UNUSABLE, "the real address of the server");
    lyd_act(j, LYD_OWNER_WINDOWS, "if Windows registered the address of %s, turn off DNS registration for that interface.", name);
    lyd_breach_of(j, name, "%s resolves to %s, which no peer can use.", name, lyd_address_list(j, e, 0, LYD_FACT_UNUSABLE));
}

void lyd_check_private_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t external = lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL) & lyd_case_views(j->c, e);
    size_t count = external == 0 ? 0 : lyd_evidence_records(j, e, external, note_facts, &(lyd_facts){LYD_FACT_PRIVATE});
    if (count > 0) {
        act_on_bad(j, e, external, LYD_FACT_PRIVATE, "the public address");
        lyd_breach_of(j, name, "The %s %s resolves to a private address (%s) in %s.",
                      lyd_case_extra(j->c, e) == NULL ? "external edge name" : "name", name, lyd_address_list(j, e, 0, LYD_FACT_PRIVATE),
                      lyd_view_list(j, external));
    }
}

/* ---- DNS007 ---- */

/* MAYBE: an address in no prefix of a transition mechanism, which DNS64 may have made nevertheless. */
enum { CAUSE_WINDOWS = 1, CAUSE_DNS64 = 2, CAUSE_RECORD = 4, CAUSE_UNTOLD = 8, CAUSE_MAYBE = 16 };

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

static void act_on(lyd_judging *j, uint32_t e, unsigned causes)
{
    if ((causes & CAUSE_WINDOWS) != 0) {
        lyd_act(j, LYD_OWNER_WINDOWS,
                "turn off the 6to4, Teredo or ISATAP interface of %s whose address Windows registered (Set-Net6to4Configuration, "
                "Set-NetTeredoConfiguration, Set-NetIsatapConfiguration), or its DNS registration.",
                lyd_case_fqdn(j->c, e));
    }
    if ((causes & (CAUSE_WINDOWS | CAUSE_RECORD)) != 0) {
        lyd_held_list bad = lyd_held_records(j, e, LYD_ALL_VIEWS, LYD_TYPE_AAAA, LYD_FACT_TRANSITION);
        (void)delete_surplus(j, e, &bad);
        const char *words = lyd_held_words(j, &bad);
        lyd_act(j, LYD_OWNER_DNS, "%sdelete %s%s.", (causes & CAUSE_WINDOWS) != 0 ? "then " : "", words,
                (causes & CAUSE_RECORD) != 0
                    ? ": it is a real AAAA record in NAT64 space, since the server asked does not synthesize such an address"
                    : "");
    }
    if ((causes & CAUSE_DNS64) != 0) {
        lyd_act_on_origin(j, LYD_ORIGIN_DNS64, lyd_case_fqdn(j->c, e));
    }
    if ((causes & (CAUSE_UNTOLD | CAUSE_MAYBE)) != 0) {
        lyd_act_on_origin(j, LYD_ORIGIN_UNTOLD, lyd_case_fqdn(j->c, e));
    }
}

void lyd_check_transition_address(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    unsigned causes = 0;
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_transition, &causes);
    bool maybe = causes == CAUSE_MAYBE;
    const lyd_breach breach = {.subjects = {name}, .severity = maybe ? LYD_INFO : LYD_OFF};
    act_on(j, e, causes);
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
        lyd_act(j, LYD_OWNER_DNS, "give %s its configured address %s in place of one of %s.", endpoint->fqdn,
                missing == NULL ? "" : missing, lyd_address_list(j, e, 0, 0));
        lyd_act_instead(j, LYD_OWNER_LYNC, "correct the address of %s in Topology Builder.", endpoint->fqdn);
        lyd_breach_of(j, endpoint->fqdn, "%s is configured with %s%s, but its name resolves to %s.", endpoint->fqdn,
                      missing == NULL ? "" : missing, count > 1 ? " and others" : "", lyd_address_list(j, e, 0, 0));
    }
}
