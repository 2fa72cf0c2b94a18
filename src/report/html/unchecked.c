#include "report/unchecked.h"
#include "html.h"

typedef struct note_taker {
    lyd_page *page;
    bool any;
} note_taker;

static void put_note(void *context, const char *sentence)
{
    note_taker *notes = context;
    if (!notes->any) {
        lyd_page_open(notes->page, "ul", NULL);
        notes->any = true;
    }
    lyd_page_leaf(notes->page, "li", NULL, sentence);
}

void lyd_html_unchecked(lyd_page *page)
{
    note_taker notes = {page, false};
    lyd_page_open(page, "section", NULL);
    lyd_page_attribute(page, "id", "unchecked");
    lyd_page_leaf(page, "h2", NULL, "Not checked");
    lyd_unchecked(page->report.run, put_note, &notes);
    if (notes.any) {
        lyd_page_close(page);
    } else {
        lyd_page_leaf(page, "p", NULL, "Nothing was left out: every support table had something to judge.");
    }
    lyd_page_close(page);
}
