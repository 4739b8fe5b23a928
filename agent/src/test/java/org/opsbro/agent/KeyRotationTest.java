package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.live.KeyFiles;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.Streams;
import org.opsbro.wire.Verify;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

/** With real streams on the loopback and real files. */
class KeyRotationTest {
    private static final String ZONE = "internet";
    private static final int MEMBERS = 4;

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final Instant began = clock.instant();
    private final ZoneKey old = ZoneKey.generate(random, began.minusSeconds(1000));
    private final List<Member> members = new ArrayList<>();

    /** One agent, as far as keys go. */
    private final class Member implements AutoCloseable {
        final NodeId id;
        final Path home;
        final Zoning zoning;
        final ZoneAuthorities authorities;
        final StreamClient client;
        StreamServer server;

        Member(int number) throws IOException {
            id = new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a" + number);
            home = folder.resolve("n" + number);
            Files.createDirectories(home);
            var files = new LinuxHost().files();
            zoning = new Zoning(
                    new ZoneFiles(files, home.toString()),
                    new KeyFiles(home),
                    new SettingsFile(files, home.resolve("agent.yml").toString()),
                    zone -> Optional.empty(),
                    clock,
                    () -> {});
            zoning.install(ZONE, old);
            authorities = new ZoneAuthorities(home, List::of);
            client = new StreamClient(zoning.keys(), id, random, new WireCounters(clock));
            server = server(0);
        }

        StreamServer server(int port) throws IOException {
            // an agent that starts a moment before it is ordered
            InstantSource before = () -> clock.instant().minusSeconds(1);
            var service = new KeyService(id, zoning, authorities, List::of, before);
            return new StreamServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    zoning.keys(),
                    id,
                    Map.of(KeyService.PURPOSE, service),
                    StreamLimits.USUAL,
                    random,
                    new WireCounters(clock));
        }

        Node node() {
            var profile = Profile.named(home.getFileName().toString(), ZONE)
                    .at("127.0.0.1", server.address().getPort() - 1);
            return Node.named(id, profile.name(), ZONE).with(profile);
        }

        List<String> keys() {
            return zoning.ring(ZONE).keys().stream().map(ZoneKey::id).toList();
        }

        void restart() throws IOException {
            server = server(server.address().getPort());
        }

