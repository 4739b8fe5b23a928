package org.opsbro.discovery.dns;

/**
 * A host that a name may lead to.
 *
 * @param zone the number of its zone
 * @param passes whether the checks that this name stands on let others be sent there
 * @param port of the service; 0 where the name is none, or it has none
 */
record Candidate(Host host, int zone, boolean living, boolean passes, int port) {
    Candidate offering(int atPort, boolean passing) {
        return new Candidate(host, zone, living, passing, atPort);
    }

    int addressBytes() {
        return host.address().length;
    }
}
