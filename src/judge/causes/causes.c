/* One cause, one entry: a finding stands under another one if mending that one alone mends it, too.
 *
 * Nothing is grouped because it looks related. What a change of records mends is seen by making it in a copy of the answers and judging
 * again; what others than the DNS administrator do mends all findings that ask for it in the same words.
 *
 * There is one level: a cause stands for itself. It is at least as severe as what stands under it, so that the first line of an entry says
 * how bad things are. A waived finding stands under none, and none under it: it must not hide one that nobody has accepted. */
#include "causes.h"

#include <string.h>

bool lyd_cause_put(lyd_finding *finding, const lyd_finding *cause)
{
    bool fits = finding->cause == NULL && finding->waiver == NULL && cause->waiver == NULL && cause->severity >= finding->severity;
    if (fits) {
        finding->cause = cause->cause != NULL ? cause->cause : cause->key;
    }
    return fits;
}

static lyd_map *map_keys(const lyd_judgement *judgement)
{
    lyd_map *keys = lyd_map_new();
    for (size_t i = 0; i < judgement->finding_count && keys != NULL; i++) {
        if (lyd_map_put(keys, judgement->findings[i].key, (uint32_t)i) != LYD_OK) {
            lyd_map_free(keys);
            keys = NULL;
        }
    }
    return keys;
}

static bool is_about_lookups_or_waivers(const lyd_finding *finding)
{
    return (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0 || finding->rule->checks->scope == LYD_SCOPE_WAIVER;
}

/* ---- by edits ---- */

lyd_status lyd_causes_of_edits(lyd_judgement *judgement, size_t cause, const lyd_judgement *after, bool *is_cause)
{
    const lyd_finding *mended = &judgement->findings[cause];
    uint32_t at;
    if (mended->cause != NULL) {
        return LYD_OK;
    }
    lyd_map *left = map_keys(after);
    if (left == NULL) {
        return LYD_ENOMEM;
    }
    bool gone = !lyd_map_get(left, mended->key, &at);
    for (size_t i = 0; i < judgement->finding_count && gone; i++) {
        lyd_finding *finding = &judgement->findings[i];
        if (i != cause && !is_cause[i] && !is_about_lookups_or_waivers(finding) && !lyd_map_get(left, finding->key, &at)) {
            is_cause[cause] = lyd_cause_put(finding, mended) || is_cause[cause];
        }
    }
    lyd_map_free(left);
    return LYD_OK;
}

/* ---- by remedies ---- */

static bool is_part_of_name(char c)
{
    return c != '\0' && c != ' ' && strchr(".,:;()", c) == NULL;
}

/* True if SUBJECT is a word of the remedy of F, which isn't the rule's: that is the same for two names, and has to be done twice. */
static bool is_named(const lyd_finding *f, const char *subject)
{
    size_t length = strlen(subject);
    if (f->action_count == 0 || f->actions[0].text == f->rule->actions[0].text) {
        return false;
    }
    for (const char *at = strstr(f->remedy, subject); at != NULL; at = strstr(at + 1, subject)) {
        bool begins = at == f->remedy || (at[-1] != '.' && !is_part_of_name(at[-1]));
        bool ends = !is_part_of_name(at[length]) && (at[length] != '.' || !is_part_of_name(at[length + 1]));
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

/* Puts FINDING under the first one that has its remedy and its SUBJECT. */
static bool put_under_first(lyd_judging *j, lyd_judgement *judgement, lyd_map *firsts, size_t finding, const char *subject)
{
    lyd_finding *f = &judgement->findings[finding];
    uint32_t first;
    if (!is_named(f, subject)) {
        return false;
    }
    lyd_text_begin(j);
    lyd_text_add(j, "%s\n%s", subject, f->remedy);
    const char *key = lyd_text_done(j);
    if (lyd_map_get(firsts, key, &first)) {
        return lyd_cause_put(f, &judgement->findings[first]);
    }
    j->status = j->status == LYD_OK ? lyd_map_put(firsts, key, (uint32_t)finding) : j->status;
    return false;
}

lyd_status lyd_causes_of_remedies(lyd_judging *j, lyd_judgement *judgement)
{
    lyd_map *firsts = lyd_map_new();
    j->status = firsts == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < judgement->finding_count && j->status == LYD_OK; i++) {
        const lyd_finding *f = &judgement->findings[i];
        bool placed = f->cause != NULL || f->waiver != NULL || f->edit_count > 0 || is_about_lookups_or_waivers(f);
        for (size_t s = 0; s < f->subject_count && !placed; s++) {
            placed = put_under_first(j, judgement, firsts, i, f->subjects[s]);
        }
    }
    lyd_map_free(firsts);
    return j->status;
}

/* ---- what is left of them ---- */

size_t lyd_causes_count(const lyd_judgement *judgement)
{
    size_t count = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        count += judgement->findings[i].waiver == NULL && judgement->findings[i].cause == NULL;
    }
    return count;
}

lyd_status lyd_causes_keep(lyd_judgement *judgement)
{
    lyd_map *keys = map_keys(judgement);
    for (size_t i = 0; i < judgement->finding_count && keys != NULL; i++) {
        lyd_finding *f = &judgement->findings[i];
        uint32_t cause;
        f->cause = f->cause != NULL && lyd_map_get(keys, f->cause, &cause) ? f->cause : NULL;
    }
    lyd_map_free(keys);
    return keys == NULL ? LYD_ENOMEM : LYD_OK;
}
