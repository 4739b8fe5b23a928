package org.opsbro.discovery;

import java.time.Instant;
import java.util.List;

/**
 * What outlives a run of the agent.
 *
 * @param incarnation the last that was told
 * @param at when it was written
 * @param members as they were known then
 * @param foreign nodes of other zones as they were known then
 * @param places where members once were
 * @param events of the last minutes, that they are not told a second time
 */
public record Kept(
        long incarnation,
        Instant at,
        List<MemberRecord> members,
        List<Message.Foreign> foreign,
        List<Address> places,
        List<Message.EventNotice> events) {
    public static final Kept NOTHING = new Kept(0, Instant.EPOCH, List.of(), List.of(), List.of(), List.of());

    public Kept {
        members = List.copyOf(members);
        foreign = List.copyOf(foreign);
        places = List.copyOf(places);
        events = List.copyOf(events);
    }

    public Kept withIncarnation(long next) {
        return new Kept(next, at, members, foreign, places, events);
    }
}
