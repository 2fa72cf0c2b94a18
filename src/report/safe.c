/* Text from outside, made safe a character at a time. */
#include "safe.h"

#include <lyncdns/base.h>

#include <stdio.h>
#include <string.h>

bool lyd_safe_next(const char **text, char unit[LYD_SAFE_UNIT])
{
    const unsigned char *p = (const unsigned char *)*text;
    if (*p == '\0') {
        return false;
    }
    size_t length = lyd_text_safe_unit(p, strnlen(*text, 4));
    if (length == 3 && p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) {
        length = 0; /* U+FFFE and U+FFFF: XML 1.0 section 2.2 */
    }
    if (length == 0) {
        (void)snprintf(unit, LYD_SAFE_UNIT, "\\x%02X", *p);
        length = 1;
    } else {
        memcpy(unit, p, length);
        unit[length] = '\0';
    }
    *text += length;
    return true;
}
