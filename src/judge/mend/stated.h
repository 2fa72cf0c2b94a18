/* stated.h: what should be in DNS under a service name, by the topology and by what DNS has for the names in it, as edits.
 *
 * Where nothing says a value, there is no edit, and a text says what is missing. Texts are the arena's. */
#ifndef LYD_JUDGE_STATED_H
#define LYD_JUDGE_STATED_H

#include "judge/service.h"
#include "mend.h"

/* ---- where a service record should lead ---- */

typedef struct lyd_stated {
    const char *name;                /* the host, or the target of the SRV record; NULL: the topology doesn't say */
    const char *server;              /* NAME, or where that is sip.DOMAIN the server's own name, whose addresses it should have */
    uint16_t port, priority, weight; /* of an SRV record; port 0: nothing says it */
    bool leads;                      /* NAME leads to the right place, or edits can make it lead there: all but the port is known */
    bool online;                     /* it is Microsoft's, which isn't asked about */
    lyd_record_list addresses;       /* of SERVER in the view, as each server of the view gives them; none: not known, or not fit to copy */
    const char *open;                /* what isn't known, as a clause: "the topology has no Access Edge name"; NULL: all is */
} lyd_stated;

lyd_stated lyd_stated_for(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view);

/* True if sip.DOMAIN leads in VIEW to servers that WANTED may have as its target. */
bool lyd_sign_in_fits(const lyd_judging *j, lyd_wanted wanted, uint32_t view);

/* The addresses that FQDN has in VIEWS, if all their servers agree and they may be given to another name. */
lyd_record_list lyd_addresses_to_copy(lyd_judging *j, const char *fqdn, uint32_t views);

/* ---- edits ---- */

/* Leaves the host FQDN with ADDRESSES in VIEW, and nothing else. False, without an edit: there are none, or what it has isn't known. */
bool lyd_set_host(lyd_judging *j, const char *fqdn, const lyd_record_list *addresses, uint32_t view);

/* Puts A and AAAA records in place of the alias FQDN, where it is one. False: its addresses aren't known. */
bool lyd_set_unaliased(lyd_judging *j, const char *fqdn, uint32_t view);

/* Lets STATED->name, the target of an SRV record, lead to STATED->server without an alias. False: it doesn't and can't be made to. */
bool lyd_set_target(lyd_judging *j, lyd_wanted wanted, uint32_t view, const lyd_stated *stated);

/* Gives WANTED of DOMAIN what is stated. False, without an edit: something isn't known. */
bool lyd_set_stated(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_stated *stated);

/* Deletes what NAME holds in VIEW. Else returns what has to be done before: "let um.contoso.com lead elsewhere". */
const char *lyd_delete_own(lyd_judging *j, uint32_t name, uint32_t view);

/* ---- words ---- */

/* Makes the edits that the breach has in views that should be alike, too, and writes an action of the DNS administrator for them, if any:
 * "delete the A record 10.1.0.9 of NAME and add the A record 10.1.0.5 of NAME in view internal.", and the sentence MORE ("": none). */
void lyd_act_edits(lyd_judging *j, const char *more);

#endif
