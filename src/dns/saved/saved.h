/* saved.h: a file of saved answers, read line by line. */
#ifndef LYD_DNS_SAVED_H
#define LYD_DNS_SAVED_H

#include <lyncdns/dns.h>

typedef struct lyd_saved_item {
    const char *name;
    uint16_t server, type; /* SERVER: index into the reader's servers */
    uint32_t next;         /* the next item of this name, or LYD_NONE */
    uint32_t line;
    lyd_answer answer;
} lyd_saved_item;

/* What has been read. */
typedef struct lyd_saved_reader {
    const char *path;
    lyd_diag *diag;
    lyd_arena *arena;
    lyd_saved head;
    lyd_server *servers; /* of all views, each text once */
    size_t server_count;
    lyd_map *server_index; /* by text */
    lyd_saved_item *items; /* in the file's order */
    size_t count, capacity;
    lyd_map *index; /* name to its first item */
    size_t line;    /* lines read */
    bool ended;     /* the last line was read */
    bool stopped;
} lyd_saved_reader;

lyd_status lyd_saved_start(lyd_saved_reader *reader, const char *path, lyd_diag *diag);
void lyd_saved_clear(lyd_saved_reader *reader);

/* Takes one line, without its end. The first mistake ends the reading: what follows a damaged line can't be trusted. */
lyd_status lyd_saved_line(lyd_saved_reader *reader, const char *text, size_t length);

/* To be called after the last line: is it whole? */
lyd_status lyd_saved_end(lyd_saved_reader *reader);

/* The item for a question, or NULL. *HINT is where the next one is likely to stand. */
const lyd_saved_item *lyd_saved_find(const lyd_saved_reader *reader, const char *name, uint16_t server, uint16_t type, size_t *hint);

#endif
