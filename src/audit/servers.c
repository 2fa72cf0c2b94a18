/* The lookups, failures and round trips of each server of each view. */
#include <lyncdns/audit.h>

#include <stdlib.h>

/* Rows are numbered view by view; ROW_OF[view * server_count + server] is the row of a server in a view. */
typedef struct tally {
    uint32_t *row_of;
    size_t *begin; /* of each row: where its round trips begin in RTT; one more than rows */
    size_t *filled;
    uint32_t *rtt; /* microseconds */
} tally;

/* The K-th smallest (from 0) of COUNT values, which are reordered: Hoare's selection, the middle element as pivot. Sorting 400,000 round
 * trips took a fortieth of a whole audit. */
static uint32_t select_smallest(uint32_t *values, size_t count, size_t k)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        uint32_t pivot = values[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i >= j) {
                break;
            }
            uint32_t swap = values[i];
            values[i++] = values[j];
            values[j--] = swap;
        }
        /* Values up to J are at most the pivot, those after it at least. */
        if (k <= j) {
            high = j;
        } else {
            low = j + 1;
        }
    }
    return values[k];
}

/* Calls VISIT for each lookup, once for each view of its name that its server is in. */
static void each_lookup(const lyd_case *c, const tally *t, lyd_server_summary *rows,
                        void (*visit)(const tally *t, uint32_t row, lyd_server_summary *summary, const lyd_answer *answer))
{
    for (uint32_t n = 0; n < lyd_case_names(c); n++) {
        uint32_t views = lyd_case_views(c, n);
        for (uint32_t q = c->first[n]; q < c->first[n + 1]; q++) {
            for (size_t v = 0; v < c->topology->view_count && !lyd_case_repeats(c, q); v++) {
                uint32_t row = t->row_of[v * c->server_count + c->questions[q].server];
                if ((views >> v & 1u) != 0 && row != LYD_NONE) {
                    visit(t, row, &rows[row], &c->answers[q]);
                }
            }
        }
    }
}

static void count_lookup(const tally *t, uint32_t row, lyd_server_summary *summary, const lyd_answer *answer)
{
    bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
    summary->lookups++;
    summary->failed += failed ? 1 : 0;
    bool told = lyd_answer_cause_is_network(answer->cause) || answer->cause == LYD_NOT_SAVED;
    summary->refusal = told ? (lyd_answer_cause)answer->cause : summary->refusal;
    summary->resent += answer->resent > 0 ? 1 : 0;
    summary->over_tcp = summary->over_tcp || answer->over_tcp;
    if (answer->rtt_us > 0) {
        t->begin[row + 1]++;
    }
    /* An answer of a zone file or a saved one took no time, but is a reply. */
    if (answer->rtt_us > 0 || !failed) {
        summary->reachable = true;
    }
}

static void keep_rtt(const tally *t, uint32_t row, lyd_server_summary *summary, const lyd_answer *answer)
{
    (void)summary;
    if (answer->rtt_us > 0) {
        t->rtt[t->begin[row] + t->filled[row]++] = answer->rtt_us;
    }
}

/* How the network refused the queries of a server, in each of its rows: once it is given up for that in one view, those of another aren't
 * even sent. */
static void share_refusals(const lyd_case *c, const tally *t, lyd_server_summary *rows)
{
    for (size_t s = 0; s < c->server_count; s++) {
        lyd_answer_cause refusal = LYD_ASKED;
        for (size_t v = 0; v < c->topology->view_count; v++) {
            uint32_t row = t->row_of[v * c->server_count + s];
            refusal = row != LYD_NONE && lyd_answer_cause_is_network(rows[row].refusal) ? rows[row].refusal : refusal;
        }
        for (size_t v = 0; v < c->topology->view_count && refusal != LYD_ASKED; v++) {
            uint32_t row = t->row_of[v * c->server_count + s];
            if (row != LYD_NONE && rows[row].failed > 0) {
                rows[row].refusal = refusal;
            }
        }
    }
}

static void summarize_rtt(lyd_server_summary *row, uint32_t *rtt, size_t count)
{
    if (count == 0) {
        return;
    }
    uint32_t upper = select_smallest(rtt, count, count / 2);
    uint32_t lower = count % 2 == 1 ? upper : select_smallest(rtt, count, count / 2 - 1);
    row->rtt_ms_median = ((double)lower + (double)upper) / 2e3;
    row->rtt_ms_max = select_smallest(rtt, count, count - 1) / 1e3;
}

/* 0: never. */
static int64_t asked_at(const lyd_server *server, int64_t started)
{
    return server->asked != 0 || server->absent ? server->asked : started;
}

/* Numbers the rows and names them; ROW_OF is LYD_NONE elsewhere. */
static void name_rows(const lyd_case *c, int64_t started, tally *t, lyd_server_summary *rows)
{
    uint32_t row = 0;
    for (size_t i = 0; i < c->topology->view_count * c->server_count; i++) {
        t->row_of[i] = LYD_NONE;
    }
    for (size_t v = 0; v < c->topology->view_count; v++) {
        const lyd_view *view = &c->topology->views[v];
        for (size_t i = 0; i < view->server_count; i++) {
            uint16_t server = c->view_servers[v][i];
            rows[row] = (lyd_server_summary){.view = view->name,
                                             .server = c->servers[server].text,
                                             .vantage = view->servers[i].vantage,
                                             .asked = asked_at(&view->servers[i], started)};
            t->row_of[v * c->server_count + server] = row++;
        }
    }
}

lyd_status lyd_run_servers(lyd_run *run, lyd_server_summary **rows, size_t *count)
{
    const lyd_case *c = &run->facts;
    size_t n = 0;
    *rows = run->servers;
    *count = run->server_count;
    if (run->servers != NULL) {
        return LYD_OK;
    }
    for (size_t v = 0; v < c->topology->view_count; v++) {
        n += c->topology->views[v].server_count;
    }
    lyd_server_summary *r = lyd_arena_zalloc(run->arena, n, sizeof(*r));
    tally t = {
        .row_of = malloc((c->topology->view_count * c->server_count + 1) * sizeof(*t.row_of)),
        .begin = calloc(n + 1, sizeof(*t.begin)),
        .filled = calloc(n + 1, sizeof(*t.filled)),
    };
    lyd_status status = LYD_ENOMEM;
    if (r == NULL || t.row_of == NULL || t.begin == NULL || t.filled == NULL) {
        goto done;
    }
    name_rows(c, run->started, &t, r);
    each_lookup(c, &t, r, count_lookup);
    share_refusals(c, &t, r);
    for (size_t i = 0; i < n; i++) {
        t.begin[i + 1] += t.begin[i];
    }
    t.rtt = malloc((t.begin[n] + 1) * sizeof(*t.rtt));
    if (t.rtt == NULL) {
        goto done;
    }
    each_lookup(c, &t, r, keep_rtt);
    for (size_t i = 0; i < n; i++) {
        summarize_rtt(&r[i], t.rtt + t.begin[i], t.filled[i]);
    }
    *rows = run->servers = r;
    *count = run->server_count = n;
    status = LYD_OK;

done:
    free(t.row_of);
    free(t.begin);
    free(t.filled);
    free(t.rtt);
    return status;
}
