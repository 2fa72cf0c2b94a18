/* What the bench programs share: reading the questions and the address of the server. */
#include "questions.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static char *read_text(const char *path)
{
    FILE *stream = fopen(path, "rb");
    long size;
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0 || fseek(stream, 0, SEEK_SET) != 0) {
        die(path);
    }
    char *text = malloc((size_t)size + 1);
    if (text == NULL || fread(text, 1, (size_t)size, stream) != (size_t)size) {
        die(path);
    }
    text[size] = '\0';
    (void)fclose(stream);
    return text;
}

question_list questions_read(const char *path)
{
    question_list list = {read_text(path), NULL, 0};
    size_t lines = 0;
    for (const char *p = list.text; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    list.questions = calloc(lines + 1, sizeof(*list.questions));
    if (list.questions == NULL) {
        die(path);
    }
    for (char *line = strtok(list.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *space = strchr(line, ' ');
        if (space != NULL) {
            *space = '\0';
            list.questions[list.count++] = (question){line, strcmp(space + 1, "AAAA") == 0 ? 28 : 1};
        }
    }
    return list;
}

void questions_free(question_list *list)
{
    free(list->questions);
    free(list->text);
}

struct sockaddr_in server_address(const char *ip, const char *port)
{
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    if (inet_pton(AF_INET, ip, &address.sin_addr) != 1) {
        (void)fprintf(stderr, "%s: not an IPv4 address\n", ip);
        exit(2);
    }
    return address;
}

double now_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
