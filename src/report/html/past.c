/* This run and the runs before it, as bars and as a table. */
#include "html.h"

#include <string.h>

#define RUNS_MAX 60 /* drawn and listed, this run among them */

#define STEP 14 /* in units of the drawing: a bar and the space after it */
#define BAR 10
#define LABELS 96 /* room for the names of the rows */
#define ROW 64
#define TALLEST 40
#define NARROWEST (LABELS + 168)
#define DATES_APART 18 /* runs: room for a date in the middle */

typedef struct point {
    int64_t started;
    bool complete;
    size_t counts[LYD_ERROR + 1];
} point;

static const struct {
    lyd_severity severity;
    const char *title, *class;
} rows[] = {{LYD_ERROR, "Errors", "bad"}, {LYD_WARNING, "Warnings", "warn"}, {LYD_INFO, "Infos", "note"}};

/* The last of the past runs, then this one; returns how many. */
static size_t collect(const lyd_page *page, point points[RUNS_MAX])
{
    const lyd_report *report = &page->report;
    size_t count = 0, first = report->past_count > RUNS_MAX - 1 ? report->past_count - (RUNS_MAX - 1) : 0;
    for (size_t i = first; i < report->past_count; i++) {
        const lyd_past_run *run = &report->past[i];
        points[count++] =
            (point){run->started, run->complete, {[LYD_ERROR] = run->errors, [LYD_WARNING] = run->warnings, [LYD_INFO] = run->infos}};
    }
    const lyd_judgement *j = page->judgement;
    points[count++] =
        (point){report->run->started,
                j->complete,
                {[LYD_ERROR] = j->counts[LYD_ERROR], [LYD_WARNING] = j->counts[LYD_WARNING], [LYD_INFO] = j->counts[LYD_INFO]}};
    return count;
}

/* Wide enough for two dates. */
static size_t width_of(size_t count)
{
    size_t width = LABELS + count * STEP;
    return width < NARROWEST ? NARROWEST : width;
}

/* Numbers and fixed words only: nothing is escaped. */
static void put_svg(lyd_page *page, const char *format, ...) LYD_PRINTF(2, 3);

static void put_svg(lyd_page *page, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    lyd_xml_raw(&page->xml, text);
}

/* Each severity has its own row, so that no meaning depends on colours; one scale for all, so that rows compare. */
static size_t most_of(const point *points, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        for (size_t row = 0; row < LYD_COUNT(rows); row++) {
            size_t n = points[i].counts[rows[row].severity];
            most = n > most ? n : most;
        }
    }
    return most;
}

static void put_bars(lyd_page *page, const point *points, size_t count, size_t row, size_t most)
{
    size_t base = row * ROW + TALLEST + 12, end = LABELS + count * STEP;
    put_svg(page, "<text x=\"0\" y=\"%zu\">%s</text>", base - 16, rows[row].title);
    put_svg(page, "<text class=\"quiet\" x=\"0\" y=\"%zu\">%zu now</text>", base, points[count - 1].counts[rows[row].severity]);
    put_svg(page, "<text class=\"quiet\" x=\"%d\" y=\"%zu\" text-anchor=\"end\">%zu</text>", LABELS - 6, base - TALLEST + 8, most);
    put_svg(page, "<text class=\"quiet\" x=\"%d\" y=\"%zu\" text-anchor=\"end\">0</text>", LABELS - 6, base);
    put_svg(page, "<path class=\"axis\" d=\"M%d %zuV%zuH%zu\"></path>", LABELS - 3, base - TALLEST, base, end);
    for (size_t i = 0; i < count; i++) {
        size_t n = points[i].counts[rows[row].severity];
        size_t height = n == 0 ? 1 : 3 + (size_t)((double)n / (double)most * (TALLEST - 3));
        put_svg(page, "<rect class=\"%s\" x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%zu\"></rect>", n == 0 ? "none" : rows[row].class,
                LABELS + i * STEP, base - height, BAR, height);
    }
}

