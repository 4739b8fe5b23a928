package org.opsbro.agent.levels;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.opsbro.kv.Keys.Change;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The levels that several nodes have together, as they are on this one. What is published comes here by itself: as soon as the store tells of it, and it is
 * looked for every ten seconds besides. For any thread.
 */
public final class Levels implements Turn {
    /** What signatures of manifests are for. */
    public static final String PURPOSE = Manifest.PURPOSE;

    private static final Logger LOG = LoggerFactory.getLogger(Levels.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Map<Level, SharedLevel> levels = new EnumMap<>(Level.class);
    private final Ground ground;
    private final AtomicBoolean called = new AtomicBoolean();

    /**
     * What they stand on.
     *
     * @param node the name of this node
     * @param zone whose authority signs a level
     * @param publicKey of the authority of a zone, as it is known here
     * @param signer of a zone, for manifests; empty where its private key is not here
     * @param alone whether there is nobody but this node in its zone
     * @param common whether the nodes of the zone have one store
     * @param open whether there is a store to look into
     * @param reload to be called when packs are others
     */
    public record Ground(
            String node,
            Function<Level, String> zone,
            Function<String, Optional<String>> publicKey,
            Function<String, Optional<UnaryOperator<byte[]>>> signer,
            BooleanSupplier alone,
            BooleanSupplier common,
            BooleanSupplier open,
            Runnable reload,
            InstantSource clock) {}

    /** Two folders change their names with one another, in one step. */
    public interface Swap {
        void swap(Path one, Path other) throws IOException;
    }

    /** What a person wants to change, in a copy of the folder of a level. */
    public interface Edit {
        /** @throws IllegalArgumentException with the reason if it cannot be done; then nothing is */
        void make(Path packs) throws IOException;
    }

    /** That something is not done, and why. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** @param homes where the packs of each level lie */
    public Levels(Map<Level, Path> homes, Swap swap, Stock stock, Ground ground) {
        this.ground = ground;
        homes.forEach((level, home) -> {
            if (level != Level.LOCAL)
                levels.put(level, new SharedLevel(level, new LevelFolder(home, swap), stock, ground));
        });
    }

    private SharedLevel of(Level level) {
        var shared = levels.get(level);
        if (shared == null)
            throw new IllegalArgumentException(
                    "the level " + level.word() + " is not one that nodes share: want zone or global");
        return shared;
    }

    /** @throws Refused if a change of this level could not be signed here */
    public void demandSigner(Level level) throws Refused {
        of(level).signer();
    }

    /**
     * Changes a level on all nodes, or on this one where there is no other and no authority. If it cannot be, nothing is changed here either.
     *
     * @return as {@link #publish}
     */
    public Value.Fields change(Level level, Edit edit) throws IOException, InterruptedException {
        return told(level, of(level).publish(edit, false));
    }

    /**
     * Makes what lies in this node's folder of the level that of all nodes. It puts into the store again what is missing there.
     *
     * @return level; published, whether others get it; version; changes, a line each as {@code ~ pack/file}
     */
    public Value.Fields publish(Level level) throws IOException, InterruptedException {
        return told(level, of(level).publish(packs -> {}, true));
    }

    private static Value.Fields told(Level level, SharedLevel.Published published) {
        var all = Value.object()
                .with("level", level.word())
                .with("published", published.manifest().isPresent())
                .with("changes", Value.texts(published.changes()));
        published.manifest().ifPresent(manifest -> all.with("version", manifest.version()));
        return all.end();
    }

    /** Puts what was edited here aside: {@code kept} is where it lies, empty if nothing was edited. */
    public Value.Fields revert(Level level) throws IOException, InterruptedException {
        return Value.object()
                .with("level", level.word())
                .with("kept", of(level).revert().map(Path::toString).orElse(""))
                .end();
    }

    /** Of each level: level, state, reason, folder, zone, version, author, at, files, bytes, edits, kept. */
    public Value state() throws IOException {
        List<Value> all = new ArrayList<>();
        for (var each : levels.entrySet()) all.add(state(each.getKey(), each.getValue()));
        return new Value.Items(all);
    }

    private Value state(Level level, SharedLevel shared) throws IOException {
        var edits = shared.edits();
        var standing = shared.standing(edits);
        var fields = Value.object()
                .with("level", level.word())
                .with("state", standing.word().text())
                .with("reason", standing.reason())
                .with("folder", shared.packs().toString())
                .with("zone", ground.zone().apply(level));
        shared.applied()
                .ifPresent(applied -> fields.with("version", applied.manifest().version())
                        .with("author", applied.manifest().author())
                        .with("at", applied.manifest().at().toString())
                        .with("files", applied.contents().files().size())
                        .with("bytes", applied.contents().totalBytes()));
        return fields.with("edits", Value.texts(edits))
                .with(
                        "kept",
                        Value.texts(shared.kept().stream().map(Path::toString).toList()))
                .end();
    }

    /** What is wrong with them, for those who look at the packs. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        levels.forEach((level, shared) -> {
            var standing = shared.standing(shared.edits());
            var source = Source.of(shared.packs().toString());
            var told = "the level " + level.word() + ": " + standing.reason();
            switch (standing.word()) {
                case LOCAL, OK, UNREACHABLE -> {}
                case EDITED -> all.add(Problem.warning(source, "", told));
                case BEHIND, REFUSED -> all.add(Problem.error(source, "", told));
            }
        });
        return all;
    }

    // ---- following

    /** Keys of the store changed. Quick. */
    public void changed(List<Change> changes) {
        for (var change : changes)
            if (change.key().startsWith(Manifest.PREFIX)) {
                again();
                return;
            }
    }

    /** Something in the store may be other than before: looks soon. Quick. */
    public void again() {
        if (called.compareAndSet(false, true))
            Thread.ofVirtual().name("levels").start(() -> {
                called.set(false);
                look();
            });
    }

    void look() {
        try {
            if (!ground.open().getAsBoolean()) return;
            var other = false;
            for (var each : levels.values()) other |= each.look();
            if (other) ground.reload().run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("levels: they are not followed now", bug);
        }
    }

    @Override
    public String name() {
        return "levels";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Event> take(World now) {
        look();
        return List.of();
    }
}
