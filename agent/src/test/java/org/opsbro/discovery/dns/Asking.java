package org.opsbro.discovery.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks a responder in the words of dnsjava, which reads the answers too. */
final class Asking {
    private final DnsTable table;
    private final Responder responder;
    private Outcome outcome = Outcome.TOO_SHORT;

    Asking(Town town, DnsSettings settings) {
        this.table = DnsTable.of(settings, town.nodes(), town.self(), 7);
        this.responder = new Responder(new SplittableRandom(42));
    }

    Asking(Town town) {
        this(town, DnsSettings.standard());
    }

    static Message query(String name, int type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    Message message(String name, int type) {
        return message(query(name, type), true);
    }

    Message message(Message query, boolean datagram) {
        var bytes = bytes(query.toWire(), datagram);
        try {
            return new Message(bytes);
        } catch (IOException bad) {
            throw new UncheckedIOException("dnsjava cannot read the answer to " + query, bad);
        }
    }

    byte[] bytes(byte[] query, boolean datagram) {
        var into = ByteBuffer.allocate(65_535);
        outcome = responder.answer(table, ByteBuffer.wrap(query), into, datagram ? 8192 : 65_535, datagram);
        return outcome.replies() ? Arrays.copyOf(into.array(), into.limit()) : new byte[0];
    }

    /** What became of the last one. */
    Outcome outcome() {
        return outcome;
    }

    /** The data of the answers, sorted; or the code with the kind of the authority where there are none: {@code NXDOMAIN SOA}. */
    List<String> ask(String name, int type) {
        var message = message(name, type);
        if (message.getRcode() == Rcode.NOERROR
                && !message.getSection(Section.ANSWER).isEmpty())
            return message.getSection(Section.ANSWER).stream()
                    .map(Record::rdataToString)
                    .sorted()
                    .toList();
        var authority = message.getSection(Section.AUTHORITY).stream()
                .map(each -> " " + Type.string(each.getType()))
                .toList();
        return List.of(Rcode.string(message.getRcode()) + String.join("", authority));
    }

    List<String> a(String name) {
        return ask(name, Type.A);
    }
}
