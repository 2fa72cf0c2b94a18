#include <lyncdns/dns.h>

void lyd_source_free(lyd_source *source)
{
    if (source != NULL) {
        source->functions->free(source);
    }
}
