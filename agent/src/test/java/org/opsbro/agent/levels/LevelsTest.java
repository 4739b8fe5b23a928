package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.linux.Exchange;
import org.opsbro.model.Level;
import org.opsbro.model.Value;
import org.opsbro.wire.Authority;

/** Nodes with folders of their own and one store: what is published on one is on the others, and nothing that is not to be believed is. */
class LevelsTest {
    private static final Authority AUTHORITY = Authority.generate(new SecureRandom());
    private static final String MANIFEST = "opsbro/levels/zone";

    @TempDir
    private Path folder;

    private final MemoryStock stock = new MemoryStock();
    private long now = Instant.parse("2026-11-30T10:00:00Z").toEpochMilli();

    /** An agent, as far as it has levels. */
    private final class Box {
        final String name;
        Optional<Authority> key = Optional.empty();
        Optional<String> known = Optional.of(AUTHORITY.publicKey());
        boolean alone;
        int reloads;
        Levels levels;

        Box(String name) {
            this.name = name;
            this.levels = start();
        }

        Box withKey() {
            key = Optional.of(AUTHORITY);
            return this;
        }

        Levels start() {
            levels = new Levels(
                    Map.of(Level.ZONE, home("zone"), Level.GLOBAL, home("global"), Level.LOCAL, home("local")),
                    Exchange::swap,
                    stock,
                    new Levels.Ground(
                            name,
                            level -> level == Level.ZONE ? "paris" : "top",
                            zone -> known,
                            zone -> key.<UnaryOperator<byte[]>>map(
                                    authority -> text -> authority.sign(Levels.PURPOSE, text)),
                            () -> alone,
                            () -> true,
                            () -> true,
                            () -> reloads++,
                            () -> Instant.ofEpochMilli(now += 1000)));
            return levels;
        }

        Path home(String level) {
            return folder.resolve(name).resolve(level + "-configuration").resolve("packs");
        }

        Path file(String path) {
            return home("zone").resolve(path);
        }

        void write(String path, String text) throws IOException {
            Files.createDirectories(file(path).getParent());
            Files.writeString(file(path), text);
        }

        String read(String path) throws IOException {
            return Files.readString(file(path));
        }

        Value.Fields publish() throws Exception {
            return levels.publish(Level.ZONE);
        }

        void look() {
            levels.look();
        }

        Value.Fields told() throws IOException {
            var all = (Value.Items) levels.state();
            return all.all().stream()
                    .map(Value.Fields.class::cast)
                    .filter(each -> each.get("level").display().equals("zone"))
                    .findFirst()
                    .orElseThrow();
        }

        String state() throws IOException {
            return told().get("state").display();
        }

        String reason() throws IOException {
            return told().get("reason").display();
        }
    }

    private Box published(String text) throws Exception {
        var box = new Box("h1").withKey();
        box.write("shop/package.yml", text);
        box.write("shop/libexec/queue", "#!/bin/sh\n");
        Files.setPosixFilePermissions(box.file("shop/libexec/queue"), PosixFilePermissions.fromString("rwxr-x---"));
        box.write("shop/parameters/parameters.yml", "password: x\n");
        box.publish();
        return box;
    }

