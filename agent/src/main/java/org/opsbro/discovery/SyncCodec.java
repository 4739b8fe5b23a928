package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.opsbro.discovery.Sync.Digests;
import org.opsbro.discovery.Sync.Records;
import org.opsbro.discovery.Sync.Sums;

/**
 * {@link Sync} as frames of a stream, and back: a byte that says whether the rest is deflated, then the Protobuf message {@code Sync} of
 * {@code docs/gossip.proto}. Reading is total, as in {@link GossipCodec}; a frame never inflates beyond {@link #MAX_FRAME}.
 */
public final class SyncCodec {
    /** The most bytes of a frame, deflated or not. */
    public static final int MAX_FRAME = 1024 * 1024;

    /** The most bytes of one conversation, inflated: whoever reads the frames counts them. */
    public static final int MAX_CONVERSATION = 16 * 1024 * 1024;

    /** Where records are cut into another frame. */
    private static final int CUT = 256 * 1024;

    private static final int WORTH_DEFLATING = 512;
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    private SyncCodec() {}

    /** One frame, or more for many records. */
    public static List<byte[]> frames(Sync sync) {
        List<byte[]> frames = new ArrayList<>();
        switch (sync) {
            case Sums sums -> frames.add(sealed(sums(sums)));
            case Digests digests -> frames.add(sealed(digests(digests)));
            case Records records -> records(records, frames);
        }
        return frames;
    }

    /** What a frame says, and how many bytes it has when it is inflated. */
    public record Read(Sync sync, int bytes) {}

    /** @throws BadMessage on anything that is no frame */
    public static Sync read(byte[] frame) {
        return open(frame).sync();
    }

    /** @throws BadMessage on anything that is no frame */
    public static Read open(byte[] frame) {
        if (frame.length == 0) throw new BadMessage("an empty frame");
        if (frame.length > MAX_FRAME)
            throw new BadMessage("a frame of " + frame.length + " bytes, want at most " + MAX_FRAME);
        return switch (frame[0]) {
            case PLAIN -> new Read(sync(new ProtoReader(frame, 1, frame.length)), frame.length);
            case DEFLATED -> {
                var whole = inflated(frame);
                yield new Read(sync(ProtoReader.of(whole)), whole.length);
            }
            default -> throw new BadMessage("a frame of the kind " + frame[0] + ", want 0 or 1");
        };
    }

