package org.opsbro.agent.levels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.opsbro.agent.levels.Contents.Entry;
import org.opsbro.agent.levels.Levels.Refused;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.Malformed;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Authority;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/**
 * Packs of a node's own level for another node of its zone: only for one on which the private key of the zone's authority lies, as it shows by signing what it
 * wants. Parameters stay where they are: passwords are among them.
 *
 * <p>On a stream: a nonce there; {@code {"pack", "signature"}} back; 0 and the reason, or 1 and the list of files; then their contents one behind the other, in
 * pieces.
 */
public final class PackLoans implements Streams.Service {
    /** Of the streams, and of the signature. */
    public static final String PURPOSE = "pack-copy";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NONCE_BYTES = 32;
    private static final int MOST_ASKED_BYTES = 1024;
    private static final int MOST_LISTED_BYTES = Stream.MOST_BYTES - 1;
    private static final int REFUSED = 0;
    private static final int GIVEN = 1;

    private final Ground ground;
    private final Streams streams;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param packs of this node
     * @param publicKey of the authority of a zone, as it is known here
     * @param signer of a zone, for {@link #PURPOSE}; empty where its private key is not here
     */
    public record Ground(
            Supplier<World> world,
            Supplier<Packs> packs,
            Function<String, Optional<String>> publicKey,
            Function<String, Optional<UnaryOperator<byte[]>>> signer) {}

    public PackLoans(Ground ground, Streams streams) {
        this.ground = ground;
        this.streams = streams;
    }

    /** What is signed: good for this pack, these two nodes and this stream only. */
    private static byte[] signed(byte[] nonce, String pack, NodeId asks, NodeId gives) {
        var text = String.join("\n", "", pack, asks.uuid(), gives.uuid()).getBytes(UTF_8);
        var all = Arrays.copyOf(nonce, nonce.length + text.length);
        System.arraycopy(text, 0, all, nonce.length, text.length);
        return all;
    }

    // ---- giving

    @Override
    public void serve(Stream stream) throws IOException {
        var self = ground.world().get().node();
        if (!stream.peer().sealed() || !stream.peer().zone().equals(self.zone()))
            throw new IOException("packs are given on sealed streams of the zone only");
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        stream.send(nonce);
        var asked = asked(next(stream, MOST_ASKED_BYTES));
        var pack = asked.get("pack").display();
        try {
            demandAuthority(self, asked, signed(nonce, pack, stream.peer().id(), self.id()));
            give(folder(pack), stream);
        } catch (Refused refused) {
            stream.send(
                    Stream.frame(REFUSED, String.valueOf(refused.getMessage()).getBytes(UTF_8)));
        }
    }

    private static Value.Fields asked(byte[] frame) throws IOException {
        try {
            return Json.readObject(new String(frame, UTF_8));
        } catch (Json.NotJson broken) {
            throw new IOException("what it asks for cannot be read", broken);
        }
    }

    private void demandAuthority(Node self, Value.Fields asked, byte[] text) throws Refused {
        var known = ground.publicKey().apply(self.zone());
        if (known.isEmpty()) throw new Refused("there the authority of the zone " + self.zone() + " is not known");
        try {
            var signature = Base64.getDecoder().decode(asked.get("signature").display());
            if (Authority.verify(known.get(), PURPOSE, text, signature)) return;
        } catch (IllegalArgumentException notBase64) {
            // it is none
        }
        throw new Refused("it is not signed by the authority of the zone " + self.zone() + " that is known there");
    }

    private Path folder(String pack) throws Refused {
        return ground.packs().get().all().stream()
                .filter(each -> each.level() == Level.LOCAL && each.name().equals(pack))
                .map(each -> Path.of(each.folder()))
                .findFirst()
                .orElseThrow(() -> new Refused("there is no pack " + Contents.told(pack) + " at its level local"));
    }

    private static void give(Path folder, Stream stream) throws IOException {
        Contents given;
        try {
            given = new Contents(LevelFolder.contents(folder).files().stream()
                    .filter(file -> !file.path().startsWith("parameters/"))
                    .toList());
        } catch (LevelFolder.Unfit unfit) {
            throw new Refused(String.valueOf(unfit.getMessage()));
        }
        var list = given.bytes();
        if (list.length > MOST_LISTED_BYTES)
            throw new Refused("it has too many files: " + given.files().size());
        stream.send(Stream.frame(GIVEN, list));
        for (var file : given.files()) {
            var content = Files.readAllBytes(folder.resolve(file.path()));
            for (var from = 0; from < content.length; from += Blobs.PIECE_BYTES)
                stream.send(Arrays.copyOfRange(content, from, Math.min(content.length, from + Blobs.PIECE_BYTES)));
        }
    }

    // ---- taking

    /**
     * Copies a pack of another node's own level, without its parameters.
     *
     * @param node its name or id
     * @param to a folder that is made
     * @throws Refused with the reason, if the other one does not give it
     */
    public void take(String node, String pack, Path to) throws IOException {
        var self = ground.world().get().node();
        var from = named(node, self);
        var signer = ground.signer()
                .apply(self.zone())
                .orElseThrow(() -> new Refused("packs of other nodes are given to the authority of the zone "
                        + self.zone() + " only, whose private key is not on this node"));
        var place = Conversations.streamsOf(Address.of(from.profile()));
        try (var stream = streams.open(place, self.zone(), PURPOSE, PATIENCE)) {
            if (!stream.peer().sealed() || !stream.peer().id().equals(from.id()))
                throw new IOException("another agent is at the address of " + from.name() + ", or nothing is sealed");
            var nonce = next(stream, NONCE_BYTES);
            var signature = signer.apply(signed(nonce, pack, self.id(), from.id()));
            stream.send(Json.write(Value.object()
                            .with("pack", pack)
                            .with("signature", Base64.getEncoder().encodeToString(signature))
                            .end())
                    .getBytes(UTF_8));
            var answer = next(stream, Stream.MOST_BYTES);
            var content = Arrays.copyOfRange(answer, 1, answer.length);
            if (answer[0] != GIVEN)
                throw new Refused(from.name() + " does not give it: " + Contents.told(new String(content, UTF_8)));
            Files.createDirectories(to);
            for (var file : Contents.read(content).files()) LevelFolder.write(to, file, content(file, stream));
        } catch (Malformed bad) {
            throw new IOException(from.name() + " gives what cannot be read: " + bad.getMessage(), bad);
        }
    }

    private Node named(String node, Node self) throws Refused {
        return ground.world().get().nodes().values().stream()
                .filter(each -> each.name().equals(node) || each.id().uuid().equals(node))
                .filter(each -> each.zone().equals(self.zone()) && !each.id().equals(self.id()))
                .filter(each -> each.state() == Node.State.ALIVE && Address.isTold(each.profile()))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        "there is no living node " + node + " in the zone " + self.zone() + " beside this one"));
    }

    private static byte[] content(Entry file, Stream stream) throws IOException {
        var content = new ByteArrayOutputStream();
        while (content.size() < file.bytes()) {
            var piece = next(stream, Blobs.PIECE_BYTES);
            if (piece.length > file.bytes() - content.size())
                throw new IOException(file.path() + " is longer than it was said to be");
            content.writeBytes(piece);
        }
        if (!Contents.hash(content.toByteArray()).equals(file.hash()))
            throw new IOException(file.path() + " changed on its way: its hash is another one");
        return content.toByteArray();
    }

    private static byte[] next(Stream stream, int most) throws IOException {
        var frame = stream.receive().orElseThrow(() -> new IOException("it ended the conversation"));
        if (frame.length == 0 || frame.length > most) throw new IOException("a frame of " + frame.length + " bytes");
        return frame;
    }
}
