/* Objects of Export-Clixml and Export-Csv as trees, and what is found in them. */
#include "topology/exports/value.h"

#include "suite.h"

#include <string.h>

typedef struct fixture {
    lyd_arena *arena;
    lyd_diag *diag;
    lyd_builder *builder;
    lyd_value *objects;
    lyd_status status;
} fixture;

static fixture read_text(lyd_value_reader *read, const char *text)
{
    fixture f = {.arena = lyd_arena_new(), .diag = lyd_diag_new()};
    f.builder = lyd_builder_new(f.diag);
    ck_assert(f.arena != NULL && f.diag != NULL && f.builder != NULL && lyd_builder_begin(f.builder, "export") == LYD_OK);
    f.status = read(f.builder, text, strlen(text), f.arena, &f.objects);
    return f;
}

static void done(fixture *f)
{
    lyd_topology *topology = NULL;
    (void)lyd_builder_finish(f->builder, &topology);
    lyd_topology_free(topology);
    lyd_diag_free(f->diag);
    lyd_arena_free(f->arena);
}

#define OBJECT(properties) "<Objs><Obj RefId='0'><TN RefId='0'><T>X</T></TN><Props>" properties "</Props></Obj></Objs>"

START_TEST(texts)
{
    static const struct {
        const char *property, *text; /* NULL: null, or not there */
    } rows[] = {
        {"<S N='P'>plain</S>", "plain"},
        {"<S N='p'>the case of a name</S>", "the case of a name"},
        {"<I32 N='P'>5</I32>", "5"},
        {"<Future N='P'>any type</Future>", "any type"},
        {"<S N='P'/>", NULL},
        {"<Nil N='P'/>", NULL},
        {"<S N='Other'>x</S>", NULL},
        {"<S N='P'>a_x0020_b_x000D__x000A_</S>", "a b\r\n"},
        {"<S N='P'>_x005F_x0041_</S>", "_x0041_"},
        {"<S N='P'>_xD83D__xDE00_</S>", "\xF0\x9F\x98\x80"},
        {"<S N='P'>_xD83D_x_x0000_</S>", "\xEF\xBF\xBDx\xEF\xBF\xBD"},
        {"<S N='P'>_x00G0_ _x41_ _</S>", "_x00G0_ _x41_ _"},
        {"<S N='_x0050_'>a name</S>", "a name"},
        {"<Obj N='P' RefId='1'><ToString>Any</ToString><I32>2</I32></Obj>", "Any"},
        {"<Obj N='P' RefId='1'><I32>2</I32></Obj>", "2"},
        {"<Obj N='P' RefId='1'><ToString>shown</ToString><Props><S N='Q'>x</S></Props></Obj>", "shown"},
        {"<Obj N='P' RefId='1'><LST><S>x</S></LST></Obj>", NULL},
        {"<Obj N='Q' RefId='7'><ToString>x</ToString></Obj><Ref N='P' RefId='7'/>", "x"},
        {"<Ref N='P' RefId='7'/>", NULL},
        {"<Ref N='P' RefId='0'/>", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), OBJECT("%s"), rows[i].property);
        fixture f = read_text(lyd_clixml_read, text);
        ck_assert_msg(f.status == LYD_OK && f.objects != NULL && f.objects->next == NULL, "%s", rows[i].property);
        const char *found = lyd_value_text(f.objects, "P");
        ck_assert_msg(rows[i].text == NULL ? found == NULL : found != NULL && strcmp(found, rows[i].text) == 0, "%s gives %s",
                      rows[i].property, found == NULL ? "nothing" : found);
        done(&f);
    }
}
END_TEST

