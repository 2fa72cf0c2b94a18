/* Feeds arbitrary bytes to the reader of saved answers, asks for the names in them, and checks what is true of every answer. */
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

static void check_answer(const lyd_answer *answer, lyd_type type)
{
    MUST(answer->status <= LYD_ALIAS_DANGLING && answer->cause < LYD_ANSWER_CAUSES && answer->alias_count <= LYD_ALIAS_MAX);
    MUST((answer->status == LYD_NOERROR) == (answer->record_count > 0));
    for (size_t i = 0; i < answer->record_count; i++) {
        const lyd_record *record = &answer->records[i];
        MUST(record->type == type && record->ttl <= INT32_MAX);
        MUST(type == LYD_TYPE_SRV ? record->target[0] != '\0' : record->address.family == lyd_type_family(type));
    }
}

/* Asks every server of the file for NAME. */
static void ask(lyd_source *source, const lyd_saved *saved, const char *name, lyd_arena *arena)
{
    for (size_t v = 0; v < saved->view_count; v++) {
        for (size_t s = 0; s < saved->views[v].server_count; s++) {
            for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
                lyd_question question = {name, (uint16_t)s, (uint16_t)lyd_kept_types[t]};
                lyd_answer answer;
                lyd_status status = source->functions->ask(source, saved->views[v].servers, saved->views[v].server_count, &question, 1,
                                                           &answer, arena, NULL);
                if (status != LYD_EINVAL) {
                    check_answer(&answer, lyd_kept_types[t]);
                }
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char key[] = "\"name\": \"";
    lyd_source *source;
    const lyd_saved *saved;
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    char *copy = malloc(size + 1);
    MUST(diag != NULL && copy != NULL && arena != NULL);
    memcpy(copy, data, size);
    copy[size] = '\0';
    lyd_status status = lyd_saved_parse(copy, size, "file", &source, &saved, diag);
    MUST(status == LYD_OK || (status == LYD_EINVAL && lyd_diag_errors(diag) > 0));
    for (char *at = strstr(copy, key), *end; status == LYD_OK && at != NULL; at = strstr(end + 1, key)) {
        end = strchr(at + sizeof(key) - 1, '"');
        if (end == NULL) {
            break;
        }
        *end = '\0';
        ask(source, saved, at + sizeof(key) - 1, arena);
    }
    lyd_source_free(status == LYD_OK ? source : NULL);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    free(copy);
    return 0;
}
