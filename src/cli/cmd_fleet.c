/* lyncdns fleet: the summary of JSON reports, made here or elsewhere. */
#include "fleet/fleet.h"
#include "output/targets.h"

#include <lyncdns/fleet.h>
#include <lyncdns/report.h>

#include <string.h>
#include <time.h>

static lyd_status add_folder(lyd_fleet *fleet, const char *path, const lyd_span *ages, lyd_diag *diag)
{
    static const char *const endings[] = {".json", NULL};
    const char *const *files = NULL;
    size_t count = 0;
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : lyd_folder_list(path, endings, arena, &files, &count, diag);
    if (status == LYD_OK && count == 0) {
        status = lyd_diag_error(diag, path, 0, "the folder has no *.json");
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = lyd_fleet_add_report(fleet, files[i], ages, diag);
    }
    lyd_arena_free(arena);
    return status;
}

static lyd_status add_operand(lyd_fleet *fleet, const char *path, const lyd_span *ages, lyd_diag *diag)
{
    return lyd_fleet_is_folder(path) ? add_folder(fleet, path, ages, diag) : lyd_fleet_add_report(fleet, path, ages, diag);
}

static lyd_status write_summary(const lyd_cli *cli, const lyd_fleet_writer *writer, const lyd_fleet *fleet)
{
    const char *path = lyd_options_value(cli->options, LYD_OPT_OUTPUT)->text;
    const lyd_target target = {.what = "the summary", .path = path};
    lyd_status status = lyd_targets_check(&target, 1, cli->diag);
    bool standard = path == NULL || strcmp(path, "-") == 0;
    return status == LYD_OK ? lyd_fleet_write_summary(cli, fleet, writer, standard ? NULL : path) : status;
}

int lyd_command_fleet(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    const lyd_fleet_writer *writer = &lyd_fleet_writers[lyd_options_value(options, LYD_OPT_FLEET_FORMAT)->choice];
    const lyd_option_value *age =
        lyd_options_given(options, LYD_OPT_MAX_AGE_OF_REPORTS) ? lyd_options_value(options, LYD_OPT_MAX_AGE_OF_REPORTS) : NULL;
    const lyd_span ages = lyd_span_before((int64_t)time(NULL), age != NULL ? age->number : 0);
    lyd_fleet *fleet = lyd_fleet_new();
    lyd_status status = fleet == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < options->operand_count && status == LYD_OK; i++) {
        status = add_operand(fleet, options->operands[i], age != NULL ? &ages : NULL, cli->diag);
    }
    if (status == LYD_OK) {
        status = write_summary(cli, writer, fleet);
    }
    int code = status != LYD_OK ? lyd_cli_fail(cli, status) : writer->exit_code != NULL ? writer->exit_code(fleet) : lyd_fleet_exit(fleet);
    lyd_fleet_free(fleet);
    return code;
}
