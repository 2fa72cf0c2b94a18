/* Tables of names: a number's name, a name's number, and the nearest name to a misspelling. */
#include <lyncdns/base.h>

#include <ctype.h>
#include <string.h>

const char *lyd_row_name(const lyd_row *table, int id)
{
    for (const lyd_row *row = table; row->name != NULL; row++) {
        if (row->id == id) {
            return row->name;
        }
    }
    return NULL;
}

bool lyd_row_id(const lyd_row *table, const char *name, int *id)
{
    for (const lyd_row *row = table; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            *id = row->id;
            return true;
        }
    }
    return false;
}

const char *lyd_nearest(const char *text, const char *const *names, size_t stride, size_t count)
{
    const char *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const char *name = *(const char *const *)(const void *)((const char *)(const void *)names + i * stride);
        size_t distance = lyd_text_distance(name, text);
        /* A third of the letters wrong is a misspelling, more is another word. */
        if (distance < least && distance <= 1 + strlen(name) / 3) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

const char *lyd_row_nearest(const lyd_row *table, const char *text)
{
    size_t count = 0;
    while (table[count].name != NULL) {
        count++;
    }
    return lyd_nearest(text, &table->name, sizeof(*table), count);
}

const char *lyd_hint(char text[LYD_HINT_TEXT], const char *nearest)
{
    text[0] = '\0';
    if (nearest != NULL) {
        (void)snprintf(text, LYD_HINT_TEXT, "; did you mean \"%s\"?", nearest);
    }
    return text;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

#define DISTANCE_MAX 63

/* Optimal string alignment: three rows of the dynamic program are enough. */
size_t lyd_text_distance(const char *a, const char *b)
{
    size_t rows[3][DISTANCE_MAX + 1];
    size_t a_length = strnlen(a, DISTANCE_MAX);
    size_t b_length = strnlen(b, DISTANCE_MAX);

    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        const size_t *second = rows[(i + 1) % 3]; /* row i - 2 */
        int ca = tolower((unsigned char)a[i - 1]);
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            int cb = tolower((unsigned char)b[j - 1]);
            now[j] = least_of(least_of(above[j] + 1, now[j - 1] + 1), above[j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) && tolower((unsigned char)a[i - 2]) == cb) {
                now[j] = least_of(now[j], second[j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}
