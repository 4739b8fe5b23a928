package org.opsbro.discovery.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.Kept;
import org.opsbro.discovery.MemberRecord;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Sync;
import org.opsbro.discovery.SyncCodec;
import org.opsbro.model.NodeId;
import org.opsbro.store.AtomicFile;

/**
 * What a run of the gossip leaves for the next: its incarnation, and whom it knew. Damaged members are told and forgotten, as seeds bring them back; a
 * damaged incarnation is not guessed.
 *
 * <p>{@code gossip/UUID.members} has lines {@code at TIME}, {@code place IP PORT} and {@code members BASE64}, the frames of {@link SyncCodec}.
 */
final class MemberFile {
    private final AtomicFile members;
    private final AtomicFile incarnation;

    MemberFile(Path data, NodeId self) throws IOException {
        var folder = data.resolve("gossip");
        Files.createDirectories(folder);
        this.members = new AtomicFile(folder.resolve(self.uuid() + ".members"));
        this.incarnation = new AtomicFile(folder.resolve(self.uuid() + ".incarnation"));
    }

    /** @param problems takes a sentence if the members cannot be read */
    Kept read(List<String> problems) throws IOException {
        var text = incarnation.read().map(String::strip).orElse("0");
        if (!text.matches("[0-9]{1,18}"))
            throw new IOException(incarnation.path() + " says \"" + text
                    + "\", want a number: restore it, or write one that is higher than before");
        try {
            return members(members.read().orElse("")).withIncarnation(Long.parseLong(text));
        } catch (BadMessage | IllegalArgumentException | DateTimeException damaged) {
            problems.add(members.path() + " is not read, known members are met again by seeds only: "
                    + damaged.getMessage());
            return Kept.NOTHING.withIncarnation(Long.parseLong(text));
        }
    }

    private static Kept members(String text) {
        var at = Instant.EPOCH;
        List<MemberRecord> records = new ArrayList<>();
        List<Message.Foreign> foreign = new ArrayList<>();
        List<Address> places = new ArrayList<>();
        List<Message.EventNotice> events = new ArrayList<>();
        for (var line : text.lines().toList()) {
            var words = line.split(" ", -1);
            switch (words[0]) {
                case "at" -> at = Instant.parse(words[1]);
                case "place" -> places.add(new Address(words[1], Integer.parseInt(words[2])));
                case "members" -> {
                    if (SyncCodec.read(Base64.getDecoder().decode(words[1])) instanceof Sync.Records found) {
                        records.addAll(found.members());
                        foreign.addAll(found.foreign());
                        events.addAll(found.events());
                    }
                }
                default -> throw new IllegalArgumentException("found \"" + words[0] + "\", want at, place or members");
            }
        }
        return new Kept(0, at, records, foreign, places, events);
    }

    void write(Kept kept) throws IOException {
        var text = new StringBuilder("at ").append(kept.at()).append('\n');
        for (var place : kept.places())
            text.append("place ")
                    .append(place.ip())
                    .append(' ')
                    .append(place.port())
                    .append('\n');
        var records = new Sync.Records(kept.members(), kept.foreign(), kept.events(), List.of(), List.of(), false);
        for (var frame : SyncCodec.frames(records))
            text.append("members ")
                    .append(Base64.getEncoder().encodeToString(frame))
                    .append('\n');
        members.write(text.toString());
    }

    void incarnation(long raised) throws IOException {
        incarnation.write(raised + "\n");
    }
}
