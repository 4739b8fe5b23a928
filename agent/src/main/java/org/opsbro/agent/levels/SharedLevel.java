package org.opsbro.agent.levels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.levels.LevelFolder.Applied;
import org.opsbro.agent.levels.Levels.Ground;
import org.opsbro.agent.levels.Levels.Refused;
import org.opsbro.model.Level;
import org.opsbro.model.Malformed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One level that all nodes of a zone have: followed from the store, and published into it. */
final class SharedLevel {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLevel.class);

    private final Level level;
    private final LevelFolder folder;
    private final Stock stock;
    private final Blobs blobs;
    private final Ground ground;
    private volatile Optional<Applied> applied = Optional.empty();
    private volatile Standing standing = new Standing(Word.LOCAL, "");
    private @Nullable Seen seen;

    /** Which manifest was looked at last. */
    private record Seen(String zone, long revision) {}

    /** How it is with the level on this node. */
    enum Word {
        /** Nothing of it was ever published: what lies there is this node's own. */
        LOCAL,
        /** It is what was published last. */
        OK,
        /** Files were edited on this node since. */
        EDITED,
        /** Something newer is published that is not all there yet, or that this node cannot write. */
        BEHIND,
        /** What is published is not to be believed. */
        REFUSED,
        /** The store cannot be asked. */
        UNREACHABLE;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** @param reason where something is wrong, and what to do */
    record Standing(Word word, String reason) {}

    /** What came of it. */
    record Published(Optional<Manifest> manifest, List<String> changes) {}

    SharedLevel(Level level, LevelFolder folder, Stock stock, Ground ground) {
        this.level = level;
        this.folder = folder;
        this.stock = stock;
        this.blobs = new Blobs(stock);
        this.ground = ground;
        try {
            folder.tidy();
            applied = folder.applied();
            if (applied.isPresent()) standing = new Standing(Word.OK, "");
        } catch (IOException damaged) {
            standing = new Standing(Word.REFUSED, String.valueOf(damaged.getMessage()));
            LOG.warn(
                    "levels: what was published last is not known here level={} reason={}",
                    level.word(),
                    damaged.getMessage());
        }
    }

    private String key() {
        return Manifest.key(level);
    }

    private String zone() {
        return ground.zone().apply(level);
    }

    /** What was taken last, if it is of the zone that this node is in now. */
    Optional<Applied> applied() {
        return applied.filter(each -> each.manifest().zone().equals(zone()));
    }

    private long version() {
        return applied().map(each -> each.manifest().version()).orElse(0L);
    }

    /** @param edits what was edited here since */
    Standing standing(List<String> edits) {
        var now = standing;
        if (now.word() != Word.OK || edits.isEmpty()) return now;
        return new Standing(
                Word.EDITED,
                "files were edited on this node only: opsbro packs publish " + level.word()
                        + " makes them those of all nodes, opsbro packs revert " + level.word() + " puts them aside");
    }

    /** What lies here otherwise than it was published, a line each; all that cannot be published too. */
    List<String> edits() {
        var known = applied;
        if (known.isEmpty()) return List.of();
        try {
            return folder.contents().since(known.get().contents());
        } catch (IOException unfit) {
            return List.of("! " + unfit.getMessage());
        }
    }

    List<Path> kept() throws IOException {
        return folder.kept();
    }

    Path packs() {
        return folder.packs();
    }

    // ---- following

    /** Takes what is published, where it is another one than here and is to be believed. Whether anything is other than before. */
    synchronized boolean look() throws InterruptedException {
        var before = standing;
        try {
            var found = stock.get(key());
            if (found.isEmpty()) standing = new Standing(applied.isPresent() ? Word.OK : Word.LOCAL, "");
            else if (!seen(found.get()).equals(seen) || before.word() != Word.OK) follow(found.get());
        } catch (Blobs.Wrong wrong) {
            standing =
                    new Standing(wrong.isTampered() ? Word.REFUSED : Word.BEHIND, String.valueOf(wrong.getMessage()));
        } catch (Malformed forged) {
            standing = new Standing(Word.REFUSED, String.valueOf(forged.getMessage()));
        } catch (Stock.Unreachable unreachable) {
            standing = new Standing(Word.UNREACHABLE, String.valueOf(unreachable.getMessage()));
        } catch (IOException failed) {
            standing = new Standing(Word.BEHIND, "what is published cannot be made here: " + failed);
        }
        var now = standing;
        if (now.equals(before)) return false;
        if (now.word() == Word.OK || now.word() == Word.LOCAL) LOG.info("levels: well again level={}", level.word());
        else LOG.warn("levels: {} level={} reason={}", now.word().text(), level.word(), now.reason());
        return true;
    }

    private Seen seen(Stock.Found found) {
        return new Seen(zone(), found.revision());
    }

    private void follow(Stock.Found found) throws IOException, InterruptedException {
        var manifest = believed(found.value());
        if (manifest.version() > version()) take(manifest);
        seen = seen(found);
        standing = new Standing(Word.OK, "");
    }

    /** @throws Malformed with the reason, if it is not to be believed */
    private Manifest believed(byte[] bytes) {
        var manifest = Manifest.read(bytes);
        var zone = zone();
        if (manifest.level() != level || !manifest.zone().equals(zone))
            throw new Malformed(
                    "what is published is the level " + manifest.level().word() + " of the zone "
                            + Contents.told(manifest.zone()) + ", want that of " + zone);
        var authority = ground.publicKey().apply(zone);
        if (authority.isEmpty())
            throw new Malformed(manifest.told() + " is published, but the public key of the zone " + zone
                    + " is not known here: opsbro gossip zone authority import");
        if (!manifest.isSignedBy(authority.get()))
            throw new Malformed(
                    manifest.told() + " is not signed by the authority of the zone " + zone + " that is known here");
        if (manifest.version() < version())
            throw new Malformed(manifest.told() + " is published, but this node has version " + version()
                    + " already: an older one was put back. opsbro packs publish " + level.word()
                    + " on a node that has the newer one mends it");
        var same = applied().filter(each -> each.manifest().version() == manifest.version());
        if (same.isPresent() && !same.get().manifest().hash().equals(manifest.hash()))
            throw new Malformed("there are two of version " + manifest.version() + ", and this node has the other one:"
                    + " opsbro packs publish " + level.word() + " makes one of them newer");
        return manifest;
    }

    private void take(Manifest manifest) throws IOException, InterruptedException {
        var list = blobs.get(manifest.hash(), manifest.listBytes(), "the list of files of " + manifest.told());
        var wanted = Contents.read(list);
        folder.prepare(wanted, file -> blobs.get(file.hash(), (int) file.bytes(), file.path()));
        install(manifest, wanted);
        LOG.info(
                "levels: taken level={} version={} author={} files={}",
                level.word(),
                manifest.version(),
                manifest.author(),
                wanted.files().size());
    }

    private void install(Manifest manifest, Contents wanted) throws IOException {
        var known = new ArrayList<>(List.of(Contents.NONE, wanted));
        applied.ifPresent(before -> known.add(before.contents()));
        var kept = folder.install(known, name());
        kept.ifPresent(
                place -> LOG.warn("levels: what was edited here is kept level={} folder={}", level.word(), place));
        record(new Applied(manifest, wanted));
        ground.reload().run();
    }

    private String name() {
        return ground.clock().instant().toString().replaceAll("[^0-9TZ]", "-");
    }

    private void record(Applied now) throws IOException {
        folder.applied(now);
        applied = Optional.of(now);
    }

    // ---- publishing

    /** What signs; empty where nothing is signed because there is nobody but this node. */
    Optional<UnaryOperator<byte[]>> signer() throws Refused {
        var zone = zone();
        if (!zone.equals(ground.zone().apply(Level.ZONE)))
            throw new Refused("the level " + level.word() + " is that of the zone " + zone
                    + " at the top: it is published there, and comes down through the relays");
        var signer = ground.signer().apply(zone);
        if (signer.isPresent()) return signer;
        var known = ground.publicKey().apply(zone);
        if (known.isEmpty() && applied().isEmpty() && ground.alone().getAsBoolean()) return Optional.empty();
        throw new Refused("the level " + level.word() + " is signed by the authority of the zone " + zone
                + ", whose private key is not on this node: "
                + (known.isPresent()
                        ? "do it where it is, or opsbro gossip zone authority import --zone " + zone + " --from FILE"
                        : "opsbro gossip zone authority generate --zone " + zone));
    }

    /**
     * Changes the level, here and on all nodes; nothing is changed here if it cannot be published.
     *
     * @param takesEdits whether what was edited here by hand goes with it
     */
    synchronized Published publish(Levels.Edit edit, boolean takesEdits) throws IOException, InterruptedException {
        var signer = signer();
        var here = folder.contents();
        if (!takesEdits && applied.isPresent() && !edits().isEmpty())
            throw new Refused("files of the level " + level.word() + " were edited on this node: opsbro packs publish "
                    + level.word() + " first, or opsbro packs revert " + level.word());
        var draft = folder.draft();
        try {
            edit.make(draft);
            var wanted = LevelFolder.contents(draft);
            var changes = wanted.since(
                    signer.isPresent() ? applied().map(Applied::contents).orElse(Contents.NONE) : here);
            var manifest = signer.isPresent() ? Optional.of(publish(wanted, signer.get())) : Optional.<Manifest>empty();
            if (!wanted.equals(here)) folder.install(List.of(Contents.NONE, here, wanted), name());
            if (manifest.isPresent()) {
                record(new Applied(manifest.get(), wanted));
                standing = new Standing(Word.OK, "");
            }
            if (!wanted.equals(here)) ground.reload().run();
            return new Published(manifest, changes);
        } finally {
            folder.tidy();
        }
    }

    private Manifest publish(Contents wanted, UnaryOperator<byte[]> signer) throws IOException, InterruptedException {
        if (!ground.alone().getAsBoolean() && !ground.common().getAsBoolean())
            throw new Refused(
                    "the nodes of this zone have no store in common, so that no other node would get it: opsbro"
                            + " raft found");
        var there = stock.get(key());
        refuseOthers(there);
        var list = wanted.bytes();
        var blobsThere = new HashSet<>(stock.keys(Blobs.PREFIX));
        blobs.put(Contents.hash(list), list, blobsThere);
        for (var each : wanted.byHash().values()) blobs.put(each.hash(), folder.drafted(each), blobsThere);
        var last = applied();
        var same = there.isPresent()
                && last.isPresent()
                && last.get().contents().equals(wanted)
                && java.util.Arrays.equals(
                        last.get().manifest().bytes(), there.get().value());
        if (same) return last.get().manifest();
        var manifest = Manifest.signed(
                level, zone(), version() + 1, ground.node(), ground.clock().instant(), list, signer);
        if (!manifest.isSignedBy(ground.publicKey().apply(zone()).orElse("")))
            throw new Refused("the private key of the zone " + zone() + " that is on this node is not the one whose"
                    + " public key is known here");
        var revision = there.map(Stock.Found::revision).orElse(0L);
        if (!stock.put(key(), manifest.bytes(), revision))
            throw new Refused("somebody else was first: look at what comes here, and do it again");
        whole(wanted, list);
        return manifest;
    }

    /** Nobody overwrites what he has not seen. */
    private void refuseOthers(Optional<Stock.Found> there) throws Refused {
        if (there.isEmpty()) return;
        try {
            var manifest = believed(there.get().value());
            if (manifest.version() > version())
                throw new Refused("somebody else was first: " + manifest.told()
                        + " is published, and not here yet (opsbro packs levels)");
        } catch (Malformed unbelievable) {
            LOG.warn("levels: replaced level={} reason={}", level.word(), unbelievable.getMessage());
        }
    }

    /** Somebody who swept at the same time may have taken parts away that no manifest named yet; what none names any more goes. */
    private void whole(Contents wanted, byte[] list) throws IOException, InterruptedException {
        var there = new HashSet<>(stock.keys(Blobs.PREFIX));
        var listHash = Contents.hash(list);
        if (!there.containsAll(Blobs.keys(listHash, list.length))) blobs.put(listHash, list, there);
        for (var each : wanted.byHash().values())
            if (!there.containsAll(Blobs.keys(each.hash(), each.bytes())))
                blobs.put(each.hash(), folder.drafted(each), there);
        try {
            blobs.sweep();
        } catch (IOException | Malformed left) {
            LOG.debug("levels: what nobody needs any more stays reason={}", left.getMessage());
        }
    }

    // ---- going back

    /** Puts what was edited here aside. Where it lies now. */
    synchronized Optional<Path> revert() throws IOException, InterruptedException {
        var last = applied()
                .orElseThrow(() -> new Refused(
                        "nothing of the level " + level.word() + " was published yet: there is nothing to go back to"));
        if (edits().isEmpty()) return Optional.empty();
        folder.prepare(last.contents(), file -> blobs.get(file.hash(), (int) file.bytes(), file.path()));
        var kept = folder.install(List.of(last.contents()), name());
        ground.reload().run();
        return kept;
    }
}
