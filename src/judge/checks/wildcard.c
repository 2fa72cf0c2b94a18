/* Wildcards that answer for names which must not be there. */
#include "checks.h"

#include "judge/service.h"

static bool is_covered(lyd_judging *j, lyd_wanted wanted, uint32_t name, uint32_t view)
{
    return name != LYD_NONE && lyd_wanted_in(j->topology, wanted, view) == LYD_EXPECTED_ABSENT &&
           lyd_presence_in(j, name, view) == LYD_THERE && lyd_from_wildcard(j, name, view);
}

static void check_view(lyd_judging *j, uint32_t domain, uint32_t view)
{
    const char *covered[LYD_WANTED_COUNT];
    size_t count = 0;
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        uint32_t name = lyd_wanted_at(j, (lyd_wanted)wanted, domain, view);
        if (is_covered(j, (lyd_wanted)wanted, name, view)) {
            covered[count++] = lyd_case_fqdn(j->c, name);
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, (uint32_t)1 << view);
        }
    }
    if (count == 0) {
        return;
    }
    lyd_text_begin(j);
    for (size_t i = 0; i < count; i++) {
        lyd_text_add(j, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", covered[i]);
    }
    const char *names = lyd_text_done(j), *where = j->topology->views[view].name;
    lyd_act(j, LYD_OWNER_DNS, "remove the wildcard of %s from view %s.", j->topology->sip_domains[domain], where);
    lyd_act_instead(j, LYD_OWNER_DNS,
                    "give %s a record of another type there, such as TXT: a wildcard does not answer for a name that exists.", names);
    const lyd_breach breach = {.subjects = {j->topology->sip_domains[domain], where}, .views = (uint32_t)1 << view};
    lyd_breach_found(j, &breach, "A wildcard of %s answers in view %s for %s, which must not be there.", j->topology->sip_domains[domain],
                     where, names);
}

void lyd_check_wildcard(lyd_judging *j, uint32_t domain)
{
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        check_view(j, domain, v);
    }
}
