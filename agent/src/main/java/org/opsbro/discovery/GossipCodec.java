package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.discovery.Message.Ack;
import org.opsbro.discovery.Message.Alive;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Detect;
import org.opsbro.discovery.Message.DetectAnswer;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.Message.ForcedLeave;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.discovery.Message.IndirectPing;
import org.opsbro.discovery.Message.Leave;
import org.opsbro.discovery.Message.Nack;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.GroupName;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/**
 * Messages as the bytes inside a sealed packet, and back: the Protobuf message {@code Packet} of {@code docs/gossip.proto}. Reading is total: whatever
 * the bytes, it gives messages within their limits or throws {@link BadMessage}.
 */
public final class GossipCodec {
    /** The most bytes of a packet that are read at all. */
    public static final int MAX_PACKET = 65_507;

    static final int MAX_MESSAGES = 1024;
    static final long MAX_NUMBER = Long.MAX_VALUE;
    /** The end of the year 9999, in milliseconds of the epoch. */
    static final long MAX_TIME = 253_402_300_799_999L;
    /** Ten years, in milliseconds. */
    static final long MAX_AGE = 315_360_000_000L;

    private GossipCodec() {}

    /** The bytes of a packet with these messages. */
    public static byte[] write(List<Message> messages) {
        var out = new ProtoWriter(512);
        for (var message : messages) write(out, message);
        return out.bytes();
    }

    /**
     * The messages of a packet; those of a kind unknown here are left out.
     *
     * @throws BadMessage on anything that is no packet
     */
    public static List<Message> read(byte[] packet) {
        if (packet.length > MAX_PACKET)
            throw new BadMessage("a packet of " + packet.length + " bytes, want at most " + MAX_PACKET);
        List<Message> messages = new ArrayList<>();
        var in = ProtoReader.of(packet);
        while (in.next()) {
            if (messages.size() == MAX_MESSAGES)
                throw new BadMessage("a packet of more than " + MAX_MESSAGES + " messages");
            readOne(in, messages);
        }
        return messages;
    }

    /** How many bytes it takes in a packet. */
    public static int size(Message message) {
        // most packets are of these two
        if (message instanceof Ping ping) return 2 + numberSize(ping.sequence()) + (ping.target() == 0 ? 0 : 9);
        if (message instanceof Ack ack) return 2 + numberSize(ack.sequence()) + (ack.view() == 0 ? 0 : 9);
        var out = new ProtoWriter(128);
        write(out, message);
        return out.size();
    }

    private static int numberSize(int number) {
        return number == 0 ? 0 : 1 + ProtoWriter.varintSize(bits(number));
    }

    /** The hash of a whole profile, as {@link Alive#hash} has it. */
    public static long hash(Profile profile) {
        var bytes = ProfileCodec.bytes(profile);
        return Hashes.of(bytes, 0, bytes.length);
    }

    static void write(ProtoWriter out, Message message) {
        var begun = out.begin(kind(message));
        switch (message) {
            case Ping ping -> {
                out.number(1, bits(ping.sequence()));
                out.fixed64(2, ping.target());
            }
            case Ack ack -> {
                out.number(1, bits(ack.sequence()));
                out.fixed64(2, ack.view());
            }
            case Nack nack -> out.number(1, bits(nack.sequence()));
            case IndirectPing ping -> {
                out.number(1, bits(ping.sequence()));
                out.bytes(2, IdCodec.packed(ping.target()));
            }
            case Alive alive -> alive(out, alive);
            case Suspect suspect -> {
                about(out, suspect.id(), suspect.incarnation());
                out.bytes(3, IdCodec.packed(suspect.from()));
                out.flag(4, suspect.refused());
            }
            case Dead dead -> {
                about(out, dead.id(), dead.incarnation());
                out.bytes(3, IdCodec.packed(dead.from()));
                out.flag(4, dead.agentDown());
            }
            case Leave leave -> about(out, leave.id(), leave.incarnation());
            case ForcedLeave forced -> out.bytes(1, forced.order());
            case EventNotice event -> event(out, event);
            case Foreign foreign -> foreign(out, foreign);
            case Detect detect -> {
                out.number(1, bits(detect.nonce()));
                out.text(2, detect.zone());
                if (detect.padding() > 0) out.bytes(3, new byte[detect.padding()]);
            }
            case DetectAnswer answer -> {
                out.number(1, bits(answer.nonce()));
                out.bytes(2, IdCodec.packed(answer.id()));
                var profile = out.begin(3);
                ProfileCodec.brief(out, answer.brief());
                out.end(profile);
            }
        }
        out.end(begun);
    }

    private static int kind(Message message) {
        return switch (message) {
            case Ping ignored -> 1;
            case Ack ignored -> 2;
            case Nack ignored -> 3;
            case IndirectPing ignored -> 4;
            case Alive ignored -> 5;
            case Suspect ignored -> 6;
            case Dead ignored -> 7;
            case Leave ignored -> 8;
            case ForcedLeave ignored -> 9;
            case EventNotice ignored -> 10;
            case Foreign ignored -> 11;
            case Detect ignored -> 12;
            case DetectAnswer ignored -> 13;
        };
    }

