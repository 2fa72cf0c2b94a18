/* The source that asks live servers: one poll loop over all lanes. */
#include "lane.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_UP_MS 10 /* the stop flag is checked this often, in any case */
#define PROGRESS_EVERY 100000

typedef struct live_source {
    lyd_source source;
    lyd_live_options options;
    lyd_server *distrusted; /* servers whose replies over UDP can't be trusted: asked over TCP from then on; texts unset */
    size_t distrusted_count, distrusted_room;
} live_source;

/* ---- setting up ---- */

/* Groups the questions by server, in their order. ORDER has room for all. */
static lyd_status group(const lyd_question *questions, size_t count, lyd_peer *peers, size_t peer_count, uint32_t *order)
{
    for (size_t i = 0; i < count; i++) {
        if (questions[i].server >= peer_count) {
            return LYD_EINVAL;
        }
        peers[questions[i].server].count++;
    }
    for (size_t i = 0; i < peer_count; i++) {
        peers[i].questions = order;
        order += peers[i].count;
    }
    for (size_t i = 0; i < count; i++) {
        lyd_peer *peer = &peers[questions[i].server];
        peer->questions[peer->next++] = (uint32_t)i;
    }
    for (size_t i = 0; i < peer_count; i++) {
        peers[i].next = 0;
    }
    return LYD_OK;
}

static bool is_distrusted(const live_source *live, const lyd_server *server)
{
    for (size_t i = 0; i < live->distrusted_count; i++) {
        if (lyd_server_same(&live->distrusted[i], server)) {
            return true;
        }
    }
    return false;
}

static void set_up_peers(const live_source *live, lyd_asking *asking, const lyd_server *servers, int64_t now)
{
    for (size_t i = 0; i < asking->peer_count; i++) {
        lyd_peer_set_up(&asking->peers[i], asking, &servers[i], now);
        asking->peers[i].forged = asking->peers[i].over_tcp = is_distrusted(live, &servers[i]);
    }
}

/* A server on an interface that isn't there is a mistake, rather than one that doesn't answer. */
static lyd_status check_interfaces(const lyd_server *servers, const lyd_peer *peers, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        struct sockaddr_storage address;
        socklen_t length;
        if (peers[i].count > 0 && !lyd_server_to_socket(&servers[i], &address, &length)) {
            status = lyd_diag_error(diag, NULL, 0, "server %s: there is no network interface \"%s\"", servers[i].text, servers[i].scope);
        }
    }
    return status;
}

/* ---- the loop ---- */

static void run_lanes(lyd_asking *asking, int64_t now)
{
    for (size_t i = 0; i < asking->peer_count; i++) {
        lyd_lane *lanes[] = {&asking->peers[i].udp, &asking->peers[i].tcp};
        for (size_t k = 0; k < LYD_COUNT(lanes); k++) {
            lyd_lane_run(lanes[k], now);
        }
    }
}

static int64_t next_event(lyd_asking *asking, int64_t now)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < asking->peer_count; i++) {
        int64_t udp = lyd_lane_next(&asking->peers[i].udp, now), tcp = lyd_lane_next(&asking->peers[i].tcp, now);
        int64_t least = udp < tcp ? udp : tcp;
        next = least < next ? least : next;
    }
    return next;
}

typedef struct watched {
    struct pollfd *fds;
    lyd_channel **channels; /* of each */
    size_t count, fd_room, channel_room;
} watched;

static bool watch_channel(watched *w, lyd_channel *channel)
{
    size_t more = lyd_channel_watch(channel, NULL, 0);
    while (w->fd_room < w->count + more || w->channel_room < w->count + more) {
        if (lyd_grow((void **)&w->fds, &w->fd_room, w->fd_room, sizeof(*w->fds)) != LYD_OK ||
            lyd_grow((void **)&w->channels, &w->channel_room, w->channel_room, sizeof(lyd_channel *)) != LYD_OK) {
            return false;
        }
    }
    if (more > 0) {
        (void)lyd_channel_watch(channel, w->fds + w->count, more);
    }
    for (; more > 0; more--) {
        w->channels[w->count++] = channel;
    }
    return true;
}

static bool watch_all(lyd_asking *asking, watched *w)
{
    w->count = 0;
    for (size_t i = 0; i < asking->peer_count; i++) {
        if (!watch_channel(w, &asking->peers[i].udp.channel) || !watch_channel(w, &asking->peers[i].tcp.channel)) {
            return false;
        }
    }
    return true;
}

static void wait_and_read(lyd_asking *asking, watched *w)
{
    if (!watch_all(asking, w)) {
        asking->status = LYD_ENOMEM;
        return;
    }
    int64_t now = lyd_monotonic_us(), next = next_event(asking, now);
    int64_t wait = next <= now ? 0 : next == INT64_MAX ? LOOK_UP_MS : (next - now + 999) / 1000;
    int ready = poll(w->fds, (nfds_t)w->count, wait < LOOK_UP_MS ? (int)wait : LOOK_UP_MS);
    for (size_t i = 0; ready > 0 && i < w->count; i++) {
        if (w->fds[i].revents != 0) {
            lyd_channel_process(w->channels[i], &w->fds[i]);
        }
    }
}

static bool stopped(const lyd_live_options *options, int64_t now)
{
    return (options->stop != NULL && *options->stop != 0) || (options->deadline_ms != 0 && now / 1000 >= options->deadline_ms);
}

