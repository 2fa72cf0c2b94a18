/* lyncdns import: a Lync topology export or a CSV list printed as YAML. */
#include "cli.h"
#include "cli/output/output.h"
#include "cli/output/targets.h"

#include <lyncdns/topology.h>

int lyd_command_import(lyd_cli *cli)
{
    const char *path = lyd_options_value(cli->options, LYD_OPT_OUTPUT)->text;
    lyd_topology *topology = NULL;
    const lyd_target target = {.what = "the topology", .path = path};
    lyd_output output;

    lyd_status status = lyd_topology_load(cli->options->operands[0], &topology, cli->diag);
    if (status == LYD_OK) {
        status = lyd_targets_check(&target, 1, cli->diag);
    }
    if (status == LYD_OK) {
        status = lyd_output_open(&output, path, cli->diag);
    }
    if (status == LYD_OK) {
        status = lyd_output_close(&output, lyd_topology_print(topology, output.stream));
    }
    lyd_topology_free(topology);
    return status == LYD_OK ? LYD_EXIT_GOOD : lyd_cli_fail(cli, status);
}
