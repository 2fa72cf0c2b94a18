/* Where results go: formats and files in pairs, files replaced whole, the line of progress, wrapped prose. */
#include "cli/cli.h"
#include "cli/output/destinations.h"
#include "cli/output/output.h"
#include "cli/output/targets.h"
#include "cli/terminal.h"
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new folder, left when the test ends; tests run in processes of their own. */
static void enter_folder(void)
{
    char folder[] = "/tmp/lyncdns-test-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave_folder(const char *const *files)
{
    char folder[256];
    for (; *files != NULL; files++) {
        (void)unlink(*files);
    }
    ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(folder) == 0, "%s isn't empty", folder);
}

static void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    (void)fputs(text, stream);
    (void)fclose(stream);
}

static void check_text(const char *path, const char *text)
{
    char *content = NULL;
    size_t length = 0;
    ck_assert_int_eq(lyd_file_read(path, 1000, &content, &length, NULL), LYD_OK);
    ck_assert_str_eq(content, text);
    free(content);
}

START_TEST(formats_and_files_in_pairs)
{
    static const struct {
        const char *arguments[12];
        const char *pairs; /* "format>file " of each, "-" for standard output; NULL: an error */
    } rows[] = {
        {{NULL}, "text>- "},
        {{"-f", "json", NULL}, "json>- "},
        {{"-o", "a", NULL}, "text>a "},
        {{"-f", "json", "-o", "a", NULL}, "json>a "},
        {{"-o", "a", "-f", "json", NULL}, "json>a "},
        {{"-f", "json", "-o", "a", "-f", "csv", NULL}, "json>a csv>- "},
        {{"-f", "json", "-f", "csv", "-o", "a", NULL}, "json>a csv>- "},
        {{"-f", "json", "-f", "csv", "-o", "a", "-o", "b", NULL}, "json>a csv>b "},
        {{"-f", "json", "-f", "csv", "-o", "-", "-o", "b", NULL}, "json>- csv>b "},
        {{"-f", "json", "-f", "csv", NULL}, NULL},
        {{"-o", "a", "-o", "b", NULL}, NULL},
        {{"-f", "json", "-o", "a", "-o", "b", NULL}, NULL},
        {{"-f", "json", "-f", "csv", "-o", "a", "-o", "a", NULL}, NULL},
        {{"-f", "json", "-f", "csv", "-o", "-", NULL}, NULL},
        {{"-o", "missing/a", NULL}, NULL},
        {{"-o", ".", NULL}, NULL},
    };
    enter_folder();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_options options;
        lyd_destinations destinations;
        char pairs[128] = "";
        size_t count = 0;
        lyd_diag *diag = lyd_diag_new();
        while (rows[i].arguments[count] != NULL) {
            count++;
        }
        ck_assert_int_eq(lyd_options_parse(lyd_option_rows, LYD_COMMAND_BIT(LYD_COMMAND_AUDIT), rows[i].arguments, count, &options, diag),
                         LYD_OK);
        lyd_status status = lyd_destinations_new(&options, &destinations, diag);
        lyd_target targets[2] = {{"a report", NULL, false}, {"a report", NULL, false}};
        for (size_t k = 0; k < destinations.count; k++) {
            targets[k].path = destinations.items[k].path;
        }
        status = status == LYD_OK ? lyd_targets_check(targets, destinations.count, diag) : status;
        ck_assert_msg((status == LYD_OK) == (rows[i].pairs != NULL), "row %zu", i);
        ck_assert_msg((lyd_diag_errors(diag) == 0) == (status == LYD_OK), "row %zu", i);
        for (size_t k = 0, used = 0; status == LYD_OK && k < destinations.count; k++) {
            const lyd_destination *d = &destinations.items[k];
            used += (size_t)snprintf(pairs + used, sizeof(pairs) - used, "%s>%s ", d->writer->name, d->path != NULL ? d->path : "-");
        }
        ck_assert_msg(status != LYD_OK || strcmp(pairs, rows[i].pairs) == 0, "row %zu: %s", i, pairs);
        free(destinations.items);
        lyd_options_clear(&options);
        lyd_diag_free(diag);
    }
    leave_folder((const char *const[]){NULL}); /* checking left nothing behind */
}
END_TEST

START_TEST(a_file_is_replaced_whole)
{
    lyd_output output;
    struct stat about;
    enter_folder();
    write_text("report", "old");
    ck_assert_int_eq(chmod("report", 0640), 0);
    ck_assert_int_eq(symlink("report", "link"), 0);

    ck_assert_int_eq(lyd_output_open(&output, "link", NULL), LYD_OK);
    (void)fputs("new", output.stream);
    check_text("report", "old");
    ck_assert_int_eq(lyd_output_close(&output, LYD_OK), LYD_OK);
    check_text("report", "new");
    ck_assert(lstat("link", &about) == 0 && S_ISLNK(about.st_mode));
    ck_assert(stat("report", &about) == 0 && (about.st_mode & 0777) == 0640);
    leave_folder((const char *const[]){"report", "link", NULL});
}
END_TEST

