package org.opsbro.agent.levels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Malformed;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The level global on its way down the tree of zones: a relay takes it from one of the zone above, as it was signed at the top, and puts it into the store of
 * its own zone; and gives it to relays of the zones below. Which relay tells it does not matter: who takes it looks at the signature.
 *
 * <p>On a stream: a key, {@code opsbro/levels/global} or a piece of a blob; back 1 and its value, 0 where there is none, or 2 and why not.
 */
public final class Descent implements Turn, Streams.Service {
    /** Of the streams. */
    public static final String PURPOSE = "levels";

    private static final Logger LOG = LoggerFactory.getLogger(Descent.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String GLOBAL = Manifest.key(Level.GLOBAL);
    private static final Pattern PIECE = Pattern.compile(Pattern.quote(Blobs.PREFIX) + "[0-9a-f]{64}/[0-9]{4}");
    private static final int MOST_KEY_BYTES = 512;
    private static final int NONE = 0;
    private static final int VALUE = 1;
    private static final int REFUSED = 2;

    private final Ground ground;
    private final Stock stock;
    private final Streams streams;
    private String trouble = "";

    /**
     * @param parent of a zone
     * @param top the zone whose authority signs the level
     * @param publicKey of the authority of a zone, as it is known here
     * @param hasKey whether there is a key of a zone here: with the zone above one talks by that of the own
     */
    public record Ground(
            Supplier<World> world,
            Function<String, Optional<String>> parent,
            Supplier<String> top,
            Function<String, Optional<String>> publicKey,
            Predicate<String> hasKey) {}

    public Descent(Ground ground, Stock stock, Streams streams) {
        this.ground = ground;
        this.stock = stock;
        this.streams = streams;
    }

    // ---- to the zones below

    @Override
    public void serve(Stream stream) throws IOException {
        var self = ground.world().get().node();
        if (!stream.peer().sealed()) throw new IOException("levels travel on sealed streams only");
        var below = stream.peer().zone();
        if (!self.relay()
                || !ground.parent().apply(below).filter(self.zone()::equals).isPresent())
            throw new IOException("here no relay gives anything to the zone " + below);
        for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive())
            stream.send(answer(frame.get()));
    }

