package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.opsbro.discovery.LinkFrame.Ask;
import org.opsbro.discovery.LinkFrame.Beat;
import org.opsbro.discovery.LinkFrame.Challenge;
import org.opsbro.discovery.LinkFrame.Echo;
import org.opsbro.discovery.LinkFrame.Events;
import org.opsbro.discovery.LinkFrame.Have;
import org.opsbro.discovery.LinkFrame.Order;
import org.opsbro.discovery.LinkFrame.Proof;
import org.opsbro.discovery.LinkFrame.Refused;
import org.opsbro.discovery.LinkFrame.Tell;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.Message.Foreign;

/**
 * {@link LinkFrame}s as frames of a stream, and back: as {@link SyncCodec} a byte that says whether the rest is deflated, then the Protobuf message
 * {@code Link} of {@code docs/gossip.proto}. Reading is total, and a frame never inflates beyond {@link SyncCodec#MAX_FRAME}.
 */
public final class LinkCodec {
    /** Where facts are cut into another frame. */
    private static final int CUT = 256 * 1024;

    private LinkCodec() {}

    /** One frame, or more for many facts or events. */
    public static List<byte[]> frames(LinkFrame frame) {
        if (frame instanceof Tell tell) return cut(kind(tell), tell.facts(), GossipCodec::foreign);
        if (frame instanceof Events told) return cut(kind(told), told.events(), GossipCodec::event);
        var out = new ProtoWriter(64);
        var begun = out.begin(kind(frame));
        switch (frame) {
            case Challenge challenge -> {
                out.bytes(1, challenge.nonce());
                out.text(2, challenge.parent());
            }
            case Proof proof -> {
                out.bytes(1, proof.certificate());
                out.bytes(2, proof.signature());
            }
            case Refused refused -> out.text(1, refused.reason());
            case Have have -> {
                out.packed64(1, have.digests());
                out.packed64(2, have.events());
            }
            case Beat beat -> {
                out.number(1, beat.sequence() & 0xffff_ffffL);
                out.fixed64(2, beat.sum());
            }
            case Echo echo -> out.number(1, echo.sequence() & 0xffff_ffffL);
            case Order order -> out.bytes(1, order.order());
            case Ask ignored -> {}
            case Tell ignored -> {}
            case Events ignored -> {}
        }
        out.end(begun);
        return List.of(SyncCodec.sealed(out));
    }

    private static <T> List<byte[]> cut(int kind, List<T> all, BiConsumer<ProtoWriter, T> write) {
        List<byte[]> frames = new ArrayList<>();
        var out = new ProtoWriter(1024);
        var begun = out.begin(kind);
        for (var each : all) {
            if (out.size() > CUT) {
                out.end(begun);
                frames.add(SyncCodec.sealed(out));
                out = new ProtoWriter(CUT);
                begun = out.begin(kind);
            }
            var one = out.begin(1);
            write.accept(out, each);
            out.end(one);
        }
        out.end(begun);
        frames.add(SyncCodec.sealed(out));
        return frames;
    }

    private static int kind(LinkFrame frame) {
        return switch (frame) {
            case Challenge ignored -> 1;
            case Proof ignored -> 2;
            case Refused ignored -> 3;
            case Have ignored -> 4;
            case Tell ignored -> 5;
            case Beat ignored -> 6;
            case Echo ignored -> 7;
            case Ask ignored -> 8;
            case Order ignored -> 9;
            case Events ignored -> 10;
        };
    }

    /** @throws BadMessage on anything that is no frame */
    public static LinkFrame read(byte[] frame) {
        if (frame.length == 0) throw new BadMessage("an empty frame");
        if (frame.length > SyncCodec.MAX_FRAME)
            throw new BadMessage("a frame of " + frame.length + " bytes, want at most " + SyncCodec.MAX_FRAME);
        return switch (frame[0]) {
            case 0 -> link(new ProtoReader(frame, 1, frame.length));
            case 1 -> link(ProtoReader.of(SyncCodec.inflated(frame)));
            default -> throw new BadMessage("a frame of the kind " + frame[0] + ", want 0 or 1");
        };
    }

