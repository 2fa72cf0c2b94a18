/* Markdown, for a ticket: the verdict, then each finding with its reason, its evidence and a list of what to do.
 *
 * Foreign text is escaped: it can't make a heading, a link, an image, a mention or HTML of a ticket.
 * Source: CommonMark 0.31, section 2.4 "Backslash escapes"; GitHub Flavored Markdown, "Task list items". */
#include "sentence.h"
#include "shared.h"
#include "writers.h"

#include <ctype.h>
#include <string.h>

/* Any ASCII punctuation character may have a backslash before it; those that stand in ordinary sentences and begin nothing inside a line
 * have none. Two things are found in the finished text, whatever is escaped: a web address, unless its slash is escaped, and a mention,
 * which an invisible U+200B keeps from notifying anybody. */
static void put_part(FILE *stream, const char *text, const char *end)
{
    char unit[LYD_SAFE_UNIT];
    bool colon = false;
    while (text < end && lyd_safe_next(&text, unit)) {
        bool escaped = unit[0] == '\\' || (colon && unit[0] == '/') ||
                       (ispunct((unsigned char)unit[0]) && strchr(",.:;'\"/%?()=-+@", unit[0]) == NULL);
        (void)fprintf(stream, "%s%s%s", escaped ? "\\" : "", unit, unit[0] == '@' ? "\xE2\x80\x8B" : "");
        colon = unit[0] == ':';
    }
}

static void put_text(FILE *stream, const char *text)
{
    put_part(stream, text, text + strlen(text));
}

/* As a span of code, where no character means anything: its fence is longer than any run of backticks in it (section 6.1). */
static void put_code(FILE *stream, const char *text)
{
    size_t longest = 0, run = 0;
    for (const char *p = text; *p != '\0'; p++) {
        run = *p == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++) {
        (void)fputc('`', stream);
    }
    bool padded = longest > 0;
    (void)fputs(padded ? " " : "", stream);
    lyd_text_print_safe(stream, text);
    (void)fputs(padded ? " " : "", stream);
    for (size_t i = 0; i <= longest; i++) {
        (void)fputc('`', stream);
    }
}

/* ---- a finding ---- */

/* A box to tick for each action. "Or" stands before one that takes the place of those before it. */
static void put_actions(FILE *stream, const lyd_finding *finding)
{
    for (size_t i = 0; i < finding->action_count; i++) {
        const lyd_action *action = &finding->actions[i];
        (void)fprintf(stream, "- [ ] %s**%s**: ", action->instead ? "or " : "", lyd_owner_title(action->owner));
        put_text(stream, action->text);
        (void)fputc('\n', stream);
    }
    if (finding->action_count == 0) { /* of the history, which keeps the text alone */
        (void)fputs("- [ ] ", stream);
        put_part(stream, finding->remedy, finding->remedy + strcspn(finding->remedy, "\n"));
        (void)fputc('\n', stream);
    }
}

/* They are the lines of the remedy after the first. */
static void put_commands(FILE *stream, const lyd_finding *finding)
{
    const char *end = strchr(finding->remedy, '\n');
    if (end == NULL) {
        return;
    }
    (void)fputs("\n```powershell\n", stream);
    for (const char *line = end; line != NULL; line = strchr(line, '\n')) {
        line++;
        lyd_text_print_part(stream, line, strcspn(line, "\n"));
        (void)fputc('\n', stream);
    }
    (void)fputs("```\n", stream);
}

static void put_reference(FILE *stream, const lyd_finding *finding)
{
    const char *reference = lyd_finding_reference(finding);
    const lyd_document *document;
    (void)fputs("\nReference: ", stream);
    put_text(stream, reference);
    for (size_t i = 0; (document = lyd_document_cited(reference, i)) != NULL; i++) {
        if (document->url != NULL) {
            (void)fprintf(stream, "%s<%s>", i == 0 ? ": " : ", ", document->url);
        }
    }
    (void)fputc('\n', stream);
}

