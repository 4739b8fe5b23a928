package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Three agents with one store, each in a network of its own, so that they can be cut off; files, processes and sockets are those of this machine. */
final class Trio implements AutoCloseable {
    private static final int PORT = 6768;

    private final Hosts hosts;
    private final List<Server> servers;

    /** Not started. */
    Trio(Path folder) throws IOException, InterruptedException {
        hosts = new Hosts(folder.resolve("hosts"), 3);
        servers = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new Server(folder.resolve("a" + i), List.of("ip", "netns", "exec", "h" + i)))
                .toList();
        for (var i = 0; i < 3; i++)
            servers.get(i)
                    .settings("display_name: a" + (i + 1) + "\ngroups: [raft-member]\nseeds: ['10.99.0.1']\n"
                            + "automatic_detection_topic_enabled: false\nmonitoring_topic_enabled: false\n"
                            + "metrology_topic_enabled: false\n");
        shareKey();
    }

    private void shareKey() throws IOException, InterruptedException {
        servers.getFirst().does("gossip", "zone", "key", "generate");
        var file = Path.of("zone_keys", "internet.gossip.key");
        for (var other : servers.subList(1, 3)) {
            var copy = other.configuration().resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(servers.getFirst().configuration().resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** All have the store, and a vote. */
    void begin() throws IOException, InterruptedException {
        for (var number = 0; number < 3; number++) start(number);
        within(30, () -> servers.getFirst().opsbro("raft", "found").code() == 0);
        within(90, () -> state(0).map(Trio::votes).orElse(0L) == 3);
    }

    private static long votes(Value.Fields state) {
        return state.get("members") instanceof Value.Items members
                ? members.all().stream()
                        .filter(each -> each instanceof Value.Fields member
                                && member.get("votes").equals(Value.TRUE))
                        .count()
                : 0;
    }

    Server server(int number) {
        return servers.get(number);
    }

    void start(int number) throws IOException, InterruptedException {
        server(number).start(PORT);
    }

    SocketCalls calls(int number) {
        return new SocketCalls(server(number).data().resolve("opsbro.sock"), Duration.ofSeconds(4));
    }

    /** What it says of the consensus; empty if it says nothing. */
    Optional<Value.Fields> state(int number) {
        try (var calls = calls(number)) {
            var answer = calls.call("GET", "/raft", "");
            return answer.status() == 200 ? Optional.of(Json.readObject(answer.body())) : Optional.empty();
        } catch (IOException | Json.NotJson none) {
            return Optional.empty();
        }
    }

    private boolean leads(int number) {
        return state(number)
                .filter(state -> state.get("role").display().equals("leader"))
                .isPresent();
    }

    int leader() {
        within(60, () -> IntStream.range(0, 3).anyMatch(this::leads));
        return IntStream.range(0, 3).filter(this::leads).findFirst().orElse(0);
    }

    void signal(String signal, int number) throws IOException, InterruptedException {
        assertThat(Programs.said("kill", "-" + signal, "" + server(number).pid()))
                .isEmpty();
    }

    /** No packet passes between it and the others. */
    void cut(int number) throws IOException, InterruptedException {
        for (var other = 0; other < 3; other++) if (other != number) hosts.cut(number + 1, other + 1);
    }

    void heal(int number) throws IOException, InterruptedException {
        for (var other = 0; other < 3; other++) if (other != number) hosts.heal(number + 1, other + 1);
    }

    @Override
    public void close() throws IOException {
        for (var server : servers)
            if (Files.exists(server.data().resolve("agent.lock")))
                ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
        for (var server : servers) server.close();
        hosts.close();
    }
}
