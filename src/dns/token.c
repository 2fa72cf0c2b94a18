/* The words of zone files and scripts. */
#include "token.h"

#include <string.h>
#include <strings.h>

bool lyd_token_is(const lyd_token *token, const char *word)
{
    return !token->quoted && strlen(word) == token->length && strncasecmp(token->text, word, token->length) == 0;
}

bool lyd_token_is_any(const lyd_token *token, const char *const *words, size_t count)
{
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = lyd_token_is(token, words[i]);
    }
    return found;
}

lyd_token lyd_token_span(const lyd_token *words, size_t count)
{
    lyd_token span = words[0];
    span.length = (size_t)(words[count - 1].text + words[count - 1].length - span.text);
    return span;
}

bool lyd_token_number(const lyd_token *token, uint32_t most, uint32_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < token->length; i++) {
        if (token->text[i] < '0' || token->text[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(token->text[i] - '0');
        if (value > most) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return token->length > 0;
}

/* 0: no unit. */
static uint32_t unit_seconds(char c)
{
    static const struct {
        char letters[3];
        uint32_t seconds;
    } units[] = {{"sS", 1}, {"mM", 60}, {"hH", 3600}, {"dD", 86400}, {"wW", 604800}};
    uint32_t found = 0;
    for (size_t i = 0; i < LYD_COUNT(units) && found == 0; i++) {
        found = c == units[i].letters[0] || c == units[i].letters[1] ? units[i].seconds : 0;
    }
    return found;
}

bool lyd_period_parse(const char *text, size_t length, uint32_t *seconds)
{
    uint64_t sum = 0, number = 0;
    bool digits = false, units = false;
    for (size_t i = 0; i < length; i++) {
        uint32_t unit = unit_seconds(text[i]);
        if (text[i] >= '0' && text[i] <= '9') {
            number = number * 10 + (uint64_t)(text[i] - '0');
            digits = true;
        } else if (unit > 0 && digits) {
            sum += number * unit;
            number = 0;
            digits = false;
            units = true;
        } else {
            return false;
        }
        if (number > UINT32_MAX || sum > UINT32_MAX) {
            return false;
        }
    }
    /* 1h30 isn't a time: a number without a unit stands alone. */
    if (length == 0 || text[0] < '0' || text[0] > '9' || (digits && units)) {
        return false;
    }
    sum += number;
    *seconds = (uint32_t)sum;
    return sum <= UINT32_MAX;
}
