/* What there is to do, by who does it: each action once, with the findings that it is about. */
#include "html.h"

#include <string.h>

#define OPEN_MAX 10     /* of one owner; what follows is folded */
#define JOBS_MAX 50     /* of one owner; the rest is with the findings */
#define FINDINGS_MAX 20 /* linked at one action */

/* An action, and the findings that it is for. */
typedef struct job {
    const lyd_action *action;
    uint32_t findings[FINDINGS_MAX];
    uint32_t last; /* of the findings, listed or not */
    size_t count;
} job;

typedef struct list {
    lyd_owner owner;
    job *jobs;
    size_t count, left_out;
    lyd_map *by_text; /* action to its job */
} list;

static const char then[] = "then ";

/* It follows another action of its finding. */
static bool is_next(const lyd_action *action)
{
    return strncmp(action->text, then, strlen(then)) == 0;
}

static lyd_status add(list *l, const lyd_action *action, uint32_t finding)
{
    uint32_t number;
    if (!lyd_map_get(l->by_text, action->text, &number)) {
        bool left_out = l->count == JOBS_MAX;
        number = (uint32_t)l->count;
        l->left_out += left_out ? 1 : 0;
        l->count += left_out ? 0 : 1;
        lyd_status status = lyd_map_put(l->by_text, action->text, number);
        if (status != LYD_OK) {
            return status;
        }
        if (!left_out) {
            l->jobs[number] = (job){.action = action};
        }
    }
    if (number == JOBS_MAX) {
        return LYD_OK;
    }
    job *its = &l->jobs[number];
    if (its->count == 0 || its->last != finding) {
        if (its->count < FINDINGS_MAX) {
            its->findings[its->count] = finding;
        }
        its->last = finding;
        its->count++;
    }
    return LYD_OK;
}

static lyd_status collect(const lyd_page *page, list *l)
{
    const lyd_judgement *j = page->judgement;
    lyd_status status = LYD_OK;
    for (uint32_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        for (size_t a = 0; a < finding->action_count && finding->waiver == NULL && page->causes[i].cause == LYD_NONE; a++) {
            if (finding->actions[a].owner == l->owner && status == LYD_OK) {
                status = add(l, &finding->actions[a], i);
            }
        }
    }
    return status;
}

static void put_links(lyd_page *page, const job *j)
{
    lyd_page_open(page, "span", "origin");
    for (size_t i = 0; i < j->count && i < FINDINGS_MAX; i++) {
        const lyd_finding *finding = &page->judgement->findings[j->findings[i]];
        lyd_page_text(page, i > 0 ? ", " : "");
        lyd_page_open(page, "a", NULL);
        lyd_page_attributef(page, "href", "#f%u", (unsigned)j->findings[i]);
        lyd_page_text(page, finding->key);
        lyd_page_close(page);
    }
    if (j->count > FINDINGS_MAX) {
        lyd_page_textf(page, " and %zu more", j->count - FINDINGS_MAX);
    }
    lyd_page_close(page);
}

/* The action of another owner that comes before "then …", which stands in another list; NULL: there is none. */
static const lyd_action *action_before(const lyd_page *page, const job *j)
{
    const lyd_finding *finding = &page->judgement->findings[j->findings[0]];
    const lyd_action *before = NULL;
    for (size_t a = 1; a < finding->action_count && is_next(j->action); a++) {
        if (strcmp(finding->actions[a].text, j->action->text) == 0 && finding->actions[a - 1].owner != j->action->owner) {
            before = &finding->actions[a - 1];
        }
    }
    return before;
}

/* The commands of a finding are what the DNS administrator does first, not what is done in place of that. */
static void put_job(lyd_page *page, lyd_owner owner, const job *j)
{
    const lyd_action *before = action_before(page, j);
    lyd_page_open(page, "li", NULL);
    lyd_page_text(page, j->action->instead ? "Or, in place of the other actions: " : "");
    if (before != NULL) {
        lyd_page_textf(page, "After the %s's part: ", lyd_owner_title(before->owner));
    }
    lyd_page_text(page, j->action->text + (before != NULL ? strlen(then) : 0));
    put_links(page, j);
    for (size_t i = 0; i < j->count && i < FINDINGS_MAX && owner == LYD_OWNER_DNS && !j->action->instead; i++) {
        const lyd_finding *finding = &page->judgement->findings[j->findings[i]];
        if (finding->command_count > 0) {
            lyd_page_commands(page, finding->commands, finding->command_count);
        }
    }
    lyd_page_close(page);
}

static void put_jobs(lyd_page *page, const list *l, size_t first, size_t end)
{
    lyd_page_open(page, "ul", "todo");
    for (size_t i = first; i < end; i++) {
        put_job(page, l->owner, &l->jobs[i]);
    }
    if (end == l->count && l->left_out > 0) {
        lyd_page_leaff(page, "li", NULL, "%zu more, which stand with their findings below.", l->left_out);
    }
    lyd_page_close(page);
}

/* The first are those of the most severe findings; what is left isn't folded if it is as short as the line that would fold it. */
static void put_list(lyd_page *page, const list *l)
{
    size_t total = l->count + l->left_out, open = l->count <= OPEN_MAX + 1 ? l->count : OPEN_MAX;
    lyd_page_leaff(page, "h3", NULL, "%s (%zu)", lyd_owner_title(l->owner), total);
    put_jobs(page, l, 0, open);
    if (open < l->count) {
        lyd_page_fold(page, NULL, NULL, false);
        lyd_page_textf(page, "%zu more for the %s", total - open, lyd_owner_title(l->owner));
        lyd_page_close(page);
        put_jobs(page, l, open, l->count);
        lyd_page_close(page);
    }
}

static bool has_edits(const lyd_judgement *j)
{
    for (size_t i = 0; i < j->finding_count; i++) {
        if (j->findings[i].edit_count > 0 && j->findings[i].waiver == NULL) {
            return true;
        }
    }
    return false;
}

void lyd_html_todo(lyd_page *page)
{
    job *jobs = lyd_arena_alloc(page->report.run->arena, JOBS_MAX * sizeof(*jobs));
    page->status = jobs == NULL ? LYD_ENOMEM : page->status;
    lyd_page_leaf(page, "p", "lead",
                  has_edits(page->judgement) ? "Each action once, by who carries it out. \xE2\x80\x9Clyncdns remedy\xE2\x80\x9D writes "
                                               "what DNS alone can mend as a script."
                                             : "Each action once, by who carries it out.");
    for (int owner = 0; owner < LYD_OWNER_COUNT && jobs != NULL; owner++) {
        list l = {.owner = (lyd_owner)owner, .jobs = jobs, .by_text = lyd_map_new()};
        lyd_status status = l.by_text == NULL ? LYD_ENOMEM : collect(page, &l);
        page->status = status != LYD_OK ? status : page->status;
        if (status == LYD_OK && l.count > 0) {
            put_list(page, &l);
        }
        lyd_map_free(l.by_text);
    }
}
