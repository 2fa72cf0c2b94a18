/* Names: missing, empty, broken aliases, names of another form. */
#include "checks.h"

#include "judge/mend/supply.h"
#include "judge/service.h"

#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

/* The views of E for which HOLDS is true. */
static uint32_t views_where(const lyd_judging *j, uint32_t e, bool (*holds)(const lyd_judging *j, uint32_t e, size_t view))
{
    uint32_t views = 0;
    for (size_t v = 0; v < j->topology->view_count; v++) {
        if ((lyd_case_views(j->c, e) & VIEW_BIT(v)) != 0 && holds(j, e, v)) {
            views |= VIEW_BIT(v);
        }
    }
    return views;
}

/* ---- DNS001, DNS002 ---- */

/* The bits of the answers for E from the servers of VIEW if it is seen there to have no address: of each family some server says so, and
 * none has one. Else 0. One server's NXDOMAIN for one type proves nothing while no server answered for the other (RFC 4074 section 4.2). */
static unsigned bits_of_none(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned all = 0;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        unsigned bits = 0;
        for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
            const lyd_answer *answer = lyd_case_answer(j->c, e, j->c->view_servers[view][s], lyd_host_types[t]);
            bits |= answer != NULL ? lyd_answer_bit(answer) : 0;
        }
        if ((bits & LYD_BITS_DENIED) == 0 || (bits & LYD_BITS_RECORDS) != 0) {
            return 0;
        }
        all |= bits;
    }
    return all;
}

#define WITHOUT_IPV6                                                                                                                       \
    (LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM) | LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE) | LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY))

/* The families that E should have: the declared ones; else IPv4, and IPv6 if the machine or another name of its pool has it in VIEWS. */
static unsigned families_due(lyd_judging *j, uint32_t e, uint32_t views)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    unsigned families = endpoint->declared != LYD_ADDRESS_NONE ? endpoint->declared : (unsigned)LYD_ADDRESS_IPV4;
    for (uint32_t i = 0; i < endpoint->configured_count && endpoint->declared == LYD_ADDRESS_NONE && (endpoint->roles & WITHOUT_IPV6) == 0;
         i++) {
        families |= endpoint->configured[i].family == LYD_IPV6 ? (unsigned)LYD_ADDRESS_IPV6 : 0;
    }
    lyd_kin kin = lyd_kin_of(j, e, views);
    for (size_t i = 1; i < kin.count && endpoint->declared == LYD_ADDRESS_NONE && (endpoint->roles & WITHOUT_IPV6) == 0; i++) {
        families |= j->facts[kin.names[i]] & LYD_ADDRESS_IPV6;
    }
    return families;
}

/* If one server has the name, the others are stale: a disagreement (DNS005), not an absence. */
static bool absent_in(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned bits = bits_of_none(j, e, view);
    bool absent = (bits & LYD_STATUS_BIT(LYD_NXDOMAIN)) != 0 && (bits & (LYD_BITS_EXISTS | LYD_BITS_ALIAS_BROKEN)) == 0;
    return absent && !lyd_missing_is_told(j, e, (uint32_t)view);
}

void lyd_check_name_absent(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t views = views_where(j, e, absent_in);
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, LYD_STATUS_BIT(LYD_NXDOMAIN), views);
        (void)lyd_supply(j, e, views, families_due(j, e, views));
        lyd_act_instead(j, LYD_OWNER_LYNC, "correct the name %s in %s.", name, lyd_endpoint_line(j, e));
        lyd_breach_of(j, name, "%s doesn't exist in %s.", name, lyd_view_list(j, views));
    }
}

static bool empty_in(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned bits = bits_of_none(j, e, view);
    bool empty = (bits & LYD_STATUS_BIT(LYD_NODATA)) != 0 && (bits & LYD_BITS_ALIAS_BROKEN) == 0;
    return empty && !lyd_missing_is_told(j, e, (uint32_t)view);
}

void lyd_check_name_empty(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t views = views_where(j, e, empty_in);
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, UINT32_MAX, views);
        (void)lyd_supply(j, e, views, families_due(j, e, views));
        lyd_breach_of(j, name, "%s exists in %s but has neither an A nor an AAAA record.", name, lyd_view_list(j, views));
    }
}

/* ---- DNS004 ---- */

void lyd_check_alias_broken(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e), *target = NULL;
    bool loops = false;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        if (lyd_answer_bit(answer) == LYD_STATUS_BIT(LYD_ALIAS_LOOP)) {
            loops = true;
        } else if (lyd_answer_bit(answer) == LYD_STATUS_BIT(LYD_ALIAS_DANGLING) && answer->alias_count > 0) {
            target = answer->aliases[answer->alias_count - 1];
        }
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_ALIAS_BROKEN, LYD_ALL_VIEWS);
    const char *servers = lyd_servers_saying(j, e, 0, LYD_BITS_ALIAS_BROKEN, LYD_ALL_VIEWS);
    if (target != NULL && !loops) {
        lyd_act(j, LYD_OWNER_DNS, "add the records of %s, or point the alias of %s that leads to it at a name that has addresses (%s).",
                target, name, servers);
    } else {
        lyd_act(j, LYD_OWNER_DNS, "point the CNAME record of %s at a name that has addresses (%s).", name, servers);
    }
    if (target != NULL && !loops) {
        lyd_breach_of(j, name, "The alias chain of %s ends in %s, which doesn't exist.", name, target);
    } else {
        lyd_breach_of(j, name, "The alias chain of %s %s.", name, loops ? "loops" : "leads nowhere");
    }
}

/* ---- DNS012 ---- */

void lyd_check_odd_name(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    if (!lyd_name_is_hostname(name)) {
        lyd_evidence(j, "name: %s", name);
        lyd_act(j, LYD_OWNER_LYNC,
                "rename %s in Topology Builder and in %s, with letters, digits and inner hyphens, and renew its "
                "certificates.",
                name, lyd_endpoint_line(j, e));
        lyd_act(j, LYD_OWNER_DNS, "then give the new name the records of %s, and delete these.", name);
        lyd_breach_of(j, name, "%s is not a host name of letters, digits and inner hyphens.", name);
    }
}

/* ---- NAM001 ---- */

void lyd_check_single_label(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    if (strchr(name, '.') == NULL) {
        lyd_evidence(j, "name: %s, asked as %s.", name, name);
        lyd_act(j, LYD_OWNER_LYNC, "write %s with its domain in %s.", name, lyd_endpoint_line(j, e));
        lyd_act(j, LYD_OWNER_WINDOWS,
                "if Topology Builder has the single label, too, set the primary DNS suffix of the computer %s, so "
                "that the server can be defined anew by its full name.",
                name);
        lyd_breach_of(j, name, "%s is a single label, not a fully qualified name.", name);
    }
}
