/* Sends packets of statsd at an even rate, lines of 64 bytes. Words: the port, packets a second, seconds, lines in a packet. Tells how many were sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { DIFFERENT = 2048, NAMES = 1000, AT_ONCE = 64, LINE = 64, MOST_LINES = 20 };

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec + at.tv_nsec / 1e9;
}

/* Of ten names six count, three are timers, one is a gauge; a name has one type, and is filled up so that a line has 64 bytes with its end. */
static void line(char *to) {
    char name[LINE], sample[LINE];
    int number = rand() % NAMES;
    const char *type = number % 10 < 6 ? "c" : number % 10 < 9 ? "ms" : "g";
    int length = snprintf(sample, sizeof sample, ":%d|%s", rand() % 500, type);
    snprintf(name, sizeof name, "shop.web%d.page%03d.requests.of_customers_that_are_known_already", number % 7, number);
    snprintf(to, LINE, "%.*s%s", LINE - 1 - length, name, sample);
}

int main(int count, char **words) {
    static char packets[DIFFERENT][MOST_LINES * LINE];
    static struct iovec parts[DIFFERENT];
    static struct mmsghdr messages[DIFFERENT];
    if (count != 5) return 2;
    double rate = atof(words[2]), seconds = atof(words[3]);
    int lines = atoi(words[4]);
    if (lines < 1 || lines > MOST_LINES) return 2;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int out = socket(AF_INET, SOCK_DGRAM, 0);
    if (out < 0 || connect(out, (struct sockaddr *)&to, sizeof to)) {
        perror("load");
        return 1;
    }
    srand(1);
    for (int i = 0; i < DIFFERENT; i++) {
        for (int l = 0; l < lines; l++) {
            line(packets[i] + l * LINE);
            packets[i][l * LINE + LINE - 1] = '\n';
        }
        parts[i] = (struct iovec){packets[i], (size_t)lines * LINE};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    long sent = 0, all = (long)(rate * seconds);
    /* a machine that cannot keep up must not send for ever */
    for (double start = now(); sent < all && now() - start < seconds * 1.5;) {
        long due = (long)((now() - start) * rate) - sent;
        if (due > all - sent) due = all - sent;
        if (due <= 0) {
            struct timespec moment = {0, 200000};
            nanosleep(&moment, 0);
            continue;
        }
        int first = (int)(sent % DIFFERENT), most = AT_ONCE;
        if (most > due) most = (int)due;
        if (most > DIFFERENT - first) most = DIFFERENT - first;
        int done = sendmmsg(out, messages + first, (unsigned)most, 0);
        if (done > 0) sent += done;
    }
    printf("%ld\n", sent);
    return 0;
}
