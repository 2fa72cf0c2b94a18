/* A topology as YAML: any input is an error, or a topology that prints and loads back. */
#include <lyncdns/topology.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char list[] = "fqdn,role,pool,view\na.b,front-end-server,p.b,\nx.b,edge-external,e.b,external\n";
    lyd_topology *topology = NULL, *again = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_topology_parse((const char *)data, size, "fuzz", list, sizeof(list) - 1, &topology, diag);
    if (status == LYD_EINVAL && (topology != NULL || lyd_diag_errors(diag) == 0)) {
        abort(); /* refused without a message */
    }
    if (status == LYD_OK) {
        char *text = NULL;
        size_t length = 0;
        FILE *stream = open_memstream(&text, &length);
        if (stream == NULL || lyd_topology_print(topology, stream) != LYD_OK) {
            abort();
        }
        (void)fclose(stream);
        if (lyd_topology_parse(text, length, "printed", NULL, 0, &again, NULL) != LYD_OK ||
            again->endpoint_count != topology->endpoint_count || again->pool_count != topology->pool_count) {
            abort();
        }
        for (size_t i = 0; i < topology->endpoint_count; i++) {
            uint32_t k = lyd_topology_find(again, topology->endpoints[i].fqdn);
            if (k == LYD_NONE || again->endpoints[k].roles != topology->endpoints[i].roles ||
                again->endpoints[k].views != topology->endpoints[i].views) {
                abort();
            }
        }
        free(text);
    }
    lyd_topology_free(again);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
    return 0;
}