    private static void readOne(ProtoReader in, List<Message> messages) {
        switch (in.field()) {
            case 1 -> messages.add(ping(inside(in, "a ping")));
            case 2 -> messages.add(ack(inside(in, "an ack")));
            case 3 -> messages.add(new Nack(sequence(inside(in, "a nack"))));
            case 4 -> messages.add(indirectPing(inside(in, "an indirect ping")));
            case 5 -> messages.add(alive(inside(in, "an alive")));
            case 6 -> {
                var verdict = verdict(inside(in, "a suspect"));
                messages.add(new Suspect(verdict.id(), verdict.incarnation(), verdict.from(), verdict.agentDown()));
            }
            case 7 -> messages.add(verdict(inside(in, "a dead")));
            case 8 -> messages.add(leave(inside(in, "a leave")));
            case 9 -> messages.add(forced(inside(in, "a forced leave")));
            case 10 -> messages.add(event(inside(in, "an event")));
            case 11 -> messages.add(foreign(inside(in, "a foreign node")));
            case 12 -> messages.add(detect(inside(in, "a detect")));
            case 13 -> messages.add(detectAnswer(inside(in, "an answer to a detect")));
            default -> in.skip();
        }
    }

    private static ProtoReader inside(ProtoReader in, String what) {
        return in.message(MAX_PACKET, what);
    }

    private static long bits(int number) {
        return number & 0xffff_ffffL;
    }

    private static void about(ProtoWriter out, NodeId id, long incarnation) {
        out.bytes(1, IdCodec.packed(id));
        out.number(2, incarnation);
    }

