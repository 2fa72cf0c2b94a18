/* Findings by what there is to do: those of one rule and severity that have the same remedy are one job, so that it is said once. */
#include "jobs.h"

#include <stdlib.h>
#include <string.h>

static bool same_rule(const lyd_finding *a, const lyd_finding *b)
{
    return a->rule == b->rule && a->severity == b->severity;
}

static int compare_items(const void *left, const void *right)
{
    const lyd_job_item *a = left, *b = right;
    if (a->job != b->job) {
        return a->job < b->job ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Numbers the remedies of the COUNT items of one rule and severity, in the order of their first use, from *NEXT on. */
static lyd_status number_remedies(lyd_job_item *items, size_t count, uint32_t *next)
{
    lyd_map *map = lyd_map_new();
    lyd_status status = map == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (!lyd_map_get(map, items[i].finding->remedy, &items[i].job)) {
            items[i].job = *next;
            status = lyd_map_put(map, items[i].finding->remedy, (*next)++);
        }
    }
    lyd_map_free(map);
    return status;
}

lyd_status lyd_jobs_sort(lyd_job_item *items, size_t count)
{
    lyd_status status = LYD_OK;
    uint32_t next = 0;
    for (size_t i = 0, end; i < count && status == LYD_OK; i = end) {
        for (end = i; end < count && same_rule(items[end].finding, items[i].finding); end++) {
            items[end].index = (uint32_t)end;
        }
        status = number_remedies(items + i, end - i, &next);
    }
    qsort(items, count, sizeof(*items), compare_items);
    return status;
}

size_t lyd_jobs_of_rule(const lyd_job_item *items, size_t count)
{
    size_t end = 1;
    while (end < count && same_rule(items[end].finding, items[0].finding)) {
        end++;
    }
    return end;
}

size_t lyd_job_size(const lyd_job_item *items, size_t count)
{
    size_t end = 1;
    while (end < count && items[end].job == items[0].job) {
        end++;
    }
    return end;
}
