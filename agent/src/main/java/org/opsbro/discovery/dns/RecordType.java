package org.opsbro.discovery.dns;

/** Numbers of record types (RFC 1035 and later) that mean something here; all others are names without such a record. */
final class RecordType {
    static final int A = 1;
    static final int NS = 2;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int OPT = 41;
    static final int IXFR = 251;
    static final int AXFR = 252;
    static final int ANY = 255;

    private RecordType() {}
}
