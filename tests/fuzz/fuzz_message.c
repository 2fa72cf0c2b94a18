/* Feeds arbitrary bytes to the reader of DNS responses and checks what is true of every answer.
 *
 * Input: a byte of options (1: AAAA; 4: SRV; 2: ask for a.com instead of the message's question), two bytes with the length of a first
 * message, that message, and then the response to the open end of its aliases. */
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

static void check_name(const char *name)
{
    uint8_t wire[LYD_NAME_WIRE];
    char again[LYD_NAME_TEXT];
    size_t length = lyd_name_to_wire(name, wire);
    MUST(length > 0);
    MUST(lyd_name_from_message(wire, length, &(size_t){0}, again));
    MUST(strcmp(name, again) == 0);
}

static void check_answer(const lyd_answer *answer, lyd_type type)
{
    MUST(answer->status <= LYD_ALIAS_DANGLING && answer->status != LYD_TIMEOUT && answer->status != LYD_UNREACHABLE);
    MUST((answer->status == LYD_NOERROR) == (answer->record_count > 0));
    MUST(answer->alias_count <= LYD_ALIAS_MAX);
    MUST(answer->status != LYD_NXDOMAIN || answer->alias_count == 0);
    MUST((answer->status != LYD_ALIAS_DANGLING && answer->status != LYD_ALIAS_LOOP) || answer->alias_count > 0);
    for (size_t i = 0; i < answer->alias_count; i++) {
        check_name(answer->aliases[i]);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        const lyd_record *record = &answer->records[i];
        MUST(record->type == type && (type == LYD_TYPE_SRV || record->address.family == lyd_type_family(type)));
        MUST(record->ttl <= INT32_MAX);
        if (type == LYD_TYPE_SRV && strcmp(record->target, ".") != 0) {
            check_name(record->target);
        }
        MUST(i == 0 || lyd_record_compare(&record[-1], record) < 0);
    }
}

static void check_message(const uint8_t *message, size_t size, const lyd_answer *answer, const char *chase)
{
    bool answers = answer->status == LYD_NOERROR || answer->status == LYD_NODATA || answer->status == LYD_NXDOMAIN ||
                   answer->status == LYD_ALIAS_LOOP || answer->status == LYD_ALIAS_DANGLING;
    /* A query, a truncated message, and one whose code says failure never answer. */
    MUST(!answers || (size > 12 && (message[2] & 0x82) == 0x80 && ((message[3] & 0xF) == 0 || (message[3] & 0xF) == 3)));
    MUST(chase == NULL || (answer->status == LYD_NODATA && answer->alias_count > 0 && chase == answer->aliases[answer->alias_count - 1]));
}

static void read_one(const uint8_t *message, size_t size, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                     const char **chase)
{
    /* In a block of its own, so that a read past its end is seen. */
    uint8_t *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, message, size);
    memset(answer, 0, sizeof(*answer));
    MUST(lyd_answer_read(copy, size, name, type, arena, answer, chase) == LYD_OK);
    check_answer(answer, type);
    check_message(copy, size, answer, *chase);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[LYD_NAME_TEXT] = "a.com";
    size_t offset = 12;
    lyd_answer answer, target;
    const char *chase = NULL, *more = NULL;
    if (size < 3) {
        return 0;
    }
    lyd_arena *arena = lyd_arena_new();
    MUST(arena != NULL);
    lyd_type type = (data[0] & 4) != 0 ? LYD_TYPE_SRV : (data[0] & 1) != 0 ? LYD_TYPE_AAAA : LYD_TYPE_A;
    size_t first = (size_t)data[1] << 8 | data[2];
    const uint8_t *message = data + 3;
    first = first > size - 3 ? size - 3 : first;
    if ((data[0] & 2) == 0 && !lyd_name_from_message(message, first, &offset, name)) {
        (void)snprintf(name, sizeof(name), "a.com");
    }
    read_one(message, first, name, type, arena, &answer, &chase);
    if (chase != NULL) {
        read_one(message + first, size - 3 - first, chase, type, arena, &target, &more);
        MUST(lyd_answer_join(&answer, name, &target, arena) == LYD_OK);
        check_answer(&answer, type);
    }
    lyd_arena_free(arena);
    return 0;
}