        @Override
        public void close() {
            server.close();
            client.close();
        }
    }

    @BeforeEach
    void town() throws IOException {
        for (var number = 0; number < MEMBERS; number++) members.add(new Member(number));
        var authority = members.getFirst().authorities.generate(ZONE, false);
        for (var member : members) member.authorities.take(ZONE, authority.publicKey(), false);
    }

    @AfterEach
    void close() {
        members.forEach(Member::close);
    }

    private KeyRotation rotation(Member from, Streams streams) {
        var nodes = members.stream().map(Member::node).toList();
        var world = World.of(from.node(), began);
        for (var node : nodes)
            world = world.after(
                    new Event.NodesChanged(began, List.of(new Event.NodeChange(Optional.empty(), node, "new"))));
        var seen = world;
        return new KeyRotation(
                from.zoning, from.authorities, new KeyCalls(streams), () -> seen, zone -> Optional.empty(), clock);
    }

    private KeyRotation rotation(Member from) {
        return rotation(from, from.client::openWithAnyKey);
    }

    /** Calls until nothing moves any more; all answers, the last one last. */
    private List<Value.Fields> run(KeyRotation rotation, boolean force) throws IOException {
        List<Value.Fields> answers = new ArrayList<>();
        var begun = Optional.<String>empty();
        while (answers.size() < 20) {
            var answer = rotation.rotate(ZONE, begun, force);
            everybodyOpensWhatEverybodySeals(force);
            answers.add(answer);
            begun = Optional.of(answer.get("key").display());
            if (answer.get("done").equals(Value.TRUE) || answer.get("moved").equals(Value.of(0))) return answers;
        }
        throw new AssertionError("it does not end: " + answers);
    }

    private void everybodyOpensWhatEverybodySeals(boolean unless) {
        if (unless) return;
        for (var from : members)
            for (var to : members) assertThat(to.keys()).contains(from.keys().getFirst());
    }

    private void allHaveOnly(String key) {
        for (var member : members) assertThat(member.keys()).containsExactly(key);
    }

    private static String behind(Value.Fields answer) {
        return answer.get("behind").display();
    }

    @Test
    void one_call_after_the_other_changes_the_key_of_all_and_nobody_is_locked_out_on_the_way() throws Exception {
        var answers = run(rotation(members.getFirst()), false);

        assertThat(answers)
                .extracting(answer -> answer.get("step").display())
                .containsExactly("install", "use", "remove", "done");
        allHaveOnly(answers.getLast().get("key").display());
        for (var member : members) {
            var file = member.home.resolve("zone_keys").resolve(ZONE + ".gossip.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(KeyRing.parse(Files.readString(file)).ids())
                    .isEqualTo(member.keys().getFirst());
        }
    }

    @Test
    void one_that_is_away_is_named_and_no_key_is_used_before_it_is_back() throws Exception {
        var away = members.getLast();
        away.server.close();

        var answers = run(rotation(members.getFirst()), false);

        assertThat(answers.getLast().get("step")).isEqualTo(Value.of("install"));
        assertThat(behind(answers.getLast())).contains("n3", "refused");
        for (var member : members) assertThat(member.keys().getFirst()).isEqualTo(old.id());

        away.restart();
        var after = run(rotation(members.getFirst()), false);
        allHaveOnly(after.getLast().get("key").display());
        assertThat(after.getLast().get("key")).isEqualTo(answers.getLast().get("key"));
    }

    @Test
    void with_force_one_that_is_away_is_left_behind_and_told() throws Exception {
        var away = members.getLast();
        away.server.close();

        var last = run(rotation(members.getFirst()), true).getLast();

        assertThat(last.get("done")).isEqualTo(Value.TRUE);
        assertThat(behind(last)).contains("n3");
        assertThat(away.keys()).containsExactly(old.id());
        assertThat(members.get(1).keys())
                .containsExactly(last.get("key").display())
                .isEqualTo(members.getFirst().keys());
    }

    @Test
    void one_that_was_left_behind_takes_the_key_file_of_another() throws Exception {
        var away = members.getLast();
        away.server.close();
        run(rotation(members.getFirst()), true);
        away.restart();
        var file = members.getFirst().home.resolve("zone_keys").resolve(ZONE + ".gossip.key");

        away.zoning.take(ZONE, Files.readString(file), org.opsbro.agent.api.ZonesApi.Taking.ERASE);

        allHaveOnly(members.getFirst().keys().getFirst());
        assertThat(run(rotation(members.getFirst()), false).getLast().get("done"))
                .isEqualTo(Value.TRUE);
    }

    @Test
    void more_than_half_of_a_zone_is_not_left_behind_even_by_force() throws Exception {
        for (var member : members.subList(1, 4)) member.server.close();

        assertThatThrownBy(() -> run(rotation(members.getFirst()), true)).hasMessageContaining("more than half");

        for (var member : members) assertThat(member.keys().getFirst()).isEqualTo(old.id());
    }

    @Test
    void a_change_that_breaks_off_at_any_call_locks_nobody_out_and_is_brought_to_its_end() throws Exception {
        for (var broken = 0; broken < 30; broken++) {
            var calls = new AtomicInteger(broken);
            Streams cut = (to, zone, purpose, patience) -> {
                if (calls.getAndDecrement() <= 0) throw new IOException("cut off");
                return members.getFirst().client.openWithAnyKey(to, zone, purpose, patience);
            };
            run(rotation(members.getFirst(), cut), false);
            everybodyOpensWhatEverybodySeals(false);

            var last = run(rotation(members.getFirst()), false).getLast();

            assertThat(last.get("done")).as("broken at call %s", broken).isEqualTo(Value.TRUE);
            allHaveOnly(last.get("key").display());
        }
    }

    @Test
    void another_node_with_the_authority_goes_on_where_one_stopped() throws Exception {
        var first = members.getFirst();
        var second = members.get(1);
        var secret = Files.readString(first.home.resolve("zone_keys").resolve(ZONE + ".private.key"));
        second.authorities.take(ZONE, secret, false);
        var begun = rotation(first).rotate(ZONE, Optional.empty(), false);

        var last = run(rotation(second), false).getLast();

        assertThat(last.get("key")).isEqualTo(begun.get("key"));
        allHaveOnly(last.get("key").display());
    }

    @Test
    void two_nodes_that_change_the_key_at_the_same_time_agree() throws Exception {
        var first = members.getFirst();
        var second = members.get(1);
        second.authorities.take(
                ZONE, Files.readString(first.home.resolve("zone_keys").resolve(ZONE + ".private.key")), false);
        first.zoning.install(ZONE, ZoneKey.generate(random, began));
        second.zoning.install(ZONE, ZoneKey.generate(random, began.plusMillis(1)));
        var one = rotation(first);
        var other = rotation(second);

        for (var turn = 0; turn < 12; turn++) {
            one.rotate(ZONE, Optional.of("begun"), false);
            everybodyOpensWhatEverybodySeals(false);
            other.rotate(ZONE, Optional.of("begun"), false);
            everybodyOpensWhatEverybodySeals(false);
        }

        assertThat(first.keys()).hasSize(1);
        allHaveOnly(first.keys().getFirst());
    }

    @Test
    void one_that_seals_with_the_old_key_still_is_reached_with_it() throws Exception {
        var key = ZoneKey.generate(random, began);
        for (var member : members.subList(0, 3)) {
            member.zoning.install(ZONE, key);
            member.zoning.use(ZONE, key.id());
        }

        run(rotation(members.getFirst()), true);

        allHaveOnly(key.id());
    }

    @Test
    void without_the_authority_nothing_begins_and_the_other_way_is_told() {
        var from = members.get(1);

        assertThatThrownBy(() -> rotation(from).rotate(ZONE, Optional.empty(), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody may order")
                .hasMessageContaining("node by node: gossip zone key import --add");
        assertThat(from.keys()).containsExactly(old.id());
    }

    @Test
    void members_that_know_no_or_another_authority_do_not_obey_and_say_so() throws Exception {
        members.get(1).authorities.remove(ZONE);
        members.get(2).authorities.generate(ZONE, true);

        var last = run(rotation(members.getFirst()), false).getLast();

        assertThat(behind(last))
                .contains("n1", "no public key of the zone")
                .contains("n2", "not signed by the authority");
        assertThat(members.get(1).keys()).containsExactly(old.id());
        assertThat(members.get(2).keys()).containsExactly(old.id());
    }

    @Test
    void a_key_is_not_sent_in_clear() throws Exception {
        var from = members.getFirst();
        for (var member : members)
            member.zoning.keys().swap(member.zoning.keys().now().verifying(Verify.OFF, Verify.OFF));

        var last = run(rotation(from), false).getLast();

        assertThat(behind(last)).contains("not sealed");
        for (var member : members.subList(1, 4)) assertThat(member.keys()).containsExactly(old.id());
    }

    @Test
    void an_agent_that_is_asked_in_clear_does_not_answer() throws Exception {
        var asked = members.getFirst();
        asked.zoning.keys().swap(asked.zoning.keys().now().verifying(Verify.OFF, Verify.ON));
        var clear = new org.opsbro.wire.Keys(org.opsbro.wire.HeldKeys.clear(ZONE));
        try (var client = new StreamClient(clear, members.get(1).id, random, new WireCounters(clock));
                var stream = client.open(asked.server.address(), ZONE, KeyService.PURPOSE, Duration.ofSeconds(5))) {
            stream.send(KeyService.WHICH);
            assertThatThrownBy(stream::receive).isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_order_that_is_sent_again_or_changed_is_refused() throws Exception {
        var sent = new ArrayList<byte[]>();
        var from = members.getFirst();
        Streams listening = (to, zone, purpose, patience) -> {
            var stream = from.client.openWithAnyKey(to, zone, purpose, patience);
            return new Listening(stream, sent);
        };
        rotation(from, listening).rotate(ZONE, Optional.empty(), false);
        var order = sent.stream().filter(frame -> frame.length > 64).findFirst().orElseThrow();
        var changed = order.clone();
        changed[70] ^= 1;

        for (var member : members.subList(1, 4)) {
            assertThat(said(from, member, order)).containsAnyOf("obeyed before", "the order is for the node");
            assertThat(said(from, member, changed)).doesNotContain("\"refused\":\"\"");
            assertThat(said(members.getLast(), member, order)).containsAnyOf("brought it", "the order is for the node");
        }
    }

    private static String said(Member from, Member to, byte[] frame) throws IOException {
        try (var stream = from.client.open(to.server.address(), ZONE, KeyService.PURPOSE, Duration.ofSeconds(5))) {
            stream.send(frame);
            return Json.write(
                    Json.read(new String(stream.receive().orElseThrow(), java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    private record Listening(org.opsbro.wire.Stream stream, List<byte[]> sent) implements org.opsbro.wire.Stream {
        @Override
        public org.opsbro.wire.Peer peer() {
            return stream.peer();
        }

        @Override
        public void send(byte[] frame) throws IOException {
            synchronized (sent) {
                sent.add(frame.clone());
            }
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

    @Test
    void a_census_counts_who_holds_and_who_seals_and_names_the_silent() throws Exception {
        var key = ZoneKey.generate(random, began);
        members.get(1).zoning.install(ZONE, key);
        members.get(2).zoning.install(ZONE, key);
        members.get(2).zoning.use(ZONE, key.id());
        members.get(3).server.close();
        members.getFirst().zoning.install(ZONE, key);

        var census = rotation(members.getFirst()).census(ZONE);

        assertThat(Json.write(census))
                .contains("\"" + old.id() + "\":{\"held\":3,\"sealing\":2}")
                .contains("\"" + key.id() + "\":{\"held\":3,\"sealing\":1}")
                .contains("\"members\":4")
                .contains("\"node\":\"n3\"");
    }
}
