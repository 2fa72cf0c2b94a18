/* place.h: which file a path leads to, whether it is there yet or not: two paths to one file are found out. */
#ifndef LYD_CLI_PLACE_H
#define LYD_CLI_PLACE_H

#include <lyncdns/base.h>

#include <sys/stat.h>

typedef struct lyd_place {
    char *path;        /* of the file itself, not of a symbolic link to it; freed by lyd_place_clear */
    int descriptor;    /* PATH is an open file of this process (/dev/stdout, /dev/fd/N), with this number; -1: it isn't */
    bool exists;       /* there is a file; else only a folder for it */
    struct stat about; /* of the file, else of that folder */
} lyd_place;

/* Finds what PATH (NULL: standard output) leads to. LYD_EINVAL: a symbolic link that isn't followed, because another user has put it into a
 * folder that all may write to. LYD_EIO: the system refuses. Each with a sentence in DIAG. Always to be cleared. */
lyd_status lyd_place_find(const char *path, lyd_place *place, lyd_diag *diag);
void lyd_place_clear(lyd_place *place);

bool lyd_place_is_stdout(const char *path);         /* NULL or "-" */
const char *lyd_place_name(const lyd_place *place); /* of the file, in its folder */

/* A text in ARENA that is the same for all paths to a file, before and after it is there or replaced. NULL: PATH is a device, a pipe or an
 * open file, which take any number of outputs. Fails as lyd_place_find does. */
lyd_status lyd_place_key(const char *path, lyd_arena *arena, const char **key, lyd_diag *diag);

#endif
