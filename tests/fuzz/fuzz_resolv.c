/* A resolver configuration: each server that is taken can be written and read again, and what is refused has a message. */
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

static void check_server(const lyd_server *server)
{
    lyd_server again;
    char text[LYD_SERVER_TEXT];
    const char *why;
    MUST(lyd_server_parse(server->text, &again, &why));
    MUST(lyd_server_same(server, &again));
    lyd_server_format(&again, text);
    MUST(strcmp(text, server->text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    char *copy = malloc(size > 0 ? size : 1); /* no more, so that reading past the end is found */
    lyd_server *servers;
    size_t count;
    MUST(arena != NULL && diag != NULL && copy != NULL);
    memcpy(copy, size > 0 ? (const char *)data : "", size);
    lyd_status status = lyd_resolv_parse(copy, size, "file", arena, &servers, &count, diag);
    MUST(status == LYD_OK ? count > 0 && lyd_diag_errors(diag) == 0 : status == LYD_EINVAL && count == 0 && lyd_diag_errors(diag) > 0);
    for (size_t i = 0; i < count; i++) {
        check_server(&servers[i]);
    }
    free(copy);
    lyd_diag_free(diag);
    lyd_arena_free(arena);
    return 0;
}
