/* safe.h: text from outside, a character at a time, for formats that escape more. */
#ifndef LYD_REPORT_SAFE_H
#define LYD_REPORT_SAFE_H

#include <stdbool.h>

#define LYD_SAFE_UNIT 8

/* Moves the first character of *TEXT to UNIT, NUL-terminated. A byte that is unsafe for a terminal or not allowed in XML 1.0 becomes \xNN.
 * False at the end. */
bool lyd_safe_next(const char **text, char unit[LYD_SAFE_UNIT]);

#endif
