/* Dates and durations as people write them, and points in time as ISO 8601 has them. */
#include <lyncdns/base.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days before YEAR-MONTH-DAY since 1970-01-01, proleptic Gregorian; the year begins in March, so that a leap day is its last. */
static int64_t day_number(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool digits(const char *text, size_t count, int *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool lyd_date_parse(const char *text, int64_t *day)
{
    int y, m, d;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &y) || !digits(text + 5, 2, &m) ||
        !digits(text + 8, 2, &d)) {
        return false;
    }
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m)) {
        return false;
    }
    *day = day_number(y, m, d);
    return true;
}

bool lyd_duration_parse(const char *text, int64_t *milliseconds)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"", 1e3}, {"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"min", 6e4}, {"h", 36e5}, {"d", 864e5}, {"w", 6048e5}};
    const double century = 100.0 * 366 * 864e5;
    char *end = NULL;
    if (!isdigit((unsigned char)text[0])) {
        return false;
    }
    /* Decimal digits and a point only: strtod would take "0x1p3" too. */
    size_t number = strspn(text, "0123456789.");
    double value = strtod(text, &end);
    if (end != text + number) {
        return false;
    }
    for (size_t i = 0; i < LYD_COUNT(units); i++) {
        if (strcmp(end, units[i].unit) == 0 && value * units[i].factor <= century) {
            *milliseconds = (int64_t)(value * units[i].factor + 0.5);
            return true;
        }
    }
    return false;
}

void lyd_time_format(int64_t seconds, char text[LYD_TIME_TEXT])
{
    time_t time = (time_t)seconds;
    struct tm tm;
    if (gmtime_r(&time, &tm) == NULL || strftime(text, LYD_TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
        (void)snprintf(text, LYD_TIME_TEXT, "@%lld", (long long)seconds); /* a year that tm_year can't hold */
    }
}

bool lyd_time_parse(const char *text, int64_t *seconds)
{
    char date[] = "YYYY-MM-DD";
    int64_t day;
    int hour, minute, second;
    if (strlen(text) != strlen("YYYY-MM-DDTHH:MM:SSZ") || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
        return false;
    }
    memcpy(date, text, sizeof(date) - 1);
    if (!lyd_date_parse(date, &day) || !digits(text + 11, 2, &hour) || !digits(text + 14, 2, &minute) || !digits(text + 17, 2, &second) ||
        hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    *seconds = day * 86400 + hour * 3600 + minute * 60 + second;
    return lyd_time_valid(*seconds);
}

bool lyd_time_valid(int64_t seconds)
{
    return seconds >= 0 && seconds <= LYD_TIME_MAX;
}

/* ---- ages ---- */

#define AHEAD_MAX_S 300

lyd_span lyd_span_before(int64_t now, double milliseconds)
{
    return (lyd_span){.from = now - (int64_t)(milliseconds / 1000), .until = now + AHEAD_MAX_S};
}

const char *lyd_span_fault(const lyd_span *span, int64_t seconds)
{
    return seconds > span->until ? "in the future: set the clocks" : seconds < span->from ? "older than --max-age allows" : NULL;
}

int64_t lyd_monotonic_us(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