    private static Ping ping(ProtoReader in) {
        var sequence = 0;
        var target = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sequence = in.bits32("a sequence");
                case 2 -> target = in.fixed64("the target of a ping");
                default -> in.skip();
            }
        }
        return new Ping(sequence, target);
    }

    private static Ack ack(ProtoReader in) {
        var sequence = 0;
        var view = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sequence = in.bits32("a sequence");
                case 2 -> view = in.fixed64("a view");
                default -> in.skip();
            }
        }
        return new Ack(sequence, view);
    }

    private static int sequence(ProtoReader in) {
        var sequence = 0;
        while (in.next()) {
            if (in.field() == 1) sequence = in.bits32("a sequence");
            else in.skip();
        }
        return sequence;
    }

    private static IndirectPing indirectPing(ProtoReader in) {
        var sequence = 0;
        NodeId target = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sequence = in.bits32("a sequence");
                case 2 -> target = IdCodec.read(in);
                default -> in.skip();
            }
        }
        if (target == null) throw new BadMessage("an indirect ping without a target");
        return new IndirectPing(sequence, target);
    }

    static void alive(ProtoWriter out, Alive alive) {
        about(out, alive.id(), alive.incarnation());
        out.number(3, alive.version());
        out.number(4, bits(alive.boot()));
        var begun = out.begin(alive.whole() ? 5 : 6);
        if (alive.whole()) ProfileCodec.write(out, alive.profile());
        else ProfileCodec.brief(out, alive.profile());
        out.end(begun);
        out.fixed64(7, alive.hash());
    }

    static Alive alive(ProtoReader in) {
        NodeId id = null;
        Profile profile = null;
        var incarnation = 0L;
        var version = 0L;
        var boot = 0;
        var hash = 0L;
        var whole = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = IdCodec.read(in);
                case 2 -> incarnation = in.number(MAX_NUMBER, "an incarnation");
                case 3 -> version = in.number(MAX_NUMBER, "a version");
                case 4 -> boot = in.bits32("a boot");
                case 5, 6 -> {
                    whole = in.field() == 5;
                    profile = ProfileCodec.read(in.message(ProfileCodec.MAX_PROFILE, "a profile"));
                }
                case 7 -> hash = in.fixed64("the hash of a profile");
                default -> in.skip();
            }
        }
        if (id == null || profile == null) throw new BadMessage("an alive without an id or a profile");
        return new Alive(id, incarnation, version, boot, profile, hash, whole);
    }

    private static Dead verdict(ProtoReader in) {
        NodeId id = null;
        NodeId from = null;
        var incarnation = 0L;
        var hostUp = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = IdCodec.read(in);
                case 2 -> incarnation = in.number(MAX_NUMBER, "an incarnation");
                case 3 -> from = IdCodec.read(in);
                case 4 -> hostUp = in.flag("whether the host is up");
                default -> in.skip();
            }
        }
        if (id == null || from == null) throw new BadMessage("a verdict without whom it is about or whose it is");
        return new Dead(id, incarnation, from, hostUp);
    }

    private static Leave leave(ProtoReader in) {
        NodeId id = null;
        var incarnation = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = IdCodec.read(in);
                case 2 -> incarnation = in.number(MAX_NUMBER, "an incarnation");
                default -> in.skip();
            }
        }
        if (id == null) throw new BadMessage("a leave without an id");
        return new Leave(id, incarnation);
    }

    private static ForcedLeave forced(ProtoReader in) {
        var order = new byte[0];
        while (in.next()) {
            if (in.field() == 1) order = in.bytes(Message.MAX_ORDER, "an order");
            else in.skip();
        }
        return new ForcedLeave(order);
    }

    static void event(ProtoWriter out, EventNotice event) {
        out.bytes(1, IdCodec.packed(event.origin()));
        out.number(2, event.lamport());
        out.number(3, event.sequence());
        out.text(4, event.type());
        out.text(5, event.payload());
        out.number(6, event.age());
        out.text(7, event.zone());
        out.flag(8, event.subZones());
        out.number(9, event.missing());
    }

    static EventNotice event(ProtoReader in) {
        NodeId origin = null;
        var lamport = 0L;
        var sequence = 0L;
        var type = "";
        var payload = "";
        var age = 0L;
        var zone = "";
        var subZones = false;
        var missing = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> origin = IdCodec.read(in);
                case 2 -> lamport = in.number(MAX_NUMBER >>> 1, "a Lamport time");
                case 3 -> sequence = in.number(MAX_NUMBER, "the sequence of an event");
                case 4 -> type = in.text(ClusterEvent.MAX_TYPE, "the type of an event");
                case 5 -> payload = in.freeText(Message.MAX_PAYLOAD, "the payload of an event");
                case 6 -> age = in.number(MAX_AGE, "the age of an event");
                case 7 -> zone = in.text(ProfileCodec.MAX_ZONE, "a zone");
                case 8 -> subZones = in.flag("whether sub-zones hear it");
                case 9 -> missing = in.count(Message.MAX_PAYLOAD, "the bytes of a payload");
                default -> in.skip();
            }
        }
        if (origin == null) throw new BadMessage("an event without an origin");
        if (!GroupName.isOne(type)) throw new BadMessage("no type of an event: " + type);
        if (missing > 0 && !payload.isEmpty()) throw new BadMessage("a notice of an event with its payload");
        return new EventNotice(origin, lamport, sequence, type, payload, age, zone, subZones, missing);
    }

    static void foreign(ProtoWriter out, Foreign foreign) {
        var begun = out.begin(1);
        record(out, foreign.record());
        out.end(begun);
        out.number(2, foreign.version());
    }

    static Foreign foreign(ProtoReader in) {
        MemberRecord record = null;
        var version = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> record = record(in.message(MAX_PACKET, "a record"));
                case 2 -> version = in.number(MAX_NUMBER, "a version");
                default -> in.skip();
            }
        }
        if (record == null) throw new BadMessage("a foreign node without a record");
        return new Foreign(record, version);
    }

    static void record(ProtoWriter out, MemberRecord record) {
        var begun = out.begin(1);
        alive(out, record.alive());
        out.end(begun);
        out.number(2, code(record.state()));
        out.number(3, record.incarnation());
        out.number(4, Math.clamp(record.since(), 0, MAX_TIME));
    }

    static MemberRecord record(ProtoReader in) {
        Alive alive = null;
        var state = Node.State.ALIVE;
        var incarnation = 0L;
        var since = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> alive = alive(in.message(MAX_PACKET, "an alive"));
                case 2 -> state = state(in.count(3, "a state"));
                case 3 -> incarnation = in.number(MAX_NUMBER, "an incarnation");
                case 4 -> since = in.number(MAX_TIME, "a time");
                default -> in.skip();
            }
        }
        if (alive == null) throw new BadMessage("a record without what its node told");
        return new MemberRecord(alive, state, incarnation, since);
    }

    static int code(Node.State state) {
        return switch (state) {
            case ALIVE -> 0;
            case SUSPECT -> 1;
            case DEAD -> 2;
            case LEAVE -> 3;
        };
    }

    private static Node.State state(int code) {
        return switch (code) {
            case 0 -> Node.State.ALIVE;
            case 1 -> Node.State.SUSPECT;
            case 2 -> Node.State.DEAD;
            default -> Node.State.LEAVE;
        };
    }

    private static Detect detect(ProtoReader in) {
        var nonce = 0;
        var zone = "";
        var padding = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nonce = in.bits32("a nonce");
                case 2 -> zone = in.text(ProfileCodec.MAX_ZONE, "a zone");
                case 3 -> padding = in.bytes(Message.MAX_PADDING, "padding").length;
                default -> in.skip();
            }
        }
        return new Detect(nonce, zone, padding);
    }

    private static DetectAnswer detectAnswer(ProtoReader in) {
        NodeId id = null;
        Profile brief = null;
        var nonce = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nonce = in.bits32("a nonce");
                case 2 -> id = IdCodec.read(in);
                case 3 -> brief = ProfileCodec.read(in.message(ProfileCodec.MAX_PROFILE, "a profile"));
                default -> in.skip();
            }
        }
        if (id == null || brief == null) throw new BadMessage("an answer to a detect without an id or a profile");
        return new DetectAnswer(nonce, id, brief);
    }
}
