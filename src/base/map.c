/* A hash table from text to a number. */
#include <lyncdns/base.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Open addressing with linear probing: two words an entry, at most two thirds full. Keys come from untrusted files, so the hash is
 * seeded. */
typedef struct slot {
    const char *key; /* NULL: free */
    uint32_t hash, value;
} slot;

struct lyd_map {
    slot *slots;
    size_t size, count; /* size: a power of two */
    uint64_t seed;
};

static uint32_t hash_text(const lyd_map *map, const char *text)
{
    uint64_t h = map->seed;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        h = (h ^ *p) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return (uint32_t)(h >> 16);
}

lyd_map *lyd_map_new(void)
{
    lyd_map *map = calloc(1, sizeof(*map));
    struct timespec now = {0, 0};
    if (map == NULL) {
        return NULL;
    }
    map->size = 16;
    map->slots = calloc(map->size, sizeof(*map->slots));
    if (map->slots == NULL) {
        free(map);
        return NULL;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    /* The seed comes from heap addresses and the clock: enough that no file can be crafted to collide. */
    map->seed = (uint64_t)(uintptr_t)map ^ (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec;
    return map;
}

void lyd_map_free(lyd_map *map)
{
    if (map != NULL) {
        free(map->slots);
        free(map);
    }
}

/* The slot of KEY, or the free one where it belongs. */
static slot *find(const lyd_map *map, const char *key, uint32_t hash)
{
    size_t i = hash & (map->size - 1);
    while (map->slots[i].key != NULL && (map->slots[i].hash != hash || strcmp(map->slots[i].key, key) != 0)) {
        i = (i + 1) & (map->size - 1);
    }
    return &map->slots[i];
}

static lyd_status enlarge(lyd_map *map)
{
    lyd_map larger = *map;
    larger.size = map->size * 2;
    larger.slots = calloc(larger.size, sizeof(*larger.slots));
    if (larger.slots == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < map->size; i++) {
        if (map->slots[i].key != NULL) {
            *find(&larger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
    return LYD_OK;
}

lyd_status lyd_map_put(lyd_map *map, const char *key, uint32_t value)
{
    uint32_t hash = hash_text(map, key);
    slot *s = find(map, key, hash);
    if (s->key == NULL) {
        if ((map->count + 1) * 3 > map->size * 2) {
            if (enlarge(map) != LYD_OK) {
                return LYD_ENOMEM;
            }
            s = find(map, key, hash);
        }
        map->count++;
        s->key = key;
        s->hash = hash;
    }
    s->value = value;
    return LYD_OK;
}

bool lyd_map_get(const lyd_map *map, const char *key, uint32_t *value)
{
    const slot *s = find(map, key, hash_text(map, key));
    if (s->key == NULL) {
        return false;
    }
    *value = s->value;
    return true;
}

size_t lyd_map_count(const lyd_map *map)
{
    return map->count;
}