    private byte[] answer(byte[] asked) throws IOException {
        var key = new String(asked, 0, Math.min(asked.length, MOST_KEY_BYTES), StandardCharsets.UTF_8);
        if (!key.equals(GLOBAL) && !PIECE.matcher(key).matches()) throw new IOException("it asks for something else");
        try {
            return stock.get(key)
                    .map(found -> Stream.frame(VALUE, found.value()))
                    .orElseGet(() -> Stream.frame(NONE, new byte[0]));
        } catch (IOException unreachable) {
            return Stream.frame(
                    REFUSED, String.valueOf(unreachable.getMessage()).getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent stops", ended);
        }
    }

    // ---- from the zone above

    @Override
    public String name() {
        return "levels/descent";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Event> take(World now) {
        var self = now.node();
        var above = self.relay() ? ground.parent().apply(self.zone()) : Optional.<String>empty();
        if (above.isPresent() && ground.hasKey().test(self.zone())) descend(now, above.get());
        return List.of();
    }

    private void descend(World now, String above) {
        var relays = new ArrayList<>(now.nodes().values().stream()
                .filter(node -> node.relay() && node.zone().equals(above) && node.state() == Node.State.ALIVE)
                .filter(node -> Address.isTold(node.profile()))
                .toList());
        Collections.shuffle(relays);
        for (var relay : relays)
            try {
                descend(relay, now.node().zone());
                told("");
                return;
            } catch (Malformed unbelievable) {
                told("what " + relay.name() + " has of it is not to be believed: " + unbelievable.getMessage());
            } catch (IOException failed) {
                told("it does not come from " + relay.name() + ": " + failed.getMessage());
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
    }

    private void told(String now) {
        if (now.equals(trouble)) return;
        trouble = now;
        if (now.isEmpty()) LOG.info("levels: global comes from the zone above again");
        else LOG.warn("levels: global: {}", now);
    }

    private void descend(Node relay, String ours) throws IOException, InterruptedException {
        try (var stream = streams.open(Conversations.streamsOf(Address.of(relay.profile())), ours, PURPOSE, PATIENCE)) {
            if (!stream.peer().sealed()) throw new IOException("what this node sends is not sealed");
            var above = new Above(stream);
            var manifest = above.get(GLOBAL);
            if (manifest.isPresent()) take(manifest.get().value(), new Blobs(above));
        }
    }

    /** Puts it into our store, the manifest last, where it is newer than what is there. */
    private void take(byte[] bytes, Blobs above) throws IOException, InterruptedException {
        var here = stock.get(GLOBAL);
        if (here.isPresent() && Arrays.equals(here.get().value(), bytes)) return;
        var manifest = Manifest.read(bytes);
        var zone = ground.top().get();
        if (!isGood(manifest, zone))
            throw new Malformed(manifest.told() + " is not signed by the authority of the zone " + Contents.told(zone)
                    + " that is known here");
        if (here.isPresent() && version(here.get().value(), zone) >= manifest.version()) return;
        fill(manifest, above);
        // another relay that was first put the same there, or something newer
        if (!stock.put(GLOBAL, bytes, here.map(Stock.Found::revision).orElse(0L))) return;
        fill(manifest, above); // somebody may have swept what no manifest named yet
        LOG.info("levels: global came down version={} author={}", manifest.version(), manifest.author());
        new Blobs(stock).sweep();
    }

    /** Brings what our store does not have of it. */
    private void fill(Manifest manifest, Blobs above) throws IOException, InterruptedException {
        var ours = new Blobs(stock);
        var there = new HashSet<>(stock.keys(Blobs.PREFIX));
        var list = above.get(manifest.hash(), manifest.listBytes(), "the list of files of " + manifest.told());
        if (!there.containsAll(Blobs.keys(manifest.hash(), list.length))) ours.put(manifest.hash(), list, there);
        for (var file : Contents.read(list).byHash().values())
            if (!there.containsAll(Blobs.keys(file.hash(), file.bytes())))
                ours.put(file.hash(), above.get(file.hash(), (int) file.bytes(), file.path()), there);
    }

    private boolean isGood(Manifest manifest, String zone) {
        return manifest.level() == Level.GLOBAL
                && manifest.zone().equals(zone)
                && ground.publicKey().apply(zone).filter(manifest::isSignedBy).isPresent();
    }

    /** Of what is here already; 0 of what is not to be believed. */
    private long version(byte[] bytes, String zone) {
        try {
            var manifest = Manifest.read(bytes);
            return isGood(manifest, zone) ? manifest.version() : 0;
        } catch (Malformed forged) {
            return 0;
        }
    }

    /** What the relay above has, as far as it gives it. */
    private record Above(Stream stream) implements Stock {
        @Override
        public Optional<Found> get(String key) throws IOException {
            stream.send(key.getBytes(StandardCharsets.UTF_8));
            var frame = stream.receive().orElseThrow(() -> new IOException("it ended the conversation"));
            if (frame.length == 0 || frame.length > 1 + Blobs.PIECE_BYTES)
                throw new IOException("an answer of " + frame.length + " bytes");
            var content = Arrays.copyOfRange(frame, 1, frame.length);
            return switch (frame[0]) {
                case VALUE -> Optional.of(new Found(content, 0));
                case NONE -> Optional.empty();
                case REFUSED -> throw new IOException(Contents.told(new String(content, StandardCharsets.UTF_8)));
                default -> throw new IOException("an answer of no kind");
            };
        }

        @Override
        public void put(String key, byte[] value) throws IOException {
            throw onlyRead();
        }

        @Override
        public boolean put(String key, byte[] value, long revision) throws IOException {
            throw onlyRead();
        }

        @Override
        public List<String> keys(String prefix) throws IOException {
            throw onlyRead();
        }

        @Override
        public void delete(List<String> keys, Map<String, Long> revisions) throws IOException {
            throw onlyRead();
        }

        private static IOException onlyRead() {
            return new IOException("of the zone above this one only reads");
        }
    }
}
