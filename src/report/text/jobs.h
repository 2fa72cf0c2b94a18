/* jobs.h: findings by what there is to do about them. */
#ifndef LYD_REPORT_TEXT_JOBS_H
#define LYD_REPORT_TEXT_JOBS_H

#include <lyncdns/judge.h>

typedef struct lyd_job_item {
    const lyd_finding *finding;
    uint32_t job;   /* its number, from 0; a job is one rule, severity and remedy */
    uint32_t index; /* in the order before */
    uint32_t place; /* for the caller */
} lyd_job_item;

/* Numbers the jobs of findings sorted as a judgement's, and puts those of one job together. Fails only for lack of memory. */
lyd_status lyd_jobs_sort(lyd_job_item *items, size_t count);

/* How many of COUNT items (1 at least) are of the same rule and severity, or of the same job, as the first. */
size_t lyd_jobs_of_rule(const lyd_job_item *items, size_t count);
size_t lyd_job_size(const lyd_job_item *items, size_t count);

#endif