START_TEST(lists)
{
    static const struct {
        const char *property, *texts;
    } rows[] = {
        {"<Obj N='P' RefId='1'><LST><S>a</S><Nil/><S>b</S></LST><Props><I32 N='Count'>3</I32></Props></Obj>", "a b "},
        {"<Obj N='P' RefId='1'><Props><I32 N='Count'>2</I32></Props><QUE><S>a</S><S>b</S></QUE></Obj>", "a b "},
        {"<S N='P'>one</S><S N='Q'>other</S>", "one "},
        {"<Nil N='P'/><S N='Q'>other</S>", ""},
        {"<S N='Q'>other</S>", ""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[512], found[64] = "";
        (void)snprintf(text, sizeof(text), OBJECT("%s"), rows[i].property);
        fixture f = read_text(lyd_clixml_read, text);
        for (const lyd_value *v = lyd_value_each(f.objects, "P", NULL); v != NULL; v = lyd_value_each(f.objects, "P", v)) {
            (void)snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s ", v->text);
        }
        ck_assert_str_eq(found, rows[i].texts);
        done(&f);
    }
}
END_TEST

START_TEST(truths_and_numbers)
{
    static const struct {
        const char *properties, *name;
        lyd_truth truth;
        long number;
    } rows[] = {
        {"<B N='P'>true</B>", "P", LYD_TRUE, -1},
        {"<S N='P'>False</S>", "P", LYD_FALSE, -1},
        {"<S N='P'>Wahr</S>", "P", LYD_TRUTH_OTHER, -1},
        {"<S N='P'/>", "P", LYD_TRUTH_NONE, -1},
        {"<I32 N='P'>7</I32>", "P", LYD_TRUTH_OTHER, 7},
        {"<Db N='P'>7,5</Db>", "P", LYD_TRUTH_OTHER, -1},
        {"<I32 N='P'>-7</I32>", "P", LYD_TRUTH_OTHER, -1},
        {"<I32 N='P'>10</I32>", "P", LYD_TRUTH_OTHER, -1}, /* more than the most */
        {"<I64 N='P'>99999999999999999999</I64>", "P", LYD_TRUTH_OTHER, -1},
        {"<Obj N='P' RefId='1'><Props><B N='Q'>true</B></Props></Obj>", "P.Q", LYD_TRUE, -1},
        {"<S N='P'>Enabled=False;Q=True;R=x</S>", "P.Q", LYD_TRUE, -1},
        {"<S N='P'>{Q=False}</S>", "P.Q", LYD_FALSE, -1},
        {"<S N='P'>NoQ=True;Qu=True;Q</S>", "P.Q", LYD_TRUTH_NONE, -1},
        {"<Obj N='P' RefId='1'><ToString>Q=True</ToString><Props><S N='R'>x</S></Props></Obj>", "P.Q", LYD_TRUE, -1},
        {"", "P.Q", LYD_TRUTH_NONE, -1},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), OBJECT("%s"), rows[i].properties);
        fixture f = read_text(lyd_clixml_read, text);
        ck_assert_msg(lyd_value_truth(f.objects, rows[i].name) == rows[i].truth, "%s", rows[i].properties);
        ck_assert_msg(lyd_value_number(f.objects, rows[i].name, 9) == rows[i].number, "%s", rows[i].properties);
        done(&f);
    }
}
END_TEST

START_TEST(rows_of_csv)
{
    fixture f = read_text(lyd_rows_read, "#TYPE X\r\n\"Name\";\"List\";\"Empty\"\r\n\"a;\"\"b\";\"System.Object[]\";\r\nc;d;e\r\n");
    ck_assert_int_eq(f.status, LYD_OK);
    const lyd_value *first = f.objects, *second = first->next;
    ck_assert_str_eq(lyd_value_text(first, "name"), "a;\"b");
    ck_assert_ptr_null(lyd_value_text(first, "List")); /* what Export-Csv leaves of a list */
    ck_assert_ptr_null(lyd_value_text(first, "Empty"));
    ck_assert_str_eq(lyd_value_text(second, "Empty"), "e");
    ck_assert_uint_eq(second->line, 4);
    ck_assert_ptr_null(second->next);
    done(&f);
    f = read_text(lyd_rows_read, "Name,Other\nx\n");
    ck_assert_int_eq(f.status, LYD_OK); /* the builder knows */
    ck_assert_int_eq(lyd_builder_status(f.builder), LYD_EINVAL);
    done(&f);
}
END_TEST

LYD_TEST_MAIN("topology exports", texts, lists, truths_and_numbers, rows_of_csv)
