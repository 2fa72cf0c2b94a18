/* What several formats say of a service row: what the servers have, in records and in words. */
#include "services.h"

static bool is_new(const lyd_service_values *values, const lyd_record *record)
{
    for (size_t i = 0; i < values->count; i++) {
        if (lyd_record_compare(values->records[i], record) == 0) {
            return false;
        }
    }
    return true;
}

/* Calls of this function only count, until there is room. */
static void add_answers(const lyd_case *c, const lyd_service *row, lyd_type type, lyd_service_values *values, size_t *most)
{
    for (size_t s = 0; s < c->topology->views[row->view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(c, row->name, c->view_servers[row->view][s], type);
        if (answer == NULL) {
            continue;
        }
        *most += answer->record_count;
        values->alias = values->alias == NULL && answer->alias_count > 0 ? answer->aliases[answer->alias_count - 1] : values->alias;
        for (uint32_t r = 0; values->records != NULL && r < answer->record_count; r++) {
            if (is_new(values, &answer->records[r])) {
                values->records[values->count++] = &answer->records[r];
            }
        }
    }
}

lyd_status lyd_service_values_of(const lyd_run *run, const lyd_service *row, lyd_service_values *values)
{
    bool srv = lyd_wanted_rows[row->wanted].type == LYD_TYPE_SRV;
    size_t most = 0;
    *values = (lyd_service_values){.records = NULL};
    for (int filling = 0; filling <= 1; filling++) {
        for (size_t t = 0; t < (srv ? 1 : LYD_HOST_TYPES); t++) {
            add_answers(&run->facts, row, srv ? LYD_TYPE_SRV : lyd_host_types[t], values, &most);
        }
        if (filling == 0) {
            values->records = lyd_arena_alloc(run->arena, most * sizeof(*values->records));
            if (values->records == NULL) {
                return LYD_ENOMEM;
            }
        }
    }
    return LYD_OK;
}

/* A wildcard isn't a record that is there, and users in the cloud may be led there from everywhere. */
static bool is_excused(const lyd_service *row)
{
    return row->expected == LYD_EXPECTED_ABSENT && row->found == LYD_FOUND_YES && row->rule_count == 0 && (row->wildcard || row->online);
}

/* What is required and there needs no more words. */
const char *lyd_service_words(const lyd_service *row)
{
    static const char *const words[][3] = {
        [LYD_EXPECTED_OPTIONAL] =
            {[LYD_FOUND_NO] = "no, optional", [LYD_FOUND_YES] = "yes, optional", [LYD_FOUND_UNKNOWN] = "unknown, optional"},
        [LYD_EXPECTED_REQUIRED] = {[LYD_FOUND_NO] = "no, required", [LYD_FOUND_YES] = "yes", [LYD_FOUND_UNKNOWN] = "unknown, required"},
        [LYD_EXPECTED_ABSENT] =
            {[LYD_FOUND_NO] = "no, must not", [LYD_FOUND_YES] = "yes, must not", [LYD_FOUND_UNKNOWN] = "unknown, must not"},
    };
    return !is_excused(row) ? words[row->expected][row->found] : row->wildcard ? "yes, wildcard" : "yes, online";
}

lyd_severity lyd_service_worst(const lyd_judgement *judgement, const lyd_service *row)
{
    lyd_severity worst = LYD_OFF;
    for (uint32_t i = 0; i < row->finding_count; i++) {
        const lyd_finding *finding = &judgement->findings[row->findings[i]];
        worst = lyd_finding_counts(finding) && finding->severity > worst ? finding->severity : worst;
    }
    return worst;
}

bool lyd_service_differs(const lyd_service *row)
{
    bool missing = row->expected == LYD_EXPECTED_REQUIRED && row->found == LYD_FOUND_NO;
    bool surplus = row->expected == LYD_EXPECTED_ABSENT && row->found == LYD_FOUND_YES && !is_excused(row);
    return row->finding_count == 0 && (missing || surplus);
}
