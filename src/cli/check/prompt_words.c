/* Which words the prompt knows, and how one that is begun may go on. */
#include "prompt.h"

#include <string.h>
#include <strings.h>

const char *lyd_prompt_command(size_t i)
{
    static const char *const commands[] = {"help", "role", "server", "quit", NULL};
    return commands[i];
}

static lyd_status offer(lyd_words *words, const char *word, const char *begun, size_t length)
{
    if (strncasecmp(word, begun, length) != 0) {
        return LYD_OK;
    }
    lyd_status status = lyd_grow((void **)&words->items, &words->capacity, words->count, sizeof(*words->items));
    if (status == LYD_OK) {
        words->items[words->count++] = word;
    }
    return status;
}

static lyd_status offer_roles(lyd_words *words, const char *begun, size_t length)
{
    lyd_status status = offer(words, "none", begun, length);
    for (const lyd_row *role = lyd_role_names; role->name != NULL && status == LYD_OK; role++) {
        status = offer(words, role->name, begun, length);
    }
    return status;
}

static lyd_status offer_servers(const lyd_topology *topology, lyd_words *words, const char *begun, size_t length)
{
    lyd_status status = offer(words, "default", begun, length);
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        const char *word = lyd_arena_printf(words->arena, "%s=", topology->views[v].name);
        status = word == NULL ? LYD_ENOMEM : offer(words, word, begun, length);
    }
    return status;
}

static lyd_status offer_names(const lyd_topology *topology, lyd_words *words, const char *begun, size_t length)
{
    lyd_status status = LYD_OK;
    for (size_t e = 0; e < topology->endpoint_count && status == LYD_OK; e++) {
        status = offer(words, topology->endpoints[e].fqdn, begun, length);
    }
    return status;
}

static lyd_status offer_commands(lyd_words *words, const char *begun, size_t length)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; lyd_prompt_command(i) != NULL && status == LYD_OK; i++) {
        status = offer(words, lyd_prompt_command(i), begun, length);
    }
    return status;
}

static bool begins_with_word(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length > size && memcmp(line, word, size) == 0 && (line[size] == ' ' || line[size] == '\t');
}

lyd_status lyd_prompt_complete(const lyd_prompt *p, const char *line, size_t length, lyd_words *words, size_t *typed)
{
    const lyd_topology *topology = p->c->session.topology;
    size_t begin = length;
    while (length > 0 && (*line == ' ' || *line == '\t')) {
        line++;
        length--;
        begin--;
    }
    while (begin > 0 && line[begin - 1] != ' ' && line[begin - 1] != '\t') {
        begin--;
    }
    const char *begun = line + begin;
    *typed = length - begin;
    if (begins_with_word(line, length, "role")) {
        return offer_roles(words, begun, *typed);
    }
    if (begins_with_word(line, length, "server")) {
        return offer_servers(topology, words, begun, *typed);
    }
    if (begins_with_word(line, length, "help")) {
        return offer_commands(words, begun, *typed);
    }
    lyd_status status = begin == 0 ? offer_commands(words, begun, *typed) : LYD_OK;
    return status == LYD_OK ? offer_names(topology, words, begun, *typed) : status;
}

size_t lyd_words_common(const lyd_words *words, size_t typed)
{
    size_t common = words->count > 0 ? strlen(words->items[0]) : typed;
    for (size_t i = 1; i < words->count; i++) {
        size_t same = 0;
        while (same < common && words->items[i][same] == words->items[0][same]) {
            same++;
        }
        common = same;
    }
    return common > typed ? common : typed;
}