static bool same_day(const point *a, const point *b)
{
    char days[2][LYD_TIME_TEXT];
    lyd_time_format(a->started, days[0]);
    lyd_time_format(b->started, days[1]);
    return strncmp(days[0], days[1], strlen("2026-11-27")) == 0;
}

/* The day of the first run, of the last, and of the one in the middle where there is room; a day that all have stands once. */
static void put_dates(lyd_page *page, const point *points, size_t count, size_t y)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    size_t dates = same_day(&points[0], &points[count - 1]) ? 1 : LYD_COUNT(anchors);
    for (size_t k = 0; k < dates; k++) {
        size_t i = k * (count - 1) / 2;
        size_t x = k == 0 ? LABELS : k == 1 ? LABELS + i * STEP + BAR / 2 : width_of(count);
        char day[LYD_TIME_TEXT];
        lyd_time_format(points[i].started, day);
        if (k != 1 || count > DATES_APART) {
            put_svg(page, "<text class=\"quiet\" x=\"%zu\" y=\"%zu\" text-anchor=\"%s\">%.10s</text>", x, y, anchors[k], day);
        }
    }
}

static void put_drawing(lyd_page *page, const point *points, size_t count)
{
    size_t foot = LYD_COUNT(rows) * ROW + 14, dates = foot + 18, width = width_of(count), most = most_of(points, count);
    lyd_page_open(page, "div", "wide");
    lyd_page_attribute(page, "role", "group");
    lyd_page_attribute(page, "aria-label", "Chart of the runs");
    lyd_page_attribute(page, "tabindex", "0");
    lyd_page_open(page, "svg", "past");
    lyd_page_attribute(page, "role", "img");
    lyd_page_attribute(page, "aria-label", "Errors, warnings and infos of each run, oldest first; the table below has the numbers");
    lyd_page_attributef(page, "viewBox", "0 0 %zu %zu", width, dates + 6);
    lyd_page_attributef(page, "width", "%zu", width);
    lyd_page_attributef(page, "height", "%zu", dates + 6);
    for (size_t row = 0; row < LYD_COUNT(rows); row++) {
        put_bars(page, points, count, row, most);
    }
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].complete) {
            put_svg(page, "<text class=\"mark\" x=\"%zu\" y=\"%zu\">?</text>", LABELS + i * STEP + 1, foot);
            any = true;
        }
    }
    if (any) {
        put_svg(page, "<text class=\"quiet\" x=\"0\" y=\"%zu\">Incomplete</text>", foot);
    }
    put_dates(page, points, count, dates);
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_runs(lyd_page *page, const point *points, size_t count)
{
    static const char *const columns[] = {"Started", "Errors", "Warnings", "Infos", "Complete"};
    lyd_page_open(page, "details", NULL);
    lyd_page_leaf(page, "summary", NULL, "Numbers");
    lyd_page_table(page, NULL, "Runs, newest first", columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    for (size_t i = count; i-- > 0;) {
        char started[LYD_TIME_TEXT];
        lyd_time_format(points[i].started, started);
        lyd_page_open(page, "tr", NULL);
        lyd_page_row(page);
        lyd_page_text(page, started);
        lyd_page_text(page, i + 1 == count ? " (this run)" : "");
        lyd_page_close(page);
        for (size_t row = 0; row < LYD_COUNT(rows); row++) {
            lyd_page_leaff(page, "td", "num", "%zu", points[i].counts[rows[row].severity]);
        }
        lyd_page_leaf(page, "td", NULL, points[i].complete ? "yes" : "incomplete");
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
    lyd_page_close(page);
}

void lyd_html_past(lyd_page *page)
{
    point points[RUNS_MAX];
    size_t count = collect(page, points);
    if (page->report.past_count + 1 > count) {
        lyd_page_leaff(page, "p", "lead", "The last %zu of %zu runs in the history.", count, page->report.past_count + 1);
    }
    put_drawing(page, points, count);
    put_runs(page, points, count);
}
