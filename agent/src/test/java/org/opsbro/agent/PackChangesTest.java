package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.levels.Levels;
import org.opsbro.agent.levels.PackLoans;
import org.opsbro.agent.levels.Stock;
import org.opsbro.host.linux.Exchange;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Packs.Pack;

/** Packs are brought from level to level on one node, which is alone. */
class PackChangesTest {
    /** Nobody asks it where there is no authority. */
    private static final Stock NO_STORE = new Stock() {
        @Override
        public Optional<Found> get(String key) throws IOException {
            throw new IOException("there is no store");
        }

        @Override
        public void put(String key, byte[] value) throws IOException {
            throw new IOException("there is no store");
        }

        @Override
        public boolean put(String key, byte[] value, long revision) throws IOException {
            throw new IOException("there is no store");
        }

        @Override
        public List<String> keys(String prefix) throws IOException {
            throw new IOException("there is no store");
        }

        @Override
        public void delete(List<String> keys, Map<String, Long> revisions) throws IOException {
            throw new IOException("there is no store");
        }
    };

    @TempDir
    Path folder;

    private Folders folders;
    private PackChanges changes;
    private PackLoader loader;
    private Packs packs = Packs.NONE;
    private boolean alone = true;

    @BeforeEach
    void start() throws Exception {
        folders = new Folders(folder.resolve("etc"), folder.resolve("data"), folder.resolve("logs"));
        var host = new LinuxHost();
        loader = new PackLoader(host.files(), folders.places(folder.resolve("shipped")));
        var levels = new Levels(
                folders.homes(),
                Exchange::swap,
                NO_STORE,
                new Levels.Ground(
                        "h1",
                        level -> "paris",
                        zone -> Optional.empty(),
                        zone -> Optional.empty(),
                        () -> alone,
                        () -> false,
                        () -> false,
                        this::load,
                        InstantSource.system()));
        var world = World.of(Node.named(new NodeId("id-1"), "h1", "paris"), Instant.EPOCH);
        var loans = new PackLoans(
                new PackLoans.Ground(() -> world, () -> packs, zone -> Optional.empty(), zone -> Optional.empty()),
                (to, zone, purpose, patience) -> {
                    throw new IOException("nobody is there");
                });
        changes = new PackChanges(host, folders.homes(), () -> packs, levels, loans, this::load);
        write(Level.LOCAL, "shop/package.yml", "# ours\nname: shop\nparameters:\n  limit: {type: int, default: 5}\n");
        write(Level.LOCAL, "shop/parameters/parameters.yml", "limit: 7\n");
        write(Level.LOCAL, "shop/libexec/queue", "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                file(Level.LOCAL, "shop/libexec/queue"), PosixFilePermissions.fromString("rwxr-xr-x"));
        load();
    }

    private void load() {
        packs = loader.load();
    }

    private Path file(Level level, String path) {
        return Objects.requireNonNull(folders.homes().get(level)).resolve(path);
    }

    private void write(Level level, String path, String text) throws IOException {
        Files.createDirectories(file(level, path).getParent());
        Files.writeString(file(level, path), text);
    }

    private Pack pack(Level level) {
        load();
        return packs.all().stream()
                .filter(each -> each.level() == level && each.name().equals("shop"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_promoted_pack_moves_up_with_its_parameters_and_programs() throws Exception {
        var told = changes.promote(pack(Level.LOCAL), Level.ZONE, false);

        assertThat(told.get("published")).isEqualTo(Value.FALSE);
        assertThat(told.get("folder").display())
                .isEqualTo(file(Level.ZONE, "shop").toString());
        assertThat(file(Level.ZONE, "shop/parameters/parameters.yml")).hasContent("limit: 7");
        assertThat(Files.isExecutable(file(Level.ZONE, "shop/libexec/queue"))).isTrue();
        assertThat(file(Level.LOCAL, "shop")).doesNotExist();
        assertThat(packs.named("shop").orElseThrow().level()).isEqualTo(Level.ZONE);

        changes.promote(pack(Level.ZONE), Level.GLOBAL, true);

        assertThat(packs.named("shop").orElseThrow().level()).isEqualTo(Level.ZONE);
        assertThat(pack(Level.GLOBAL).shadowedBy()).contains(Level.ZONE);
    }

    @Test
    void a_pack_is_promoted_upwards_only_and_over_none() throws Exception {
        assertThatThrownBy(() -> changes.promote(pack(Level.LOCAL), Level.LOCAL, true))
                .hasMessageContaining("from local to zone or global");
        changes.promote(pack(Level.LOCAL), Level.GLOBAL, true);
        assertThatThrownBy(() -> changes.promote(pack(Level.GLOBAL), Level.ZONE, true))
                .hasMessageContaining("from local to zone or global");
        assertThatThrownBy(() -> changes.promote(pack(Level.LOCAL), Level.GLOBAL, true))
                .hasMessageContaining("packs update local.shop --to-global");
    }

    @Test
    void with_others_in_the_zone_and_no_key_nothing_is_promoted() {
        alone = false;

        assertThatThrownBy(() -> changes.promote(pack(Level.LOCAL), Level.ZONE, false))
                .hasMessageContaining("gossip zone authority generate");
        assertThat(file(Level.ZONE, "shop")).doesNotExist();
        assertThat(file(Level.LOCAL, "shop/package.yml")).exists();
    }

    @Test
    void a_copy_has_another_name_and_the_same_level() throws Exception {
        changes.copy(pack(Level.LOCAL), "shop-tests");

        assertThat(file(Level.LOCAL, "shop-tests/package.yml")).content().startsWith("# ours\nname: shop-tests\n");
        assertThat(packs.named("shop-tests").orElseThrow().parameters().value("limit"))
                .isEqualTo(Value.of(7));
        assertThatThrownBy(() -> changes.copy(pack(Level.LOCAL), "shop-tests"))
                .hasMessageContaining("is there already");
        for (var name : List.of("", "../x", "Shop", "a/b", ".x"))
            assertThatThrownBy(() -> changes.copy(pack(Level.LOCAL), name)).hasMessageContaining("cannot be called");
    }

    @Test
    void of_a_node_that_is_not_there_nothing_is_copied_and_nothing_is_left_lying() {
        assertThatThrownBy(() -> changes.copyOf("h7", "shop", "theirs"))
                .hasMessageContaining("no living node h7 in the zone paris");
        assertThat(file(Level.LOCAL, "").toFile().list()).containsExactly("shop");
    }

    @Test
    void an_update_brings_all_but_the_parameters() throws Exception {
        changes.promote(pack(Level.LOCAL), Level.ZONE, true);
        write(Level.LOCAL, "shop/parameters/parameters.yml", "limit: 9\n");
        write(Level.LOCAL, "shop/libexec/queue", "#!/bin/bash\n");
        write(Level.ZONE, "shop/old.yml", "");

        changes.update(pack(Level.LOCAL), Level.ZONE);

        assertThat(file(Level.ZONE, "shop/libexec/queue")).hasContent("#!/bin/bash");
        assertThat(file(Level.ZONE, "shop/parameters/parameters.yml")).hasContent("limit: 7");
        assertThat(file(Level.ZONE, "shop/old.yml")).doesNotExist();
        write(Level.ZONE, "shop/libexec/queue", "#!/bin/dash\n");
        changes.update(pack(Level.ZONE), Level.LOCAL);
        assertThat(file(Level.LOCAL, "shop/libexec/queue")).hasContent("#!/bin/dash");
        assertThat(file(Level.LOCAL, "shop/parameters/parameters.yml")).hasContent("limit: 9");
        assertThat(file(Level.LOCAL, "").toFile().list()).hasSize(1);
    }

    @Test
    void an_update_needs_a_pack_to_update() {
        assertThatThrownBy(() -> changes.update(pack(Level.LOCAL), Level.ZONE))
                .hasMessageContaining("no pack shop at the level zone");
        assertThatThrownBy(() -> changes.update(pack(Level.LOCAL), Level.LOCAL)).hasMessageContaining("already");
    }

    @Test
    void what_is_deleted_is_gone_and_the_weaker_one_is_in_force() throws Exception {
        changes.promote(pack(Level.LOCAL), Level.ZONE, true);

        changes.delete("shop", Level.LOCAL);

        assertThat(packs.named("shop").orElseThrow().level()).isEqualTo(Level.ZONE);
        changes.delete("shop", Level.ZONE);
        assertThat(packs.named("shop")).isEmpty();
        assertThatThrownBy(() -> changes.delete("shop", Level.LOCAL)).hasMessageContaining("nothing of the pack shop");
        assertThatThrownBy(() -> changes.delete("shop", Level.CORE)).hasMessageContaining("comes with the program");
    }

    @Test
    void a_parameter_of_a_level_is_set_there_and_can_be_deleted_with_it() throws Exception {
        changes.set(pack(Level.LOCAL), Level.LOCAL, "limit", "11");
        assertThat(packs.named("shop").orElseThrow().parameters().value("limit"))
                .isEqualTo(Value.of(11));
        changes.promote(pack(Level.LOCAL), Level.GLOBAL, false);

        var told = changes.set(pack(Level.GLOBAL), Level.ZONE, "limit", "12");

        assertThat(told.get("file").display())
                .isEqualTo(file(Level.ZONE, "shop/parameters/parameters.yml").toString());
        assertThat(packs.named("shop").orElseThrow().parameters().value("limit"))
                .isEqualTo(Value.of(12));
        changes.delete("shop", Level.ZONE);
        assertThat(packs.named("shop").orElseThrow().parameters().value("limit"))
                .isEqualTo(Value.of(11));
    }

    @Test
    void a_file_of_parameters_is_its_owners_alone_as_soon_as_it_has_a_secret() throws Exception {
        write(
                Level.LOCAL,
                "shop/package.yml",
                "name: shop\nparameters:\n  limit: {type: int, default: 5}\n  key: {type: string, secret: true}\n");
        var parameters = file(Level.LOCAL, "shop/parameters/parameters.yml");
        Files.setPosixFilePermissions(parameters, PosixFilePermissions.fromString("rw-r--r--"));

        changes.set(pack(Level.LOCAL), Level.LOCAL, "limit", "8");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parameters)))
                .isEqualTo("rw-r--r--");
        changes.set(pack(Level.LOCAL), Level.LOCAL, "key", "hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parameters)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(parameters, PosixFilePermissions.fromString("rw-r--r--"));
        changes.set(pack(Level.LOCAL), Level.LOCAL, "limit", "9");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parameters)))
                .isEqualTo("rw-------");
        assertThat(parameters).hasContent("limit: 9\nkey: hunter2");
    }

    @Test
    void a_link_is_no_way_to_show_others_what_it_points_at() throws Exception {
        Files.createSymbolicLink(file(Level.LOCAL, "shop/libexec/secret"), Path.of("/etc/shadow"));

        assertThatThrownBy(() -> changes.promote(pack(Level.LOCAL), Level.ZONE, false))
                .hasMessageContaining("shop/libexec/secret is no ordinary file");
        assertThat(file(Level.ZONE, "shop")).doesNotExist();
    }
}
