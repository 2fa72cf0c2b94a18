/* Feeds arbitrary bytes to the readers of change scripts, makes the change in a small zone, and checks the result. */
#include <lyncdns/dns.h>

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

static const char zone[] = "$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.other.\na A 10.0.0.1\nb CNAME a\n*.w A 10.0.0.2\nx.y A "
                           "10.0.0.3\n_s._tls SRV 0 0 443 a\n";

static void check_step(const lyd_change_step *step)
{
    uint8_t wire[LYD_NAME_WIRE];
    const char *why;
    bool leads = step->type == LYD_TYPE_CNAME || step->type == LYD_TYPE_SRV;
    MUST(lyd_name_to_wire(step->name, wire) > 0);
    MUST(step->ttl <= INT32_MAX);
    MUST(lyd_name_is_plausible(step->name, "", 0, &why));
    MUST(step->zone == NULL || lyd_name_within(step->name, step->zone));
    MUST(step->act != LYD_CHANGE_ADD_ZONE || (step->zone != NULL && strcmp(step->name, step->zone) == 0));
    MUST((step->type == 0) == (step->act == LYD_CHANGE_DELETE_NAME || step->act == LYD_CHANGE_NEED_NAME ||
                               step->act == LYD_CHANGE_NEED_NO_NAME || step->act == LYD_CHANGE_ADD_ZONE));
    if (step->act == LYD_CHANGE_ADD || step->act == LYD_CHANGE_DELETE || step->act == LYD_CHANGE_NEED_RECORD) {
        MUST(step->data != NULL);
        MUST(!lyd_type_is_kept(step->type) || (step->record.type == step->type && step->record.ttl == step->ttl));
        MUST(lyd_type_family(step->type) == 0 || step->record.address.family == lyd_type_family(step->type));
        MUST(!leads || lyd_name_to_wire(step->record.target, wire) > 0);
        MUST(!leads || lyd_name_is_plausible(step->record.target, "", 0, &why));
    }
}

static void make_change(const lyd_change *change)
{
    static const char *const names[] = {"a.z.com", "b.z.com", "_s._tls.z.com"};
    static const uint16_t numbers[] = {0};
    const lyd_server server = {.text = "zone"};
    const lyd_change_view view = {"view", numbers, 1};
    const lyd_change_site site = {.servers = &server, .server_count = 1, .views = &view, .view_count = 1, .names = names, .name_count = 3};
    lyd_change_records records = {0};
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_source *source = lyd_zone_source_new();
    MUST(diag != NULL && arena != NULL && source != NULL);
    MUST(lyd_zone_source_add_text(source, "zone", "z.com", zone, sizeof(zone) - 1, 0, diag) == LYD_OK);
    lyd_status status = lyd_zone_source_change(source, change, &site, arena, &records, diag);
    MUST(status == LYD_OK || (status == LYD_EINVAL && lyd_diag_errors(diag) > 0));
    for (size_t i = 0; i < change->count * LYD_KEPT_TYPES && status == LYD_OK; i++) {
        lyd_question question = {change->steps[i / LYD_KEPT_TYPES].name, 0, (uint16_t)lyd_kept_types[i % LYD_KEPT_TYPES]};
        lyd_answer answer;
        (void)source->functions->ask(source, &server, 1, &question, 1, &answer, arena, NULL);
        MUST((answer.status == LYD_NOERROR) == (answer.record_count > 0));
    }
    lyd_source_free(source);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_change *change;
    char *copy = malloc(size > 0 ? size : 1);
    MUST(diag != NULL && copy != NULL);
    memcpy(copy, data, size);
    lyd_status status = lyd_change_parse(copy, size, "script", &change, diag);
    free(copy);
    MUST((status == LYD_OK) == (change != NULL));
    MUST(status == LYD_OK || (status == LYD_EINVAL && lyd_diag_errors(diag) > 0));
    for (size_t i = 0; change != NULL && i < change->count; i++) {
        check_step(&change->steps[i]);
    }
    if (change != NULL) {
        make_change(change);
    }
    lyd_change_free(change);
    lyd_diag_free(diag);
    return 0;
}
