/* Feeds arbitrary bytes to the readers of cmdlets' exports beside a list of names; what comes of them has to print and load again. */
#include "topology/readers.h"

#include <stdlib.h>
#include <string.h>

#define MUST(condition)                                                                                                                    \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            (void)fprintf(stderr, "broken: %s\n", #condition);                                                                             \
            abort();                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] = "fqdn,role,pool\npool01.contoso.com,front-end-pool,edge01.contoso.com\nfe01.contoso.com,front-end-server,"
                           "pool01.contoso.com\nmed01.contoso.com,mediation-pool,\nmed01.contoso.com,mediation-server,med01.contoso.com\n"
                           "edge01.contoso.com,edge-internal,\nedge01.contoso.com,edge-server,edge01.contoso.com\nsip.contoso.com,"
                           "edge-external,edge01.contoso.com\ngw01.contoso.com,pstn-gateway,med01.contoso.com\n";

/* What is printed is YAML that loads, with as many names. */
static void print_and_load(const lyd_topology *topology)
{
    char *text = NULL;
    size_t length = 0;
    lyd_topology *again = NULL;
    lyd_diag *diag = lyd_diag_new();
    FILE *stream = open_memstream(&text, &length);
    MUST(stream != NULL && lyd_topology_print(topology, stream) == LYD_OK);
    (void)fclose(stream);
    lyd_status status = lyd_topology_parse(text, length, "printed", NULL, 0, &again, diag);
    if (status != LYD_OK) {
        (void)fputs(text, stderr);
        lyd_diag_print(diag, stderr, "fuzz");
    }
    MUST(status == LYD_OK && again->endpoint_count == topology->endpoint_count && again->features == topology->features);
    lyd_topology_free(again);
    lyd_diag_free(diag);
    free(text);
}

static void read_beside(lyd_builder *builder, const char *text, size_t size, lyd_objects_form form)
{
    lyd_import import = {0};
    lyd_exports *x = lyd_exports_new(builder);
    MUST(x != NULL && lyd_builder_begin(builder, "list") == LYD_OK && lyd_csv_read(builder, list, sizeof(list) - 1, &import) == LYD_OK);
    MUST(lyd_builder_begin_beside(builder, "folder/export") == LYD_OK);
    lyd_status status = lyd_exports_add(x, "folder/export", form, text, size);
    lyd_builder_fail(builder, status);
    lyd_builder_fail(builder, status != LYD_OK ? status : lyd_exports_finish(x, true));
    lyd_exports_free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lyd_topology *topology = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_builder *builder = lyd_builder_new(diag);
    char *text = malloc(size + 1); /* a separate block, so that sanitizers see reads past its end */
    if (builder != NULL && text != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
        bool xml = lyd_clixml_recognise(text, size), decoded = memchr(text, '\0', size) == NULL;
        if (decoded && (xml || lyd_rows_recognise(text, size))) {
            read_beside(builder, text, size, xml ? LYD_OBJECTS_CLIXML : LYD_OBJECTS_ROWS);
        }
        lyd_status end = lyd_builder_finish(builder, &topology);
        MUST((end == LYD_OK) == (topology != NULL) && (end == LYD_OK) == (lyd_diag_errors(diag) == 0));
        builder = NULL;
        if (topology != NULL) {
            print_and_load(topology);
        }
    }
    free(text);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
    return 0;
}
