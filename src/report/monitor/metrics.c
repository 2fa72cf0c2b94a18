/* Lines of Prometheus' text format. Source: Prometheus, "Exposition formats", text-based format 0.0.4. */
#include "metrics.h"

#include "report/shared.h"

void lyd_metric_begin(lyd_metrics *metrics, const char *metric, const char *help)
{
    metrics->metric = metric;
    (void)fprintf(metrics->stream, "# HELP %s %s\n# TYPE %s gauge\n", metric, help, metric);
}

void lyd_metric_label(lyd_metrics *metrics, const char *before, const char *name, const char *value)
{
    char unit[LYD_SAFE_UNIT];
    (void)fprintf(metrics->stream, "%s%s=\"", before, name);
    while (lyd_safe_next(&value, unit)) {
        if (unit[0] == '\\' || unit[0] == '"') {
            (void)fputc('\\', metrics->stream);
        }
        (void)fputs(unit, metrics->stream);
    }
    (void)fputc('"', metrics->stream);
}
