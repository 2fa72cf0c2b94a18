/* A topology as a CSV list. The input follows a header row, so that it reaches the rows. */
#include <lyncdns/topology.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_list(const char *text, size_t length)
{
    lyd_topology *topology = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_topology_parse(text, length, "fuzz", NULL, 0, &topology, diag);
    if (status == LYD_EINVAL && (topology != NULL || lyd_diag_errors(diag) == 0)) {
        abort(); /* refused without a message */
    }
    if (status == LYD_OK) {
        for (size_t i = 0; i < topology->endpoint_count; i++) {
            if (topology->endpoints[i].roles == 0 || lyd_topology_find(topology, topology->endpoints[i].fqdn) != i) {
                abort();
            }
        }
    }
    lyd_topology_free(topology);
    lyd_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char header[] = "fqdn,role,pool,view,address-type\n";
    char *text = malloc(sizeof(header) - 1 + size + 1);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, header, sizeof(header) - 1);
    if (size > 0) {
        memcpy(text + sizeof(header) - 1, data, size);
    }
    read_list(text, sizeof(header) - 1 + size);
    read_list(text + sizeof(header) - 1, size); /* and as a whole file */
    free(text);
    return 0;
}
