/* Feeds files to a fuzz target one after another, in libFuzzer's place: a target linked with this replays its corpus with any compiler. An
 * input that breaks a target ends the program; the last line printed is the file's name. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX ((size_t)1 << 20)

/* The whole file, on the heap in a block of its own size, so that a read past its end is seen; NULL: it can't be read. */
static uint8_t *read_input(const char *path, size_t *size)
{
    static uint8_t buffer[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    uint8_t *input = NULL;
    if (file != NULL) {
        *size = fread(buffer, 1, sizeof(buffer), file);
        if (!ferror(file) && feof(file)) {
            input = malloc(*size > 0 ? *size : 1);
        }
        (void)fclose(file);
    }
    if (input != NULL) {
        memcpy(input, buffer, *size);
    }
    return input;
}

int main(int count, char **paths)
{
    for (int i = 1; i < count; i++) {
        size_t size = 0;
        uint8_t *input = read_input(paths[i], &size);
        (void)printf("%s\n", paths[i]);
        (void)fflush(stdout);
        if (input == NULL) {
            (void)fprintf(stderr, "replay: can't read %s\n", paths[i]);
            return 1;
        }
        (void)LLVMFuzzerTestOneInput(input, size);
        free(input);
    }
    return count > 1 ? 0 : 1;
}
