/* Feeds arbitrary bytes to the reader of zone files, asks for names in it and below them, and checks what is true of every answer. */
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

static void check_answer(const lyd_answer *answer)
{
    uint8_t wire[LYD_NAME_WIRE];
    MUST(answer->status <= LYD_ALIAS_DANGLING);
    MUST((answer->status == LYD_NOERROR) == (answer->record_count > 0));
    MUST(answer->status != LYD_NXDOMAIN || answer->alias_count == 0);
    for (size_t i = 0; i < answer->alias_count; i++) {
        MUST(lyd_name_to_wire(answer->aliases[i], wire) > 0);
    }
    for (size_t i = 1; i < answer->record_count; i++) {
        MUST(lyd_address_compare(&answer->records[i - 1].address, &answer->records[i].address) < 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"z.com", "a.z.com", "b.z.com", "x.b.z.com", "*.z.com", "x.y.z.com", "www.example.com", "com"};
    const lyd_server server = {.text = "zone"};
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_source *source = lyd_zone_source_new();
    char *copy = malloc(size > 0 ? size : 1); /* in a block of its own, so that a read past its end is seen */
    MUST(diag != NULL && arena != NULL && source != NULL && copy != NULL);
    memcpy(copy, data, size);
    lyd_status status = lyd_zone_source_add_text(source, "zone", "z.com.zone", copy, size, 0, diag);
    free(copy);
    MUST(status == LYD_OK || status == LYD_EINVAL);
    MUST((status == LYD_EINVAL) == (lyd_diag_errors(diag) > 0));
    for (size_t i = 0; i < LYD_COUNT(names) * 2 && status == LYD_OK; i++) {
        lyd_question question = {names[i / 2], 0, i % 2 == 0 ? LYD_TYPE_A : LYD_TYPE_AAAA};
        lyd_answer answer;
        lyd_status asked = source->functions->ask(source, &server, 1, &question, 1, &answer, arena, NULL);
        MUST(asked == LYD_OK || (asked == LYD_EINVAL && answer.status == LYD_REFUSED));
        check_answer(&answer);
    }
    lyd_source_free(source);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    return 0;
}
