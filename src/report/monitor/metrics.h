/* metrics.h: lines of Prometheus' text format. */
#ifndef LYD_REPORT_METRICS_H
#define LYD_REPORT_METRICS_H

#include <lyncdns/base.h>

typedef struct lyd_metrics {
    FILE *stream;
    const char *metric;
    const char *topology; /* that each series has as a label; NULL: none */
    const char *vantage;  /* likewise */
} lyd_metrics;

/* Begins the gauge METRIC, whose name stays the caller's. */
void lyd_metric_begin(lyd_metrics *metrics, const char *metric, const char *help);

/* A label, escaped, after BEFORE: '{' or a comma. */
void lyd_metric_label(lyd_metrics *metrics, const char *before, const char *name, const char *value);

#endif
