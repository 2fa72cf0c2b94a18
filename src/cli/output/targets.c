/* What a run writes, checked before anything is asked: no file is written twice, and none that is read. */
#include "targets.h"

#include "output.h"

#include <stdlib.h>
#include <string.h>

/* Whether a file can be put at PLACE. Opening a pipe would wait for its reader. */
static lyd_status check_writable(const char *path, const lyd_place *place, lyd_diag *diag)
{
    lyd_output output;
    if (place->descriptor >= 0 || (place->exists && !S_ISREG(place->about.st_mode) && !S_ISDIR(place->about.st_mode))) {
        return LYD_OK;
    }
    lyd_status status = lyd_output_open(&output, path, diag);
    if (status == LYD_OK) {
        (void)lyd_output_close(&output, LYD_ESTOPPED);
    }
    return status;
}

/* A target that was found. */
typedef struct found_target {
    const lyd_target *target;
    lyd_place place;
} found_target;

typedef struct found_targets {
    found_target *items;
    size_t count;
    lyd_diag *diag;
} found_targets;

/* A terminal or a device such as /dev/null takes any number of outputs. */
static bool same_file(const lyd_place *a, const lyd_place *b)
{
    if (a->exists != b->exists || a->about.st_dev != b->about.st_dev || a->about.st_ino != b->about.st_ino) {
        return false;
    }
    return a->exists ? !S_ISCHR(a->about.st_mode) && !S_ISBLK(a->about.st_mode) : strcmp(lyd_place_name(a), lyd_place_name(b)) == 0;
}

static bool same_target(const found_target *a, const found_target *b)
{
    bool twice = lyd_place_is_stdout(a->target->path) && lyd_place_is_stdout(b->target->path);
    return a->target != b->target && (twice || same_file(&a->place, &b->place));
}

/* Checks the last of the targets found against those before it and against what was read. */
static lyd_status check_last(const found_targets *found)
{
    const found_target *last = &found->items[found->count - 1];
    const lyd_target *target = last->target;
    const char *shown = lyd_place_is_stdout(target->path) ? "standard output" : target->path;
    const char *input = last->place.exists ? lyd_diag_input_at(found->diag, &last->place.about) : NULL;
    for (size_t i = 0; i + 1 < found->count; i++) {
        const lyd_target *other = found->items[i].target;
        if (same_target(&found->items[i], last)) {
            return strcmp(target->what, other->what) == 0
                       ? lyd_diag_error(found->diag, shown, 0, "two reports can't go to the same file")
                       : lyd_diag_error(found->diag, shown, 0, "%s can't go to the file of %s", target->what, other->what);
        }
    }
    return input == NULL ? LYD_OK : lyd_diag_error(found->diag, shown, 0, "%s can't go to a file that is read: %s", target->what, input);
}

/* Finds PATH, a file of TARGET, and checks it. What is wrong with the file of a history is reported where it is opened. */
static lyd_status take(found_targets *found, const lyd_target *target, const char *path)
{
    found_target *item = &found->items[found->count++];
    item->target = target;
    lyd_status status = lyd_place_find(lyd_place_is_stdout(path) ? NULL : path, &item->place, target->database ? NULL : found->diag);
    if (target->database && status == LYD_EINVAL) {
        lyd_place_clear(&item->place);
        status = lyd_place_find(path, &item->place, found->diag);
    } else if (target->database && status == LYD_EIO) {
        lyd_place_clear(&item->place);
        found->count--;
        return LYD_OK;
    }
    status = status == LYD_OK ? check_last(found) : status;
    return status == LYD_OK && !target->database ? check_writable(path, &item->place, found->diag) : status;
}

/* The files that SQLite keeps beside a database, by the name of the database itself. */
static lyd_status take_companions(found_targets *found, const lyd_target *target)
{
    static const char *const ends[] = {"-wal", "-shm", "-journal"};
    const char *database =
        found->count > 0 && found->items[found->count - 1].target == target ? found->items[found->count - 1].place.path : NULL;
    lyd_status worst = LYD_OK;
    for (size_t i = 0; database != NULL && i < LYD_COUNT(ends) && worst == LYD_OK; i++) {
        size_t size = strlen(database) + strlen(ends[i]) + 1;
        char *path = malloc(size);
        if (path == NULL) {
            return LYD_ENOMEM;
        }
        (void)snprintf(path, size, "%s%s", database, ends[i]);
        worst = take(found, target, path);
        free(path);
    }
    return worst;
}

#define FILES_MAX 4 /* of a target */

lyd_status lyd_targets_check(const lyd_target *targets, size_t count, lyd_diag *diag)
{
    found_targets found = {.items = calloc(count * FILES_MAX + 1, sizeof(*found.items)), .diag = diag};
    lyd_status worst = found.items == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        lyd_status status = take(&found, &targets[i], targets[i].path);
        if (status == LYD_OK && targets[i].database) {
            status = take_companions(&found, &targets[i]);
        }
        worst = status != LYD_OK ? status : worst;
    }
    for (size_t i = 0; i < found.count; i++) {
        lyd_place_clear(&found.items[i].place);
    }
    free(found.items);
    return worst;
}