    private Set<String> blobs() {
        return stock.all.keySet().stream()
                .filter(key -> key.startsWith(Blobs.PREFIX))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String blobOf(String text) {
        return Blobs.piece(Contents.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
    }

    @Test
    void what_is_published_on_one_is_on_the_other_with_its_programs() throws Exception {
        published("name: shop\n");
        var other = new Box("h2");

        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("name: shop\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.file("shop/libexec/queue"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(other.file("shop/parameters/parameters.yml"))))
                .isEqualTo("rw-------");
        assertThat(other.state()).isEqualTo("ok");
        assertThat(other.told().get("version").display()).isEqualTo("1");
        assertThat(other.told().get("author").display()).isEqualTo("h1");
        assertThat(other.reloads).isPositive();
        var reloads = other.reloads;
        other.look();
        assertThat(other.reloads).isEqualTo(reloads);
    }

    @Test
    void a_second_version_takes_the_place_of_the_first_and_what_nobody_names_any_more_goes() throws Exception {
        var one = published("name: shop\n");
        var other = new Box("h2");
        other.look();
        one.write("shop/package.yml", "name: shop\nversion: 2\n");
        Files.delete(one.file("shop/libexec/queue"));

        var told = one.publish();
        other.look();

        assertThat(told.get("changes").toString())
                .contains("- shop/libexec/queue")
                .contains("~ shop/package.yml");
        assertThat(other.read("shop/package.yml")).contains("version: 2");
        assertThat(other.file("shop/libexec/queue")).doesNotExist();
        assertThat(other.told().get("kept")).isEqualTo(new Value.Items(java.util.List.of()));
        assertThat(blobs()).contains(blobOf("name: shop\nversion: 2\n")).doesNotContain(blobOf("name: shop\n"));
        assertThat(blobs()).hasSize(3);
    }

    @Test
    void a_node_that_was_off_catches_up_with_the_newest() throws Exception {
        var one = published("1");
        for (var text : new String[] {"2", "3"}) {
            one.write("shop/package.yml", text);
            one.publish();
        }
        var late = new Box("h3");

        late.look();

        assertThat(late.read("shop/package.yml")).isEqualTo("3");
        assertThat(late.told().get("version").display()).isEqualTo("3");
    }

    @Test
    void a_file_of_several_pieces_comes_whole() throws Exception {
        var one = published("1");
        var large = "0123456789abcdef".repeat(Blobs.PIECE_BYTES / 8) + "end";
        one.write("shop/libexec/large", large);
        one.publish();
        var other = new Box("h2");

        other.look();

        assertThat(other.read("shop/libexec/large")).isEqualTo(large);
    }

    @Test
    void a_part_that_is_another_one_is_refused_and_what_was_there_stays() throws Exception {
        var one = published("good\n");
        var other = new Box("h2");
        other.look();
        one.write("shop/package.yml", "newer\n");
        one.publish();
        stock.change(blobOf("newer\n"), "evil!\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("good\n");
        assertThat(other.state()).isEqualTo("refused");
        assertThat(other.reason()).contains("shop/package.yml").contains("hash");
        assertThat(other.levels.problems()).hasSize(1);

        one.publish();
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("newer\n");
        assertThat(other.state()).isEqualTo("ok");
    }

    @Test
    void what_is_not_all_there_is_waited_for() throws Exception {
        var one = published("good\n");
        var other = new Box("h2");
        other.look();
        one.write("shop/package.yml", "newer\n");
        one.publish();
        var part = stock.all.remove(blobOf("newer\n"));

        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("good\n");
        assertThat(other.state()).isEqualTo("behind");

        stock.all.put(blobOf("newer\n"), part);
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("newer\n");
    }

    @Test
    void a_manifest_of_somebody_else_is_refused() throws Exception {
        published("good\n");
        var other = new Box("h2");
        other.look();
        var list = new Contents(java.util.List.of()).bytes();
        stock.change(Blobs.piece(Contents.hash(list), 0), list);
        var thief = Authority.generate(new SecureRandom());
        var forged = Manifest.signed(
                Level.ZONE, "paris", 9, "h1", Instant.EPOCH, list, text -> thief.sign(Manifest.PURPOSE, text));
        stock.change(MANIFEST, forged.bytes());

        other.look();

        assertThat(other.state()).isEqualTo("refused");
        assertThat(other.reason()).contains("not signed by the authority of the zone paris");
        assertThat(other.read("shop/package.yml")).isEqualTo("good\n");

        for (var wrong : new Manifest[] {
            Manifest.signed(
                    Level.GLOBAL,
                    "paris",
                    9,
                    "h1",
                    Instant.EPOCH,
                    list,
                    text -> AUTHORITY.sign(Manifest.PURPOSE, text)),
            Manifest.signed(
                    Level.ZONE, "lyon", 9, "h1", Instant.EPOCH, list, text -> AUTHORITY.sign(Manifest.PURPOSE, text))
        }) {
            stock.change(MANIFEST, wrong.bytes());
            other.look();
            assertThat(other.reason()).contains("want that of paris");
        }
        stock.change(MANIFEST, new byte[] {1, 2, 3});
        other.look();
        assertThat(other.state()).isEqualTo("refused");
        assertThat(other.read("shop/package.yml")).isEqualTo("good\n");
    }

    @Test
    void an_older_version_that_is_put_back_is_refused_also_after_a_restart_and_the_next_one_mends_it()
            throws Exception {
        var one = published("old\n");
        var before = new java.util.TreeMap<>(stock.all);
        one.write("shop/package.yml", "new\n");
        one.publish();
        var other = new Box("h2");
        other.look();
        before.forEach((key, found) -> stock.change(key, found.value()));

        other.start();
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("new\n");
        assertThat(other.state()).isEqualTo("refused");
        assertThat(other.reason()).contains("an older one was put back");

        one.publish();
        other.look();

        assertThat(other.state()).isEqualTo("ok");
        assertThat(other.told().get("version").display()).isEqualTo("3");
        assertThat(other.read("shop/package.yml")).isEqualTo("new\n");
    }

    @Test
    void two_who_publish_at_once_do_not_overwrite_one_another() throws Exception {
        var one = published("1\n");
        var two = new Box("h2").withKey();
        two.look();
        one.write("shop/package.yml", "of one\n");
        two.write("shop/package.yml", "of two\n");
        stock.meanwhile = () -> {
            try {
                two.publish();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        };

        assertThatThrownBy(one::publish).hasMessageContaining("somebody else was first");
        assertThat(one.read("shop/package.yml")).isEqualTo("of one\n");
        assertThatThrownBy(one::publish)
                .hasMessageContaining("somebody else was first")
                .hasMessageContaining("h2");

        one.look();

        assertThat(one.read("shop/package.yml")).isEqualTo("of two\n");
        var kept =
                Path.of(((Value.Items) one.told().get("kept")).all().getFirst().display());
        assertThat(kept.resolve("shop/package.yml")).hasContent("of one\n");
    }

    @Test
    void a_sweep_at_the_same_time_takes_nothing_that_is_published_then() throws Exception {
        var one = published("1\n");
        one.write("shop/package.yml", "2\n");
        stock.meanwhile = () -> stock.all.remove(blobOf("2\n"));

        one.publish();

        assertThat(blobs()).contains(blobOf("2\n"));
    }

    @Test
    void what_was_edited_on_one_node_is_told_and_kept_when_something_newer_comes() throws Exception {
        var one = published("1\n");
        var other = new Box("h2");
        other.look();
        other.write("shop/package.yml", "mine\n");
        Files.createDirectories(other.file(".git"));
        Files.writeString(other.file(".git/HEAD"), "ref");

        assertThat(other.state()).isEqualTo("edited");
        assertThat(other.told().get("edits").toString()).contains("~ shop/package.yml");
        assertThat(other.levels.problems()).hasSize(1);
        other.look();
        assertThat(other.read("shop/package.yml")).isEqualTo("mine\n");

        one.write("shop/package.yml", "2\n");
        one.publish();
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("2\n");
        assertThat(other.read(".git/HEAD")).isEqualTo("ref");
        assertThat(other.state()).isEqualTo("ok");
        var kept = Path.of(
                ((Value.Items) other.told().get("kept")).all().getFirst().display());
        assertThat(kept.resolve("shop/package.yml")).hasContent("mine\n");
    }

    @Test
    void what_was_edited_can_be_put_aside_and_stands_in_the_way_of_other_changes() throws Exception {
        var one = published("1\n");
        one.write("shop/package.yml", "mine\n");

        assertThatThrownBy(() -> one.levels.change(Level.ZONE, packs -> {})).hasMessageContaining("were edited");
        var kept = one.levels.revert(Level.ZONE).get("kept").display();

        assertThat(Path.of(kept).resolve("shop/package.yml")).hasContent("mine\n");
        assertThat(one.read("shop/package.yml")).isEqualTo("1\n");
        assertThat(one.levels.revert(Level.ZONE).get("kept").display()).isEmpty();
    }

    @Test
    void only_the_last_three_that_were_edited_are_kept() throws Exception {
        var one = published("1\n");
        for (var i = 0; i < 5; i++) {
            one.write("shop/package.yml", "edit " + i + "\n");
            one.levels.revert(Level.ZONE);
        }

        var kept = ((Value.Items) one.told().get("kept")).all();

        assertThat(kept).hasSize(3);
        assertThat(Path.of(kept.getLast().display()).resolve("shop/package.yml"))
                .hasContent("edit 4\n");
    }

    @Test
    void without_the_store_what_was_there_stays_in_use_and_nothing_is_changed() throws Exception {
        var one = published("1\n");
        var other = new Box("h2");
        other.look();
        stock.down = true;

        other.start();
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("1\n");
        assertThat(other.state()).isEqualTo("unreachable");
        assertThat(other.reason()).isEqualTo("nobody leads the store now");
        assertThatThrownBy(() -> one.levels.change(Level.ZONE, packs -> Files.writeString(packs.resolve("x"), "x")))
                .hasMessageContaining("nobody leads");
        assertThat(one.file("x")).doesNotExist();

        stock.down = false;
        other.look();

        assertThat(other.state()).isEqualTo("ok");
    }

    @Test
    void without_the_key_nothing_is_published() throws Exception {
        published("1\n");
        var other = new Box("h2");
        other.look();
        other.write("shop/package.yml", "2\n");

        assertThatThrownBy(other::publish)
                .hasMessageContaining("private key is not on this node")
                .hasMessageContaining("authority import");

        other.known = Optional.empty();
        assertThatThrownBy(other::publish).hasMessageContaining("authority generate");
    }

    @Test
    void a_node_that_does_not_know_the_authority_takes_nothing_and_says_so() throws Exception {
        published("1\n");
        var other = new Box("h2");
        other.known = Optional.empty();

        other.look();

        assertThat(other.file("shop")).doesNotExist();
        assertThat(other.reason()).contains("public key of the zone paris is not known here");
    }

    @Test
    void one_that_is_alone_without_an_authority_changes_its_own_level() throws Exception {
        var alone = new Box("h9");
        alone.alone = true;
        alone.known = Optional.empty();

        var told = alone.levels.change(Level.ZONE, packs -> {
            Files.createDirectories(packs.resolve("shop"));
            Files.writeString(packs.resolve("shop/package.yml"), "name: shop\n");
        });

        assertThat(told.get("published")).isEqualTo(Value.FALSE);
        assertThat(told.get("changes").toString()).contains("+ shop/package.yml");
        assertThat(alone.read("shop/package.yml")).isEqualTo("name: shop\n");
        assertThat(alone.state()).isEqualTo("local");
        assertThat(stock.all).isEmpty();
    }

    @Test
    void links_and_pipes_are_not_published() throws Exception {
        var one = published("1\n");
        Files.createSymbolicLink(one.file("shop/secret"), Path.of("/etc/shadow"));

        assertThatThrownBy(one::publish).hasMessageContaining("shop/secret").hasMessageContaining("no ordinary file");
        assertThat(one.told().get("edits").toString()).contains("! shop/secret");
    }

    @Test
    void a_change_that_fails_changes_nothing() throws Exception {
        var one = published("1\n");

        assertThatThrownBy(() -> one.levels.change(Level.ZONE, packs -> {
                    Files.delete(packs.resolve("shop/package.yml"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");

        assertThat(one.read("shop/package.yml")).isEqualTo("1\n");
        assertThat(one.home("zone").resolveSibling("next")).doesNotExist();
        assertThat(one.told().get("version").display()).isEqualTo("1");
    }

    @Test
    void a_store_that_was_lost_is_filled_again() throws Exception {
        var one = published("1\n");
        stock.all.clear();
        one.look();
        assertThat(one.read("shop/package.yml")).isEqualTo("1\n");

        one.publish();
        var other = new Box("h2");
        other.look();

        assertThat(other.read("shop/package.yml")).isEqualTo("1\n");
        assertThat(other.told().get("version").display()).isEqualTo("2");
    }
}
