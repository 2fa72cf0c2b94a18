/* Feeds arbitrary bytes to the reader of zone files, asks for names in it and below them, and checks what is true of every answer; and to
 * the templates of $GENERATE. Nothing that a text names is opened. */
#include "dns/zone/generate.h"
#include "dns/zone/read.h"

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
        MUST(lyd_record_compare(&answer->records[i - 1], &answer->records[i]) < 0);
    }
}

static void check_templates(const char *text, size_t size)
{
    static const uint32_t numbers[] = {0, 1, 255, 65536, INT32_MAX};
    const lyd_token word = {.text = text, .length = size};
    lyd_generate_range range;
    MUST(!lyd_generate_range_parse(&word, &range) || (range.first <= range.last && range.last <= INT32_MAX && range.step > 0));
    for (size_t i = 0; i < LYD_COUNT(numbers); i++) {
        char out[LYD_GENERATE_TEXT];
        size_t length;
        const char *why = NULL;
        bool good = lyd_generate_expand(&word, numbers[i], out, &length, &why);
        MUST(good ? length <= sizeof(out) : why != NULL);
    }
}

/* In place of a file: one that includes others. */
static lyd_status load(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag)
{
    static const char text[] = " A 10.0.0.1\n$ORIGIN q\nr A 10.0.0.2\n$INCLUDE a/b\n$INCLUDE c d\n$TTL 9\n";
    if (path[0] == 'n' || sizeof(text) > limit) {
        return lyd_diag_error(diag, path, 0, "no such file");
    }
    *length = sizeof(text) - 1;
    *content = strdup(text);
    return *content == NULL ? LYD_ENOMEM : LYD_OK;
}

static void check_included(const char *text, size_t size)
{
    const lyd_zone_file file = {.path = "z.com.zone", .zone = "z.com", .text = text, .length = size, .load = load};
    lyd_diag *diag = lyd_diag_new();
    lyd_zone *zone;
    MUST(diag != NULL);
    lyd_status status = lyd_zone_read(&file, &zone, diag);
    MUST(status == LYD_OK ? zone != NULL && strcmp(zone->apex, "z.com") == 0 : lyd_diag_errors(diag) > 0);
    lyd_zone_free(zone);
    lyd_diag_free(diag);
}

/* A range with an end of five digits makes so many records that no other input would get its turn. */
static bool makes_many(const uint8_t *data, size_t size)
{
    size_t digits = 0;
    bool end = false, found = false;
    for (size_t i = 0; i < size && !found; i++) {
        bool digit = data[i] >= '0' && data[i] <= '9';
        end = data[i] == '-' || (end && digit);
        digits = end && digit ? digits + 1 : 0;
        found = digits >= 5;
    }
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"z.com", "a.z.com", "b.z.com", "x.b.z.com", "*.z.com", "x.y.z.com", "www.example.com", "com"};
    const lyd_server server = {.text = "zone"};
    if (makes_many(data, size)) {
        return 0;
    }
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_source *source = lyd_zone_source_new();
    char *copy = malloc(size > 0 ? size : 1); /* in a block of its own, so that a read past its end is seen */
    MUST(diag != NULL && arena != NULL && source != NULL && copy != NULL);
    memcpy(copy, data, size);
    check_templates(copy, size);
    check_included(copy, size);
    lyd_status status = lyd_zone_source_add_text(source, "zone", "z.com.zone", copy, size, 0, diag);
    free(copy);
    MUST(status == LYD_OK || status == LYD_EINVAL);
    MUST((status == LYD_EINVAL) == (lyd_diag_errors(diag) > 0));
    for (size_t i = 0; i < LYD_COUNT(names) * LYD_KEPT_TYPES && status == LYD_OK; i++) {
        lyd_question question = {names[i / LYD_KEPT_TYPES], 0, (uint16_t)lyd_kept_types[i % LYD_KEPT_TYPES]};
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
