/* Feeds arbitrary bytes to the reader of saved answers and checks what must hold of what it takes. */
#include "dns/saved/saved.h"

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

static void check_answer(const lyd_saved_item *item)
{
    const lyd_answer *answer = &item->answer;
    bool kept = lyd_type_member(item->type) != NULL;
    MUST(answer->status <= LYD_ALIAS_DANGLING && answer->cause <= LYD_STOPPED && answer->alias_count <= LYD_ALIAS_MAX);
    MUST(!kept || (answer->status == LYD_NOERROR) == (answer->record_count > 0));
    for (size_t i = 0; i < answer->record_count; i++) {
        MUST(answer->records[i].type == item->type && answer->records[i].address.family == lyd_type_family(item->type));
        MUST(answer->records[i].ttl <= INT32_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lyd_saved_reader reader;
    lyd_diag *diag = lyd_diag_new();
    char *copy = malloc(size > 0 ? size : 1);
    lyd_status status = lyd_saved_start(&reader, "file", diag);
    MUST(diag != NULL && copy != NULL && status == LYD_OK);
    memcpy(copy, data, size);
    for (size_t at = 0; at < size && status == LYD_OK;) {
        const char *newline = memchr(copy + at, '\n', size - at);
        size_t length = newline != NULL ? (size_t)(newline - copy) - at : size - at;
        status = lyd_saved_line(&reader, copy + at, length);
        at += length + 1;
    }
    status = status == LYD_OK ? lyd_saved_end(&reader) : status;
    MUST(status == LYD_OK || (status == LYD_EINVAL && lyd_diag_errors(diag) > 0));
    for (size_t i = 0; i < reader.count; i++) {
        size_t hint = SIZE_MAX;
        check_answer(&reader.items[i]);
        MUST(lyd_saved_find(&reader, reader.items[i].name, reader.items[i].server, reader.items[i].type, &hint) == &reader.items[i]);
    }
    lyd_saved_clear(&reader);
    free(copy);
    lyd_diag_free(diag);
    return 0;
}