/* Puts a server among the worst, if it is one of them. */
static void rank_server(lyd_progress *progress, const lyd_peer *peer)
{
    size_t at = LYD_PROGRESS_WORST;
    if (peer->failed == 0) {
        return;
    }
    progress->failing++;
    for (; at > 0 && peer->failed > progress->worst[at - 1].failed; at--) {
        if (at < LYD_PROGRESS_WORST) {
            progress->worst[at] = progress->worst[at - 1];
        }
    }
    if (at < LYD_PROGRESS_WORST) {
        progress->worst[at] = (lyd_progress_server){peer->server->text, peer->failed};
    }
}

static void show_progress(const lyd_asking *asking, int64_t started, int64_t now)
{
    lyd_progress progress = {.done = asking->done, .total = asking->total, .failed = asking->failed, .elapsed_ms = (now - started) / 1000};
    for (size_t i = 0; i < asking->peer_count; i++) {
        rank_server(&progress, &asking->peers[i]);
    }
    asking->options->progress(asking->options->progress_context, &progress);
}

static void loop(lyd_asking *asking, watched *w)
{
    int64_t now = lyd_monotonic_us(), started = now, shown = now;
    while (asking->done < asking->total && asking->status == LYD_OK) {
        if (stopped(asking->options, now)) {
            asking->status = LYD_ESTOPPED;
            break;
        }
        run_lanes(asking, now);
        if (asking->done < asking->total && asking->status == LYD_OK) {
            wait_and_read(asking, w);
        }
        now = lyd_monotonic_us();
        if (asking->options->progress != NULL && now - shown >= PROGRESS_EVERY) {
            shown = now;
            show_progress(asking, started, now);
        }
    }
}

/* ---- the source ---- */

static lyd_status report(const lyd_asking *asking, lyd_diag *diag)
{
    return asking->status == LYD_EIO ? lyd_diag_io(diag, NULL, asking->error_number, "can't open a socket to ask DNS") : asking->status;
}

/* Remembers and reports servers that went over to TCP during this call. */
static lyd_status note_distrusted(live_source *live, const lyd_asking *asking, lyd_diag *diag)
{
    for (size_t i = 0; i < asking->peer_count; i++) {
        const lyd_peer *peer = &asking->peers[i];
        if (!peer->forged || is_distrusted(live, peer->server)) {
            continue;
        }
        if (lyd_grow((void **)&live->distrusted, &live->distrusted_room, live->distrusted_count, sizeof(lyd_server)) != LYD_OK) {
            return LYD_ENOMEM;
        }
        live->distrusted[live->distrusted_count] = *peer->server;
        live->distrusted[live->distrusted_count++].text = NULL;
        lyd_diag_note(diag, NULL, 0, "server %s: %zu replies matched no question (forged?): asked over TCP from then on",
                      peer->server->text, peer->udp.events.strays);
    }
    return LYD_OK;
}

static void clear(lyd_asking *asking)
{
    for (size_t i = 0; i < asking->peer_count; i++) {
        lyd_lane_stop(&asking->peers[i].udp);
        lyd_lane_stop(&asking->peers[i].tcp);
    }
    for (lyd_lookup *lookup = asking->unused.head, *next; lookup != NULL; lookup = next) {
        next = lookup->next;
        free(lookup);
    }
    free(asking->peers);
    free(asking->scratch);
}

static lyd_status ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    live_source *live = (live_source *)source;
    const lyd_live_options *options = &live->options;
    lyd_asking asking = {.options = options, .questions = questions, .answers = answers, .arena = arena, .total = count};
    watched w = {0};
    uint32_t *order = malloc((count + 1) * sizeof(*order));
    asking.peers = calloc(server_count + 1, sizeof(*asking.peers));
    asking.scratch = malloc(LYD_MESSAGE_SIZE);
    asking.timeout = options->timeout_ms * 1000;
    asking.budget = asking.timeout * options->tries;
    for (size_t i = 0; i < count; i++) {
        answers[i] = (lyd_answer){.status = LYD_TIMEOUT, .cause = LYD_STOPPED};
    }
    asking.status = order == NULL || asking.peers == NULL || asking.scratch == NULL ? LYD_ENOMEM : LYD_OK;
    if (asking.status == LYD_OK) {
        asking.status = group(questions, count, asking.peers, server_count, order);
    }
    if (asking.status == LYD_OK) {
        asking.status = check_interfaces(servers, asking.peers, server_count, diag);
    }
    if (asking.status == LYD_OK) {
        asking.peer_count = server_count;
        set_up_peers(live, &asking, servers, lyd_monotonic_us());
        loop(&asking, &w);
        lyd_status noted = note_distrusted(live, &asking, diag);
        asking.status = asking.status == LYD_OK ? noted : asking.status;
    }
    clear(&asking);
    free(order);
    free(w.fds);
    free(w.channels);
    return report(&asking, diag);
}

static void free_source(lyd_source *source)
{
    free(((live_source *)source)->distrusted);
    free(source);
}

lyd_source *lyd_live_new(const lyd_live_options *options)
{
    static const lyd_source_functions functions = {"servers", ask, free_source};
    live_source *live = calloc(1, sizeof(*live));
    if (live == NULL) {
        return NULL;
    }
    live->source.functions = &functions;
    live->options = *options;
    live->options.tries = options->tries < 1 ? 1 : options->tries;
    live->options.timeout_ms = options->timeout_ms < 1 ? 1 : options->timeout_ms;
    return &live->source;
}
