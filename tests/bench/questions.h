/* questions.h: what the bench programs share: a file of questions ("NAME TYPE" a line, as dnsperf reads it) and a DNS server on IPv4. */
#ifndef LYD_BENCH_QUESTIONS_H
#define LYD_BENCH_QUESTIONS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

typedef struct question {
    const char *name;
    uint16_t type;
} question;

typedef struct question_list {
    char *text; /* the file; the names point into it */
    question *questions;
    size_t count;
} question_list;

/* Exits with a sentence when the file can't be read: these are programs for measuring, run by scripts/bench alone. */
question_list questions_read(const char *path);
void questions_free(question_list *list);

struct sockaddr_in server_address(const char *ip, const char *port);
double now_seconds(void);

#endif