static void put_finding(FILE *stream, const lyd_finding *finding)
{
    (void)fprintf(stream, "\n### %s: ", lyd_row_name(lyd_severity_names, (int)finding->severity));
    put_text(stream, finding->message);
    (void)fputs("\n\n", stream);
    put_code(stream, finding->key);
    (void)fputs(". ", stream);
    put_text(stream, finding->rule->why);
    (void)fputs("\n\n", stream);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        (void)fputs("- ", stream);
        put_code(stream, finding->evidence[i]);
        (void)fputc('\n', stream);
    }
    (void)fputs("\nTo do:\n\n", stream);
    put_actions(stream, finding);
    put_commands(stream, finding);
    put_reference(stream, finding);
}

static void put_waived(FILE *stream, const lyd_finding *finding)
{
    (void)fputs("- ", stream);
    put_code(stream, finding->key);
    (void)fprintf(stream, " until %s: ", finding->waiver->expires);
    put_text(stream, finding->waiver->reason);
    (void)fputc('\n', stream);
}

/* ---- a run ---- */

static lyd_status put_head(FILE *stream, lyd_run *run)
{
    lyd_sentence sentence;
    char started[LYD_TIME_TEXT];
    lyd_status status = lyd_sentence_of(run, &sentence);
    if (status != LYD_OK) {
        return status;
    }
    lyd_time_format(run->started, started);
    (void)fputs("# DNS audit of ", stream);
    put_text(stream, run->facts.topology->name);
    (void)fprintf(stream, ": %s\n\n%s: ", sentence.word, sentence.word);
    put_text(stream, sentence.text);
    if (sentence.open != NULL) {
        (void)fputc(' ', stream);
        put_text(stream, sentence.open);
    }
    (void)fprintf(stream, "\n\nFindings: %s. Lookups: %zu, %zu failed. %s, lyncdns %s.\n", sentence.counts, run->judgement.lookups,
                  run->judgement.failed_lookups, started, LYNCDNS_VERSION);
    lyd_places places;
    status = lyd_places_of(run, true, &places);
    (void)fputs(status == LYD_OK && places.count > 0 ? "\n" : "", stream);
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        (void)fputs("- ", stream);
        put_text(stream, places.lines[i]);
        (void)fputc('\n', stream);
    }
    return status;
}

lyd_status lyd_write_markdown(const lyd_report *report, FILE *stream)
{
    const lyd_judgement *j = &report->run->judgement;
    lyd_status status = put_head(stream, report->run);
    bool waived = false;
    for (size_t i = 0; i < j->finding_count && status == LYD_OK; i++) {
        waived = waived || j->findings[i].waiver != NULL;
        if (j->findings[i].waiver == NULL) {
            put_finding(stream, &j->findings[i]);
        }
    }
    (void)fputs(waived ? "\n## Waived\n\n" : "", stream);
    for (size_t i = 0; i < j->finding_count && waived && status == LYD_OK; i++) {
        if (j->findings[i].waiver != NULL) {
            put_waived(stream, &j->findings[i]);
        }
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}

static void put_list(FILE *stream, const char *title, const lyd_finding *const *findings, size_t count)
{
    (void)fprintf(stream, count > 0 ? "\n## %s\n" : "", title);
    for (size_t i = 0; i < count; i++) {
        put_finding(stream, findings[i]);
    }
}

lyd_status lyd_write_markdown_changes(const lyd_report *report, FILE *stream)
{
    const lyd_diff *changes = report->changes;
    if (lyd_diff_is_empty(changes)) {
        return ferror(stream) ? LYD_EIO : LYD_OK;
    }
    lyd_status status = put_head(stream, report->run);
    put_list(stream, "New", changes->fresh, changes->fresh_count);
    put_list(stream, "Gone", changes->gone, changes->gone_count);
    (void)fputs(changes->changed_count > 0 ? "\n## Changed\n" : "", stream);
    for (size_t i = 0; i < changes->changed_count; i++) {
        put_finding(stream, changes->changed[i].now);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
