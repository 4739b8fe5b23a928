/* Takes packets and throws them away: the least that a listener for UDP can cost. Words: the port, the receive buffer in bytes. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int count, char **words) {
    static char packet[65536];
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(words[1]) : 0), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int buffer = count > 2 ? atoi(words[2]) : 0;
    int from = socket(AF_INET, SOCK_DGRAM, 0);
    if (from < 0 || setsockopt(from, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) || bind(from, (struct sockaddr *)&at, sizeof at)) {
        perror("sink");
        return 1;
    }
    for (;;) recvfrom(from, packet, sizeof packet, 0, 0, 0);
}
