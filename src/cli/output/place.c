/* Which file a path leads to: links are followed one by one. */
#define _XOPEN_SOURCE 700 /* S_ISVTX belongs to the X/Open extension of POSIX.1-2008 */

#include "place.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as many as Linux follows */

/* The path of the folder that PATH is in; NULL: out of memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
}

/* The number of the descriptor that PATH names; -1: it names none. Opened by its path, a file would be written from its beginning. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    for (size_t i = 0; i < LYD_COUNT(folders); i++) {
        size_t length = strlen(folders[i]);
        if (strncmp(path, folders[i], length) == 0) {
            const char *number = path + length;
            size_t digits = strspn(number, "0123456789");
            return digits > 0 && digits < 7 && number[digits] == '\0' ? (int)strtol(number, NULL, 10) : -1;
        }
    }
    return -1;
}

/* What Linux checks with fs.protected_symlinks: in a folder such as /tmp anyone may plant a link to a file of ours. */
static bool may_follow(const char *path, const struct stat *link)
{
    struct stat folder;
    char *name = folder_of(path);
    bool known = name != NULL && stat(name, &folder) == 0;
    free(name);
    return known &&
           ((folder.st_mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH) || link->st_uid == geteuid() || link->st_uid == folder.st_uid);
}

/* Replaces *PATH, a symbolic link, by what it names. */
static bool follow(char **path)
{
    char target[PATH_MAX];
    ssize_t length = readlink(*path, target, sizeof(target) - 1);
    if (length < 0) {
        return false;
    }
    target[length] = '\0';
    char *folder = target[0] == '/' ? strdup("") : folder_of(*path);
    size_t size = folder != NULL ? strlen(folder) + (size_t)length + 2 : 0;
    char *joined = folder != NULL ? malloc(size) : NULL;
    if (joined != NULL) {
        (void)snprintf(joined, size, "%s%s%s", folder, strcmp(folder, ".") == 0 ? "/" : "", target);
        free(*path);
        *path = joined;
    }
    free(folder);
    return joined != NULL;
}

/* The folder of a file that isn't there yet. */
static bool find_folder(lyd_place *place)
{
    char *folder = folder_of(place->path);
    bool found = folder != NULL && stat(folder, &place->about) == 0;
    free(folder);
    return found;
}

/* One step; *DONE: PATH is what the path given leads to. False: errno says why not. */
static bool step(lyd_place *place, bool *done)
{
    place->descriptor = descriptor_of(place->path);
    *done = true;
    if (place->descriptor >= 0) {
        place->exists = true;
        return fstat(place->descriptor, &place->about) == 0;
    }
    if (lstat(place->path, &place->about) != 0) {
        return errno == ENOENT && find_folder(place);
    }
    place->exists = true;
    *done = !S_ISLNK(place->about.st_mode);
    return true;
}

lyd_status lyd_place_find(const char *path, lyd_place *place, lyd_diag *diag)
{
    *place = (lyd_place){.path = strdup(path != NULL ? path : "/dev/fd/1"), .descriptor = -1};
    bool done = false, found = place->path != NULL;
    for (int links = 0; found && !done; links++) {
        place->exists = false;
        found = step(place, &done);
        if (found && !done && !may_follow(place->path, &place->about)) {
            return lyd_diag_error(diag, path, 0, "not followed: %s is another user's symbolic link in a folder that all may write to",
                                  place->path);
        }
        if (found && !done && links == LINKS_MAX) {
            errno = ELOOP;
            found = false;
        }
        found = found && (done || follow(&place->path));
    }
    if (place->path == NULL) {
        return LYD_ENOMEM;
    }
    return found ? LYD_OK : lyd_diag_io(diag, path != NULL ? path : "standard output", errno, "can't write");
}

void lyd_place_clear(lyd_place *place)
{
    free(place->path);
    place->path = NULL;
}

bool lyd_place_is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

const char *lyd_place_name(const lyd_place *place)
{
    const char *slash = strrchr(place->path, '/');
    return slash == NULL ? place->path : slash + 1;
}

lyd_status lyd_place_key(const char *path, lyd_arena *arena, const char **key, lyd_diag *diag)
{
    lyd_place place;
    lyd_status status = lyd_place_find(path, &place, diag);
    *key = NULL;
    if (status == LYD_OK && place.descriptor < 0 && (!place.exists || S_ISREG(place.about.st_mode))) {
        if (find_folder(&place)) {
            *key =
                lyd_arena_printf(arena, "%ju:%ju:%s", (uintmax_t)place.about.st_dev, (uintmax_t)place.about.st_ino, lyd_place_name(&place));
            status = *key == NULL ? LYD_ENOMEM : LYD_OK;
        } else {
            status = lyd_diag_io(diag, path, errno, "can't write");
        }
    }
    lyd_place_clear(&place);
    return status;
}
