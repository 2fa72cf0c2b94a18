/* Waivers: expired, or without a finding that they cover. */
#include "checks.h"

#include "judge/mend/mend.h"

/* A waiver may still be needed where a lookup of a name that it covers failed, or in a view that is left out. */
static bool may_be_needed(const lyd_judging *j, const lyd_waiver *waiver)
{
    for (size_t i = 0; i < j->topology->endpoint_count; i++) {
        if ((j->facts[i] & LYD_FACT_FAILED) != 0 && lyd_glob_match(waiver->fqdn, j->topology->endpoints[i].fqdn)) {
            return true;
        }
    }
    return j->c->stopped || j->topology->left_view_count > 0;
}

static void describe(lyd_judging *j, const lyd_waiver *waiver)
{
    const char *file = waiver->origin < j->topology->file_count ? j->topology->files[waiver->origin] : "topology";
    lyd_evidence(j, "%s line %lu: waiver of %s for %s until %s: %s", file, (unsigned long)waiver->line, waiver->rule, waiver->fqdn,
                 waiver->expires, waiver->reason);
}

void lyd_check_waiver_expired(lyd_judging *j, uint32_t index)
{
    const lyd_waiver *waiver = &j->topology->waivers[index];
    size_t covered = j->waivers[index].covered;
    if (j->waivers[index].expired) {
        const char *line = lyd_line_words(j, waiver->origin, waiver->line);
        describe(j, waiver);
        lyd_act(j, LYD_OWNER_LYNC, "remove the cause of %s for %s and delete the waiver in %s, or renew it with a reason that still holds.",
                waiver->rule, waiver->fqdn, line);
        lyd_breach_found(j, &(lyd_breach){.subjects = {waiver->rule, waiver->fqdn}},
                         "The waiver of %s for %s expired on %s: %zu finding%s count%s again.", waiver->rule, waiver->fqdn, waiver->expires,
                         covered, covered == 1 ? "" : "s", covered == 1 ? "s" : "");
    }
}

void lyd_check_waiver_unused(lyd_judging *j, uint32_t index)
{
    const lyd_waiver *waiver = &j->topology->waivers[index];
    if (!j->waivers[index].expired && j->waivers[index].covered == 0 && !may_be_needed(j, waiver)) {
        const char *line = lyd_line_words(j, waiver->origin, waiver->line);
        describe(j, waiver);
        lyd_act(j, LYD_OWNER_LYNC, "delete the waiver of %s for %s in %s, or correct its rule or pattern.", waiver->rule, waiver->fqdn,
                line);
        lyd_breach_found(j, &(lyd_breach){.subjects = {waiver->rule, waiver->fqdn}}, "The waiver of %s for %s matches no finding.",
                         waiver->rule, waiver->fqdn);
    }
}
