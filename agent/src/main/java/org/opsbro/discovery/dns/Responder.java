package org.opsbro.discovery.dns;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.opsbro.discovery.dns.Answers.Kind;

/**
 * Answers queries from a table, without making objects on its way. For one thread at a time: it keeps the last question, and the places of what it wrote.
 */
public final class Responder {
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int CLASS_IN = 1;
    private static final int CLASS_ANY = 255;
    private static final int FORMAT_ERROR = 1;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;
    private static final int NOT_IMPLEMENTED = 4;
    private static final int REFUSED = 5;
    private static final int BAD_VERSION = 16;

    private final Question question = new Question();
    private final Reply reply = new Reply();
    private final Deck deck;
    private int[] places = new int[16];

    /** @param random in what order hosts are told: each answer has its own */
    public Responder(RandomGenerator random) {
        this.deck = new Deck(random);
    }

    /**
     * Answers one message.
     *
     * @param query the message, from its first byte to its limit
     * @param into takes the answer, from 0 to its limit then; nothing where {@link Outcome#replies} says so
     * @param mostBytes what the way back carries
     * @param datagram whether also the asker's own limit holds: 512 bytes without EDNS
     */
    public Outcome answer(DnsTable table, ByteBuffer query, ByteBuffer into, int mostBytes, boolean datagram) {
        var refusal = question.read(query);
        if (refusal.isPresent()) return refuse(refusal.get(), query, into);
        var room = Math.min(into.capacity(), datagram ? Math.min(mostBytes, question.mostBytes()) : mostBytes);
        reply.begin(query, question, into, room, table.settings().ttlSeconds());
        var alone = table.settings().forwarders().isEmpty();
        if (!alone) reply.set(RECURSION_AVAILABLE);
        if (notSpoken()) return end(Outcome.REFUSED, REFUSED);
        var answers = table.find(question);
        if (answers.kind() == Kind.NOT_OURS) {
            if (!alone && Question.recursionDesired(query)) return Outcome.FORWARDED;
            return end(Outcome.REFUSED, REFUSED);
        }
        reply.set(AUTHORITATIVE);
        return answer(table, answers);
    }

    /** Says of a query that {@link Outcome#FORWARDED} left to others that none of them answered. */
    public void fail(ByteBuffer query, ByteBuffer into) {
        if (question.read(query).isPresent()) throw new IllegalArgumentException("want a query that was forwarded");
        reply.begin(query, question, into, into.capacity(), 0);
        reply.set(RECURSION_AVAILABLE);
        reply.end(question, SERVER_FAILURE);
    }

    private boolean notSpoken() {
        var spoken = question.recordClass() == CLASS_IN || question.recordClass() == CLASS_ANY;
        return !spoken || question.type() == RecordType.AXFR || question.type() == RecordType.IXFR;
    }

    private Outcome refuse(Outcome why, ByteBuffer query, ByteBuffer into) {
        switch (why) {
            case MALFORMED -> reply.header(query, into, FORMAT_ERROR);
            case NOT_IMPLEMENTED -> reply.header(query, into, NOT_IMPLEMENTED);
            case BAD_VERSION -> {
                reply.begin(query, question, into, into.capacity(), 0);
                reply.end(question, BAD_VERSION);
            }
            default -> {} // nobody wants to hear of it
        }
        return why;
    }

    private Outcome end(Outcome outcome, int code) {
        reply.end(question, code);
        return outcome;
    }

    private Outcome answer(DnsTable table, Answers answers) {
        var type = question.type() == RecordType.ANY ? smallest(answers) : question.type();
        var wanted = count(type, answers);
        if (wanted == 0) {
            reply.startOfAuthority(table, question, false);
            return answers.kind() == Kind.NO_NAME ? end(Outcome.NO_NAME, NO_SUCH_NAME) : end(Outcome.NO_DATA, 0);
        }
        if (write(type, table, answers)) return end(Outcome.ANSWERED, 0);
        reply.set(TRUNCATED);
        return end(Outcome.TRUNCATED, 0);
    }

    /** RFC 8482 §4.1: who asks for anything gets one set of records, not all. */
    private static int smallest(Answers answers) {
        if (answers.kind() == Kind.TOP) return RecordType.SOA;
        if (answers.four().length > 0) return RecordType.A;
        if (answers.six().length > 0) return RecordType.AAAA;
        if (answers.offers().length > 0) return RecordType.SRV;
        return answers.named().length > 0 ? RecordType.PTR : RecordType.TXT;
    }

    private static int count(int type, Answers answers) {
        return switch (type) {
            case RecordType.A -> answers.four().length;
            case RecordType.AAAA -> answers.six().length;
            case RecordType.SRV -> answers.offers().length;
            case RecordType.TXT -> answers.described().length;
            case RecordType.PTR -> answers.named().length;
            case RecordType.SOA, RecordType.NS -> answers.kind() == Kind.TOP ? 1 : 0;
            default -> 0;
        };
    }

    /** Writes all records of a type, or as many as there is room for, and then says false. */
    private boolean write(int type, DnsTable table, Answers answers) {
        return switch (type) {
            case RecordType.A -> addresses(answers.four());
            case RecordType.AAAA -> addresses(answers.six());
            case RecordType.SRV -> services(answers.offers());
            case RecordType.TXT -> texts(answers.described());
            case RecordType.PTR -> names(answers.named());
            case RecordType.NS -> nameServer(table.self());
            default -> {
                reply.startOfAuthority(table, question, true);
                yield true;
            }
        };
    }

    private boolean addresses(Host[] hosts) {
        deck.take(hosts.length);
        for (var i = 0; i < hosts.length; i++) if (!reply.address(hosts[deck.draw(i)])) return false;
        return true;
    }

    /** Each with the address of its host, so that nobody needs to ask for it; addresses are left out where there is no room (RFC 2181 §9). */
    private boolean services(Answers.Offer[] offers) {
        deck.take(offers.length);
        if (places.length < offers.length) places = new int[offers.length];
        var written = 0;
        for (; written < offers.length; written++) {
            places[written] = reply.service(offers[deck.draw(written)]);
            if (places[written] == 0) break;
        }
        for (var i = 0; i < written; i++) reply.additionalAddress(places[i], offers[deck.drawn(i)].host());
        return written == offers.length;
    }

    private boolean texts(Host[] hosts) {
        for (var host : hosts) if (!reply.text(host.facts())) return false;
        return true;
    }

    private boolean names(Host[] hosts) {
        for (var host : hosts) if (reply.naming(RecordType.PTR, host) == 0) return false;
        return true;
    }

    private boolean nameServer(Host self) {
        var place = reply.naming(RecordType.NS, self);
        if (place > 0) reply.additionalAddress(place, self);
        return place > 0;
    }
}
