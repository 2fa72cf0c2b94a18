/* services.h: what several formats say of a service row. */
#ifndef LYD_REPORT_SERVICES_H
#define LYD_REPORT_SERVICES_H

#include <lyncdns/audit.h>

/* What the servers of a row's view have: each record once, in the order of lyd_record_compare, and where the alias chain ends. */
typedef struct lyd_service_values {
    const lyd_record **records; /* SRV; or A, then AAAA */
    size_t count;
    const char *alias; /* NULL: none */
} lyd_service_values;

/* All is taken from the run's arena. */
lyd_status lyd_service_values_of(const lyd_run *run, const lyd_service *row, lyd_service_values *values);

/* "yes", "no, required", "unknown, must not": what was found, and what was expected. */
const char *lyd_service_words(const lyd_service *row);

/* The worst severity of the row's findings that count; LYD_OFF: there is none. */
lyd_severity lyd_service_worst(const lyd_judgement *judgement, const lyd_service *row);

/* What must not be there is, or what is required isn't, and no finding says so: its rule is off. */
bool lyd_service_differs(const lyd_service *row);

#endif
