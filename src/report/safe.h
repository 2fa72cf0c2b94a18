/* safe.h: foreign text, a character at a time, for formats that escape bytes of their own. */
#ifndef LYD_REPORT_SAFE_H
#define LYD_REPORT_SAFE_H

#include <stdbool.h>

#define LYD_SAFE_UNIT 8

/* Takes the first character off *TEXT into UNIT, NUL-terminated; a byte of what a terminal can't be shown or XML 1.0 can't hold becomes
 * \xNN. False at the end. */
bool lyd_safe_next(const char **text, char unit[LYD_SAFE_UNIT]);

#endif
