/* A library for LD_PRELOAD with which the clock shows CLOCK_AT seconds since 1970. */
#include <stdlib.h>
#include <time.h>

time_t time(time_t *now)
{
    const char *text = getenv("CLOCK_AT");
    time_t seconds = text != NULL ? (time_t)strtoll(text, NULL, 10) : 0;
    if (now != NULL) {
        *now = seconds;
    }
    return seconds;
}
