#include "stop.h"

#include <signal.h>
#include <stddef.h>

/* A signal handler is handed nothing, so what it sets can't be anything but this. */
static volatile int stop_flag;
static volatile int stop_kept; /* signals never end the program by themselves */

static const int stop_signals[] = {SIGINT, SIGTERM};

#define COUNT (sizeof(stop_signals) / sizeof(stop_signals[0]))

static void set_action(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: a waiting poll has to return */
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT; i++) {
        (void)sigaddset(&action.sa_mask, stop_signals[i]); /* so that the second of two at once finds the default action */
    }
    for (size_t i = 0; i < COUNT; i++) {
        (void)sigaction(stop_signals[i], &action, NULL);
    }
}

static void on_signal(int signal_number)
{
    stop_flag = signal_number;
    if (!stop_kept) {
        set_action(SIG_DFL);
    }
}

void lyd_stop_install(void)
{
    set_action(on_signal);
}

void lyd_stop_rearm(void)
{
    stop_kept = 1;
    stop_flag = 0;
    set_action(on_signal);
}

const volatile int *lyd_stop_flag(void)
{
    return &stop_flag;
}