START_TEST(a_failure_leaves_the_old_file)
{
    lyd_output output;
    lyd_diag *diag = lyd_diag_new();
    enter_folder();
    write_text("report", "old");
    ck_assert_int_eq(lyd_output_open(&output, "report", diag), LYD_OK);
    (void)fputs("half", output.stream);
    ck_assert_int_eq(lyd_output_close(&output, LYD_ENOMEM), LYD_ENOMEM);
    check_text("report", "old");
    leave_folder((const char *const[]){"report", NULL});
    ck_assert_uint_eq(lyd_diag_errors(diag), 0);
    lyd_diag_free(diag);
}
END_TEST

START_TEST(a_device_is_written_in_place)
{
    lyd_output output;
    struct stat about;
    lyd_diag *diag = lyd_diag_new();
    ck_assert_int_eq(lyd_output_open(&output, "/dev/full", diag), LYD_OK);
    (void)fputs("text", output.stream);
    ck_assert_int_eq(lyd_output_close(&output, LYD_OK), LYD_EIO);
    ck_assert_str_eq(lyd_diag_message(diag, 0), "/dev/full: can't write: No space left on device");
    ck_assert(stat("/dev/full", &about) == 0 && S_ISCHR(about.st_mode));
    lyd_diag_free(diag);
}
END_TEST

START_TEST(progress_is_drawn_and_erased)
{
    static const struct {
        lyd_progress progress;
        const char *text;
    } rows[] = {
        {{.done = 0, .total = 10, .elapsed_ms = 1000}, "0 of 10 lookups, 0/s, waiting, 0 failed"},
        {{.done = 500, .total = 1000, .failed = 3, .elapsed_ms = 1000, .failing = 2, .worst = {{"10.0.0.1:53", 2}, {"[::1]:53", 1}}},
         "500 of 1000 lookups, 500/s, 1 s left, 3 failed: 10.0.0.1:53 2, [::1]:53 1"},
        {{.done = 500,
          .total = 1000,
          .failed = 9,
          .elapsed_ms = 1000,
          .failing = 5,
          .worst = {{"10.0.0.1:53", 3}, {"10.0.0.2:53", 2}, {"10.0.0.3:53", 2}}},
         "500 of 1000 lookups, 500/s, 1 s left, 9 failed: 10.0.0.1:53 3, 10.0.0.2:53 2, 10.0.0.3:53 2 and 2 more servers"},
        {{.done = 100, .total = 100000, .elapsed_ms = 1000}, "100 of 100000 lookups, 100/s, 17 min left, 0 failed"},
        {{.done = 10, .total = 10, .elapsed_ms = 299}, NULL}, /* too soon for a line */
    };
    (void)setenv("COLUMNS", "200", 1);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *drawn = NULL, expected[256] = "";
        size_t size = 0;
        lyd_line line = {.stream = open_memstream(&drawn, &size)};
        if (rows[i].text != NULL) {
            (void)snprintf(expected, sizeof(expected), "\r%s\033[K\r\033[K", rows[i].text);
        }
        lyd_line_progress(&line, &rows[i].progress);
        lyd_line_erase(&line);
        (void)fclose(line.stream);
        ck_assert_str_eq(drawn, expected);
        free(drawn);
    }
}
END_TEST

START_TEST(prose_is_wrapped)
{
    static const struct {
        const char *text;
        int column, indent, width;
        const char *lines;
    } rows[] = {
        {"one two three", 0, 0, 80, "one two three\n"},
        {"one two three", 0, 2, 8, "one two\n  three\n"},
        {"one two", 0, 0, 7, "one two\n"},
        {"one two", 1, 0, 7, "one\ntwo\n"},
        {"unbreakable", 0, 0, 4, "unbreakable\n"},
        {"a\n\nb", 0, 2, 80, "a\n\n  b\n"},
        {"\xc3\xa9\xc3\xa9\xc3\xa9 b", 0, 0, 5, "\xc3\xa9\xc3\xa9\xc3\xa9 b\n"},
        {"", 0, 0, 80, "\n"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);
        lyd_wrap(stream, rows[i].text, rows[i].column, rows[i].indent, rows[i].width);
        (void)fclose(stream);
        ck_assert_msg(strcmp(text, rows[i].lines) == 0, "%s: \"%s\"", rows[i].text, text);
        free(text);
    }
}
END_TEST

LYD_TEST_MAIN("cli output", formats_and_files_in_pairs, a_file_is_replaced_whole, a_failure_leaves_the_old_file,
              a_device_is_written_in_place, progress_is_drawn_and_erased, prose_is_wrapped)