    private static LinkFrame link(ProtoReader in) {
        LinkFrame found = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> found = challenge(in.message(1024, "a challenge"));
                case 2 -> found = proof(in.message(1024, "a proof"));
                case 3 -> found = new Refused(text(in.message(1024, "a refusal")));
                case 4 -> found = have(in.message(SyncCodec.MAX_FRAME, "digests"));
                case 5 -> found = tell(in.message(SyncCodec.MAX_FRAME, "facts"));
                case 6 -> found = beat(in.message(64, "a beat"));
                case 7 -> found = new Echo(beat(in.message(64, "an echo")).sequence());
                case 8 -> {
                    in.message(64, "a question");
                    found = new Ask();
                }
                case 10 -> found = events(in.message(SyncCodec.MAX_FRAME, "events"));
                case 9 -> found = order(in.message(Message.MAX_ORDER + 64, "an order"));
                default -> in.skip();
            }
        }
        if (found == null) throw new BadMessage("a frame of a link without anything known here");
        return found;
    }

    private static Challenge challenge(ProtoReader in) {
        var nonce = new byte[0];
        var parent = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nonce = in.bytes(LinkFrame.NONCE_BYTES, "a nonce");
                case 2 -> parent = in.text(ProfileCodec.MAX_ZONE, "a zone");
                default -> in.skip();
            }
        }
        if (nonce.length != LinkFrame.NONCE_BYTES)
            throw new BadMessage("a nonce of " + nonce.length + " bytes, want " + LinkFrame.NONCE_BYTES);
        return new Challenge(nonce, parent);
    }

    private static Proof proof(ProtoReader in) {
        var certificate = new byte[0];
        var signature = new byte[0];
        while (in.next()) {
            switch (in.field()) {
                case 1 -> certificate = in.bytes(LinkFrame.MOST_CERTIFICATE, "a certificate");
                case 2 -> signature = in.bytes(LinkFrame.MOST_SIGNATURE, "a signature");
                default -> in.skip();
            }
        }
        return new Proof(certificate, signature);
    }

    private static String text(ProtoReader in) {
        var text = "";
        while (in.next()) {
            if (in.field() == 1) text = in.text(LinkFrame.MOST_REASON, "a reason");
            else in.skip();
        }
        return text;
    }

    private static Have have(ProtoReader in) {
        var digests = new long[0];
        var events = new long[0];
        while (in.next()) {
            switch (in.field()) {
                case 1 -> digests = in.packed64(2 * Sync.MOST_MEMBERS, "digests");
                case 2 -> events = in.packed64(EventLog.MOST_KNOWN, "the keys of events");
                default -> in.skip();
            }
        }
        if (digests.length % 2 != 0) throw new BadMessage("an odd number of digests");
        return new Have(digests, events);
    }

    private static Tell tell(ProtoReader in) {
        List<Foreign> facts = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) facts.add(GossipCodec.foreign(in.message(SyncCodec.MAX_FRAME, "a foreign node")));
            else in.skip();
            if (facts.size() > Sync.MOST_MEMBERS)
                throw new BadMessage("more than " + Sync.MOST_MEMBERS + " facts in a frame");
        }
        return new Tell(facts);
    }

    private static Events events(ProtoReader in) {
        List<EventNotice> events = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) events.add(GossipCodec.event(in.message(SyncCodec.MAX_FRAME, "an event")));
            else in.skip();
            if (events.size() > EventLog.MOST_KNOWN)
                throw new BadMessage("more than " + EventLog.MOST_KNOWN + " events in a frame");
        }
        return new Events(events);
    }

    private static Beat beat(ProtoReader in) {
        var sequence = 0;
        var sum = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sequence = in.bits32("a sequence");
                case 2 -> sum = in.fixed64("a sum");
                default -> in.skip();
            }
        }
        return new Beat(sequence, sum);
    }

    private static Order order(ProtoReader in) {
        var order = new byte[0];
        while (in.next()) {
            if (in.field() == 1) order = in.bytes(Message.MAX_ORDER, "an order");
            else in.skip();
        }
        return new Order(order);
    }
}
