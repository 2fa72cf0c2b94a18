/* Paths with a mark for the name of a topology. */
#include "named.h"

#include <string.h>

#define MARK "{name}"

bool lyd_path_is_named(const char *path)
{
    return strstr(path, MARK) != NULL;
}

const char *lyd_path_named(const char *path, const char *name, lyd_arena *arena)
{
    const char *mark = strstr(path, MARK);
    char *safe = lyd_arena_text(arena, name, strlen(name));
    for (char *p = safe; p != NULL && *p != '\0'; p++) {
        *p = (char)(*p == '/' || (unsigned char)*p < 0x20 || (*p == '.' && p == safe) ? '_' : *p);
    }
    if (mark == NULL || safe == NULL) {
        return safe == NULL ? NULL : path;
    }
    return lyd_arena_printf(arena, "%.*s%s%s", (int)(mark - path), path, safe, mark + strlen(MARK));
}
