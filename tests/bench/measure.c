/* measure: what a program takes: a small parent, since a process inherits the peak memory of the one that started it.
 *
 *     measure FILE PROGRAM ARGUMENT...
 *
 * Writes to FILE: wall, user and system seconds, peak KiB, exit code (128 and more: the signal that ended it). */
#define _DEFAULT_SOURCE
#include "questions.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    if (argc < 3) {
        (void)fprintf(stderr, "usage: measure FILE PROGRAM ARGUMENT...\n");
        return 2;
    }
    double start = now_seconds();
    pid_t pid = fork();
    if (pid == 0) {
        (void)execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        perror("measure");
        return 2;
    }
    double wall = now_seconds() - start;
    FILE *file = fopen(argv[1], "w");
    if (file == NULL) {
        perror(argv[1]);
        return 2;
    }
    (void)fprintf(file, "%.6f %.6f %.6f %ld %d\n", wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
                  WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(file) == 0 ? 0 : 2;
}
