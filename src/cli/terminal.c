#include "terminal.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_LEAST 20
#define WIDTH_MOST 1000

static bool width_fits(long width)
{
    return width >= WIDTH_LEAST && width <= WIDTH_MOST;
}

int lyd_terminal_width(int descriptor)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
    if (width_fits(width)) {
        return (int)width;
    }
    if (isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && width_fits(size.ws_col)) {
        return size.ws_col;
    }
    return LYD_WIDTH_DEFAULT;
}

bool lyd_terminal_capable(int descriptor)
{
    const char *term = getenv("TERM");
    return isatty(descriptor) && term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

bool lyd_terminal_color(const lyd_options *options)
{
    const char *when = lyd_options_value(options, LYD_OPT_COLOR)->text;
    const char *no_color = getenv("NO_COLOR");
    if (strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return (no_color == NULL || no_color[0] == '\0') && lyd_terminal_capable(STDOUT_FILENO);
}
