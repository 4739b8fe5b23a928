package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.kv.raft.live.Pipe;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Authority;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

/** Node one asks node two for a pack of its own level. */
class PackLoansTest {
    private static final Authority AUTHORITY = Authority.generate(new SecureRandom());

    @TempDir
    private Path folder;

    private Optional<Authority> key = Optional.of(AUTHORITY);
    private String zoneOfAsker = "lan";

    /** A stream at whose other end somebody is. */
    private record As(Stream stream, Peer peer) implements Stream {
        @Override
        public void send(byte[] frame) throws IOException {
            stream.send(frame);
        }

        @Override
        public Optional<byte[]> receive() throws IOException {
            return stream.receive();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    @BeforeEach
    void pack() throws IOException {
        write("shop/package.yml", "name: shop\n");
        write("shop/parameters/parameters.yml", "password: secret\n");
        write("shop/empty.yml", "");
        write("shop/libexec/large", "0123456789abcdef".repeat(Blobs.PIECE_BYTES / 8) + "end");
        Files.setPosixFilePermissions(
                folder.resolve("theirs/shop/libexec/large"), PosixFilePermissions.fromString("rwx------"));
    }

    private void write(String path, String text) throws IOException {
        var file = folder.resolve("theirs").resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private static Node node(String name) {
        return Node.named(new NodeId("id-" + name), name, "lan")
                .with(Profile.named(name, "lan").at("10.0.0.1", 6768));
    }

    private static World world(String self, String other) {
        return World.of(node(self), Instant.EPOCH)
                .after(new Event.NodesChanged(
                        Instant.EPOCH, List.of(new Event.NodeChange(Optional.empty(), node(other), "", false))));
    }

    private static Peer peer(String name, String zone) {
        return new Peer(new NodeId("id-" + name), zone, true, InetSocketAddress.createUnresolved(name, 1));
    }

    private PackLoans.Ground ground(World world, Packs packs) {
        return new PackLoans.Ground(
                () -> world,
                () -> packs,
                zone -> Optional.of(AUTHORITY.publicKey()),
                zone -> key.<UnaryOperator<byte[]>>map(authority -> text -> authority.sign(PackLoans.PURPOSE, text)));
    }

    private PackLoans giver() {
        var place = new PackLoader.Place(Level.LOCAL, folder.resolve("theirs").toString());
        var packs = new PackLoader(new LinuxHost().files(), List.of(place)).load();
        return new PackLoans(ground(world("two", "one"), packs), (to, zone, purpose, patience) -> {
            throw new IOException("it asks nobody");
        });
    }

    private Path take(String node, String pack) throws IOException {
        var asker = new PackLoans(ground(world("one", "two"), Packs.NONE), (to, zone, purpose, patience) -> {
            var pipe = Pipe.open();
            Thread.ofVirtual().start(() -> {
                try (var end = new As(pipe.otherEnd(), peer("one", zoneOfAsker))) {
                    giver().serve(end);
                } catch (IOException refused) {
                    // the other end sees that it is closed
                }
            });
            return new As(pipe, peer("two", "lan"));
        });
        asker.take(node, pack, folder.resolve("ours"));
        return folder.resolve("ours");
    }

    @Test
    void a_pack_comes_whole_without_its_parameters() throws Exception {
        var ours = take("two", "shop");

        assertThat(ours.resolve("package.yml")).hasContent("name: shop");
        assertThat(ours.resolve("empty.yml")).isEmptyFile();
        assertThat(ours.resolve("libexec/large"))
                .hasSameBinaryContentAs(folder.resolve("theirs/shop/libexec/large"))
                .isExecutable();
        assertThat(ours.resolve("parameters")).doesNotExist();
    }

    @Test
    void without_the_private_key_or_with_another_one_nothing_is_given() {
        key = Optional.empty();
        assertThatThrownBy(() -> take("two", "shop")).hasMessageContaining("private key is not on this node");
        key = Optional.of(Authority.generate(new SecureRandom()));
        assertThatThrownBy(() -> take("two", "shop"))
                .hasMessageContaining("two does not give it")
                .hasMessageContaining("not signed by the authority of the zone lan");
        assertThat(folder.resolve("ours")).doesNotExist();
    }

    @Test
    void a_pack_or_node_that_is_not_there_and_another_zone_are_told() {
        assertThatThrownBy(() -> take("two", "../shop")).hasMessageContaining("no pack ../shop");
        assertThatThrownBy(() -> take("three", "shop")).hasMessageContaining("no living node three");
        assertThatThrownBy(() -> take("one", "shop")).hasMessageContaining("no living node one");
        zoneOfAsker = "paris";
        assertThatThrownBy(() -> take("two", "shop")).hasMessageContaining("ended the conversation");
    }

    @Test
    void a_pack_with_a_link_is_not_given() throws Exception {
        Files.createSymbolicLink(folder.resolve("theirs/shop/libexec/secret"), Path.of("/etc/shadow"));

        assertThatThrownBy(() -> take("two", "shop")).hasMessageContaining("no ordinary file");
    }
}
