/* Views that should give the same answers as another one. */
#include "checks.h"

#include "judge/service.h"

/* What the servers of a view say about one type of a name. */
typedef struct said {
    bool told; /* some server said which records there are, or that there are none */
    const lyd_answer *const *answers;
    size_t count;
} said;

static said said_in(lyd_judging *j, uint32_t name, uint32_t view, lyd_type type)
{
    size_t servers = j->topology->views[view].server_count;
    const lyd_answer **answers = lyd_arena_zalloc(j->arena, servers, sizeof(*answers));
    said s = {.answers = answers};
    if (answers == NULL) {
        j->status = LYD_ENOMEM;
        return s;
    }
    for (size_t i = 0; i < servers; i++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][i], type);
        if (answer != NULL && (lyd_answer_bit(answer) & LYD_BITS_FAILED) == 0) {
            answers[s.count++] = answer;
        }
    }
    s.told = s.count > 0;
    return s;
}

static bool has(const said *s, const lyd_record *record)
{
    bool found = false;
    for (size_t i = 0; i < s->count && !found; i++) {
        for (uint32_t r = 0; r < s->answers[i]->record_count && !found; r++) {
            found = lyd_record_compare(&s->answers[i]->records[r], record) == 0;
        }
    }
    return found;
}

static bool holds_all(const said *s, const said *of)
{
    bool all = true;
    for (size_t i = 0; i < of->count && all; i++) {
        for (uint32_t r = 0; r < of->answers[i]->record_count && all; r++) {
            all = has(s, &of->answers[i]->records[r]);
        }
    }
    return all;
}

/* True if some record is given in one of the two views alone; a type that no server of one of them answered for says nothing. */
static bool is_unlike(lyd_judging *j, uint32_t name, uint32_t view, uint32_t model)
{
    static const lyd_type types[] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_SRV};
    bool unlike = false;
    for (size_t t = 0; t < LYD_COUNT(types) && !unlike && j->status == LYD_OK; t++) {
        said here = said_in(j, name, view, types[t]), there = said_in(j, name, model, types[t]);
        unlike = here.told && there.told && !(holds_all(&here, &there) && holds_all(&there, &here));
    }
    return unlike;
}

/* ---- DNS015 ---- */

void lyd_check_view_unlike(lyd_judging *j, uint32_t name)
{
    uint32_t views = lyd_case_views(j->c, name);
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t model = j->topology->views[v].like;
        if (model == LYD_NONE || (views >> v & 1u) == 0 || (views >> model & 1u) == 0 || !is_unlike(j, name, v, model)) {
            continue;
        }
        const char *fqdn = lyd_case_fqdn(j->c, name), *view = j->topology->views[v].name;
        const lyd_breach breach = {.subjects = {fqdn, view}, .views = (uint32_t)1 << v};
        lyd_evidence_answers(j, name, 0, ~LYD_BITS_FAILED, (uint32_t)1 << v | (uint32_t)1 << model);
        lyd_act(j, LYD_OWNER_DNS, "give %s in view %s the records that it has in view %s.", fqdn, view, j->topology->views[model].name);
        lyd_act_instead(j, LYD_OWNER_LYNC, "correct expect-like of view %s in the topology.", view);
        lyd_breach_found(j, &breach, "View %s gives other answers for %s than view %s, which it should be like.", view, fqdn,
                         j->topology->views[model].name);
    }
}
