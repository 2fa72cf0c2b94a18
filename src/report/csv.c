/* CSV: a row for each finding (RFC 4180). Lists (subjects, evidence) and the commands of a remedy have a line for each
 * element inside their cell.
 *
 * A spreadsheet runs a cell that begins like a formula, and one whose list separator is ';' may split cells there, quoted or not. So an
 * apostrophe precedes anything that could begin a formula (OWASP, "CSV Injection"). */
#include "csv.h"

#include "shared.h"
#include "writers.h"

#include <string.h>

/* East Asian locales accept the full-width forms as well. */
static bool begins_formula(const char *unit)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    for (size_t i = 0; i < LYD_COUNT(starts); i++) {
        if (strcmp(unit, starts[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void put_part(FILE *stream, const char *text, const char *end)
{
    char unit[LYD_SAFE_UNIT];
    bool start = true;
    while (text < end && lyd_safe_next(&text, unit)) {
        if (start && begins_formula(unit)) {
            (void)fputc('\'', stream);
        }
        if (unit[0] == '"') {
            (void)fputc('"', stream);
        }
        (void)fputs(unit, stream);
        start = unit[0] == ';' || (start && (unit[0] == ' ' || unit[0] == '"'));
    }
}

void lyd_csv_cell(FILE *stream, const char *before, const char *const *lines, size_t count)
{
    (void)fprintf(stream, "%s\"", before);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            (void)fputc('\n', stream);
        }
        put_part(stream, lines[i], lines[i] + strlen(lines[i]));
    }
    (void)fputc('"', stream);
}

/* Its commands keep their lines. */
static void put_remedy(FILE *stream, const char *remedy)
{
    const char *end = remedy + strcspn(remedy, "\n");
    (void)fputs(",\"", stream);
    put_part(stream, remedy, end);
    for (; *end == '\n'; put_part(stream, remedy, end)) {
        (void)fputc('\n', stream);
        remedy = end + 1;
        end = remedy + strcspn(remedy, "\n");
    }
    (void)fputc('"', stream);
}

static void put_row(FILE *stream, const lyd_finding *finding, const lyd_places *places)
{
    const char *severity = lyd_row_name(lyd_severity_names, (int)finding->severity);
    const char *reference = lyd_finding_reference(finding);
    const char *waived = finding->waiver != NULL ? "true" : "false";
    lyd_csv_cell(stream, "", &finding->key, 1);
    lyd_csv_cell(stream, ",", &finding->rule->id, 1);
    lyd_csv_cell(stream, ",", &severity, 1);
    lyd_csv_cell(stream, ",", finding->subjects, finding->subject_count);
    lyd_csv_cell(stream, ",", &finding->message, 1);
    lyd_csv_cell(stream, ",", finding->evidence, finding->evidence_count);
    put_remedy(stream, finding->remedy);
    lyd_csv_cell(stream, ",", &reference, 1);
    lyd_csv_cell(stream, ",", &waived, 1);
    lyd_csv_cell(stream, ",", places->lines, places->count);
    (void)fputs("\r\n", stream);
}

lyd_status lyd_write_csv(const lyd_report *report, FILE *stream)
{
    const lyd_judgement *judgement = &report->run->judgement;
    lyd_places places;
    lyd_status status = lyd_places_of(report->run, false, &places);
    if (status != LYD_OK) {
        return status;
    }
    (void)fputs("key,rule,severity,subjects,message,evidence,remedy,reference,waived,answers\r\n", stream);
    for (size_t i = 0; i < judgement->finding_count; i++) {
        put_row(stream, &judgement->findings[i], &places);
    }
    return ferror(stream) ? LYD_EIO : LYD_OK;
}
