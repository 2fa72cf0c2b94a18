/* named.h: a path for each of several topologies. */
#ifndef LYD_CLI_NAMED_H
#define LYD_CLI_NAMED_H

#include <lyncdns/base.h>

/* True if PATH has "{name}" in it. */
bool lyd_path_is_named(const char *path);

/* PATH with NAME in the place of the first "{name}", or PATH itself. What in NAME could lead to another folder or isn't printable becomes
 * "_". NULL: out of memory. */
const char *lyd_path_named(const char *path, const char *name, lyd_arena *arena);

#endif