    private static Sync sync(ProtoReader in) {
        Sync sync = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sync = sums(in.message(MAX_FRAME, "sums"));
                case 2 -> sync = digests(in.message(MAX_FRAME, "digests"));
                case 3 -> sync = records(in.message(MAX_FRAME, "records"));
                default -> in.skip();
            }
        }
        if (sync == null) throw new BadMessage("a frame without sums, digests or records");
        return sync;
    }

    private static ProtoWriter sums(Sums sums) {
        var out = new ProtoWriter(8 * sums.parts().length + 32);
        var begun = out.begin(1);
        out.number(1, sums.bits());
        out.packed64(2, sums.parts());
        out.fixed64(3, sums.events());
        out.end(begun);
        return out;
    }

    private static Sums sums(ProtoReader in) {
        var bits = 0;
        var parts = new long[0];
        var events = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> bits = in.count(Sync.MOST_BITS, "the bits of sums");
                case 2 -> parts = in.packed64(1 << Sync.MOST_BITS, "sums");
                case 3 -> events = in.fixed64("the sum of events");
                default -> in.skip();
            }
        }
        if (parts.length != 1 << bits) throw new BadMessage(parts.length + " sums, want " + (1 << bits));
        return new Sums(bits, parts, events);
    }

    private static ProtoWriter digests(Digests digests) {
        var out = new ProtoWriter(8 * digests.members().length + 64);
        var begun = out.begin(2);
        out.number(1, digests.bits());
        for (var part : digests.parts()) out.number(2, part + 1L);
        out.packed64(3, digests.members());
        out.packed64(4, digests.events());
        out.flag(5, digests.differ());
        out.end(begun);
        return out;
    }

    private static Digests digests(ProtoReader in) {
        var bits = 0;
        List<Integer> parts = new ArrayList<>();
        var members = new long[0];
        var events = new long[0];
        var differ = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> bits = in.count(Sync.MOST_BITS, "the bits of digests");
                case 2 -> parts.add(part(in, parts));
                case 3 -> members = in.packed64(2 * Sync.MOST_MEMBERS, "digests");
                case 4 -> events = in.packed64(EventLog.MOST_KNOWN, "the hashes of events");
                case 5 -> differ = in.flag("whether the events differ");
                default -> in.skip();
            }
        }
        if (members.length % 2 != 0) throw new BadMessage("an odd number of digests");
        if (!parts.isEmpty() && parts.getLast() >= 1 << bits) throw new BadMessage("a part beyond the last");
        return new Digests(bits, parts.stream().mapToInt(part -> part).toArray(), members, events, differ);
    }

    private static int part(ProtoReader in, List<Integer> sofar) {
        var part = in.count(1 << Sync.MOST_BITS, "a part") - 1;
        if (part < 0 || (!sofar.isEmpty() && part <= sofar.getLast())) throw new BadMessage("parts that do not ascend");
        return part;
    }

    private static void records(Records records, List<byte[]> frames) {
        var out = new ProtoWriter(1024);
        var begun = out.begin(3);
        for (var member : records.members()) {
            if (out.size() > CUT) {
                out = cut(out, begun, frames);
                begun = out.begin(3);
            }
            var one = out.begin(1);
            GossipCodec.record(out, member);
            out.end(one);
        }
        for (var foreign : records.foreign()) {
            if (out.size() > CUT) {
                out = cut(out, begun, frames);
                begun = out.begin(3);
            }
            var one = out.begin(2);
            GossipCodec.foreign(out, foreign);
            out.end(one);
        }
        for (var event : records.events()) {
            if (out.size() > CUT) {
                out = cut(out, begun, frames);
                begun = out.begin(3);
            }
            var one = out.begin(3);
            GossipCodec.event(out, event);
            out.end(one);
        }
        // what is wanted stands in the last frame: it is answered when all records were read
        if (out.size() > CUT) {
            out = cut(out, begun, frames);
            begun = out.begin(3);
        }
        out.packed64(4, longs(records.wanted()));
        out.packed64(5, longs(records.wantedEvents()));
        out.flag(6, records.more());
        out.end(begun);
        frames.add(sealed(out));
    }

    private static ProtoWriter cut(ProtoWriter out, int begun, List<byte[]> frames) {
        out.flag(6, true);
        out.end(begun);
        frames.add(sealed(out));
        return new ProtoWriter(1024);
    }

    private static Records records(ProtoReader in) {
        List<MemberRecord> members = new ArrayList<>();
        List<Message.Foreign> foreign = new ArrayList<>();
        List<Message.EventNotice> events = new ArrayList<>();
        List<Long> wanted = List.of();
        List<Long> wantedEvents = List.of();
        var more = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> members.add(GossipCodec.record(in.message(MAX_FRAME, "a record")));
                case 2 -> foreign.add(GossipCodec.foreign(in.message(MAX_FRAME, "a foreign node")));
                case 3 -> events.add(GossipCodec.event(in.message(MAX_FRAME, "an event")));
                case 4 -> wanted = list(in.packed64(Sync.MOST_MEMBERS, "what is wanted"));
                case 5 -> wantedEvents = list(in.packed64(EventLog.MOST_KNOWN, "the events wanted"));
                case 6 -> more = in.flag("whether more follows");
                default -> in.skip();
            }
            if (members.size() + foreign.size() + events.size() > Sync.MOST_MEMBERS)
                throw new BadMessage("more than " + Sync.MOST_MEMBERS + " records in a frame");
        }
        return new Records(members, foreign, events, wanted, wantedEvents, more);
    }

    private static long[] longs(List<Long> list) {
        return list.stream().mapToLong(each -> each).toArray();
    }

    private static List<Long> list(long[] all) {
        return Arrays.stream(all).boxed().toList();
    }

    static byte[] sealed(ProtoWriter out) {
        if (out.size() >= WORTH_DEFLATING) {
            var deflated = deflated(out);
            if (deflated.length <= out.size()) return deflated;
        }
        var plain = new byte[out.size() + 1];
        plain[0] = PLAIN;
        System.arraycopy(out.buffer(), 0, plain, 1, out.size());
        return plain;
    }

    private static byte[] deflated(ProtoWriter out) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(out.buffer(), 0, out.size());
            deflater.finish();
            var room = new byte[out.size() + 64];
            room[0] = DEFLATED;
            var length = deflater.deflate(room, 1, room.length - 1);
            return Arrays.copyOf(room, deflater.finished() ? length + 1 : room.length);
        } finally {
            deflater.end();
        }
    }

    static byte[] inflated(byte[] frame) {
        var inflater = new Inflater();
        try {
            inflater.setInput(frame, 1, frame.length - 1);
            var room = new byte[Math.min(MAX_FRAME, Math.max(1024, 4 * frame.length))];
            var length = 0;
            while (!inflater.finished()) {
                if (length == room.length) {
                    if (room.length == MAX_FRAME)
                        throw new BadMessage("a frame inflates to more than " + MAX_FRAME + " bytes");
                    room = Arrays.copyOf(room, Math.min(MAX_FRAME, 2 * room.length));
                }
                var more = inflater.inflate(room, length, room.length - length);
                if (more == 0 && !inflater.finished()) throw new BadMessage("a deflated frame is cut short");
                length += more;
            }
            return Arrays.copyOf(room, length);
        } catch (DataFormatException damaged) {
            throw new BadMessage("a frame that does not inflate: " + damaged.getMessage());
        } finally {
            inflater.end();
        }
    }
}
