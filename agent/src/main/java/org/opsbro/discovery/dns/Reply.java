package org.opsbro.discovery.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** An answer as it is being written: the header, the question as it was asked, then whole records while there is room. Made once, used again and again. */
final class Reply {
    /** What we take in one datagram, so that none is fragmented on its way (DNS flag day 2020). */
    static final int OUR_BYTES = 1232;

    private static final int OPT_BYTES = 11;
    private static final int RECORD_BYTES = 12;
    private static final int CLASS_IN = 1;
    private static final short TO_THE_NAME = (short) (0xc000 | Question.HEADER_BYTES);
    private static final int POINTERS_REACH = 0x4000;
    private static final byte[] HOSTMASTER = "\nhostmaster".getBytes(US_ASCII);
    private static final int REFRESH_SECONDS = 3600;
    private static final int RETRY_SECONDS = 600;
    private static final int EXPIRE_SECONDS = 86_400;
    /** How long "it is not there" may be kept. */
    private static final int MINIMUM_SECONDS = 1;

    private ByteBuffer out = ByteBuffer.allocate(0);
    private int most;
    private int ttl;
    private int flags;
    private int answers;
    private int authorities;
    private int additionals;

    /** Only a header: for what is not understood. */
    void header(ByteBuffer query, ByteBuffer into, int code) {
        into.clear()
                .putShort(query.getShort(0))
                .putShort((short) (flagsOf(query) | code))
                .putLong(0)
                .flip();
    }

    /** Question and header, whose numbers come with {@link #end}. */
    void begin(ByteBuffer query, Question question, ByteBuffer into, int mostBytes, int ttlSeconds) {
        out = into;
        most = mostBytes - (question.edns() ? OPT_BYTES : 0);
        ttl = ttlSeconds;
        flags = flagsOf(query);
        answers = 0;
        authorities = 0;
        additionals = 0;
        into.clear().put(0, query, 0, question.end()).position(question.end());
    }

    /** As it was asked: opcode and recursion desired (RFC 1035 §4.1.1). */
    private static int flagsOf(ByteBuffer query) {
        return 0x8000 | (query.getShort(2) & 0x7900);
    }

    void set(int flag) {
        flags |= flag;
    }

    /** Writes an address of the name that was asked for; false if there is no room. */
    boolean address(Host host) {
        if (!writeAddress(TO_THE_NAME, host)) return false;
        answers++;
        return true;
    }

    private boolean writeAddress(int owner, Host host) {
        var address = host.address();
        if (!hasRoom(address.length)) return false;
        start(owner, address.length == 4 ? RecordType.A : RecordType.AAAA, ttl, address.length);
        out.put(address);
        return true;
    }

    /** The address of a host whose name lies at a place in the answer. */
    void additionalAddress(int place, Host host) {
        if (host.address().length == 0 || place >= POINTERS_REACH) return;
        if (writeAddress(0xc000 | place, host)) additionals++;
    }

    /** Writes a service of the name; the place where the host's name begins, or 0 if there is no room. RFC 2782: its name is not compressed. */
    int service(Answers.Offer offer) {
        var target = offer.host().name();
        if (!hasRoom(6 + target.length + 1)) return 0;
        start(TO_THE_NAME, RecordType.SRV, ttl, 6 + target.length + 1);
        out.putShort((short) 1).putShort((short) 1).putShort((short) offer.port());
        answers++;
        return name(target);
    }

    /** A record of the name that holds the name of a host: NS or PTR. The place of that name, or 0 if there is no room. */
    int naming(int type, Host host) {
        var target = host.name();
        if (!hasRoom(target.length + 1)) return 0;
        start(TO_THE_NAME, type, ttl, target.length + 1);
        answers++;
        return name(target);
    }

    boolean text(byte[] data) {
        if (!hasRoom(data.length)) return false;
        start(TO_THE_NAME, RecordType.TXT, ttl, data.length);
        out.put(data);
        answers++;
        return true;
    }

    /** As an answer where it was asked for, else as the authority for "it is not there" (RFC 2308 §3). */
    void startOfAuthority(DnsTable table, Question question, boolean asked) {
        var domain = table.domain();
        var inside = table.holds(question);
        var owner = inside ? 0xc000 | question.end() - 4 - 1 - domain.length : TO_THE_NAME;
        var server = table.self().name();
        // the server's name ends in the domain, which lies in the question already
        var head = inside ? server.length - domain.length : server.length;
        var tail = inside ? 2 : 1;
        var contact = inside ? 2 : domain.length + 1;
        var length = head + tail + HOSTMASTER.length + contact + 20;
        if (!hasRoom(length)) return;
        start(owner, RecordType.SOA, asked ? ttl : MINIMUM_SECONDS, length);
        out.put(server, 0, head);
        if (inside) out.putShort((short) owner);
        else out.put((byte) 0);
        out.put(HOSTMASTER);
        if (inside) out.putShort((short) owner);
        else out.put(domain).put((byte) 0);
        out.putInt(table.serial()).putInt(REFRESH_SECONDS).putInt(RETRY_SECONDS);
        out.putInt(EXPIRE_SECONDS).putInt(MINIMUM_SECONDS);
        if (asked) answers++;
        else authorities++;
    }

    private boolean hasRoom(int dataBytes) {
        return out.position() + RECORD_BYTES + dataBytes <= most;
    }

    private void start(int owner, int type, int seconds, int dataBytes) {
        out.putShort((short) owner)
                .putShort((short) type)
                .putShort((short) CLASS_IN)
                .putInt(seconds);
        out.putShort((short) dataBytes);
    }

    private int name(byte[] target) {
        var place = out.position();
        out.put(target).put((byte) 0);
        return place;
    }

    /** Writes what is left: the word on EDNS, where the asker spoke it, and the header. */
    void end(Question question, int code) {
        if (question.edns()) {
            out.put((byte) 0).putShort((short) RecordType.OPT).putShort((short) OUR_BYTES);
            out.put((byte) (code >> 4)).put((byte) 0).putShort((short) 0).putShort((short) 0);
            additionals++;
        }
        out.putShort(2, (short) (flags | (code & 15))).putShort(4, (short) 1).putShort(6, (short) answers);
        out.putShort(8, (short) authorities).putShort(10, (short) additionals);
        out.flip();
    }
}
