package org.opsbro.host.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Commands.Output;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;

class LinuxHostTest {
    private final Host host = new LinuxHost();

    @TempDir
    private Path folder;

    @Test
    void a_file_of_proc_is_read_again_and_again() {
        try (var stat = host.files().open("/proc/stat")) {
            var buffer = new byte[65_536];
            for (var i = 0; i < 3; i++)
                assertThat(new String(buffer, 0, stat.read(buffer), UTF_8)).startsWith("cpu ");
        }
        try (var nothing = host.files().open("/proc/no-such-file")) {
            assertThat(nothing.read(new byte[10])).isEqualTo(-1);
        }
    }

    @Test
    void replacing_a_file_keeps_its_mode_and_a_new_one_gets_its_own() throws IOException {
        var path = folder.resolve("a");
        host.files().replace(path.toString(), "one".getBytes(UTF_8), 0640);
        assertThat(mode(path)).isEqualTo("rw-r-----");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

        host.files().replace(path.toString(), "two".getBytes(UTF_8), 0600);

        assertThat(mode(path)).isEqualTo("rw-r--r--");
        assertThat(path).hasContent("two");
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().contains("next"));
    }

    @Test
    void a_link_stays_a_link_when_its_file_is_replaced() throws IOException {
        Files.writeString(folder.resolve("real"), "one");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));

        host.files().replace(folder.resolve("link").toString(), "two".getBytes(UTF_8), 0600);

        assertThat(folder.resolve("link")).isSymbolicLink();
        assertThat(folder.resolve("real")).hasContent("two");
    }

    @Test
    void what_cannot_be_written_is_told() {
        assertThatThrownBy(() -> host.files().replace("/proc/nothing/here", new byte[0], 0600))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/proc/nothing/here");
    }

    @Test
    void the_kernel_tells_about_its_clock() {
        assertThat(host.clock().discipline())
                .hasValueSatisfying(
                        clock -> assertThat(clock.maximumErrorSeconds()).isBetween(0.0, 1000.0));
    }

    @Test
    void a_server_shows_its_certificates_whoever_signed_them() throws Exception {
        var store = java.security.KeyStore.getInstance("PKCS12");
        var password = "changeit".toCharArray();
        try (var file = Files.newInputStream(Path.of("src/test/resources/certificates/server.p12"))) {
            store.load(file, password);
        }
        var keys = javax.net.ssl.KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        var context = javax.net.ssl.SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        try (var server = (javax.net.ssl.SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var serving = Thread.ofVirtual().start(() -> {
                try (var socket = (javax.net.ssl.SSLSocket) server.accept()) {
                    socket.startHandshake();
                } catch (IOException gone) {
                    return; // the other side left without a word
                }
            });

            var shown = host.network().certificates("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(10));

            serving.join();
            assertThat(shown)
                    .isInstanceOfSatisfying(
                            org.opsbro.host.Network.Shown.Chain.class,
                            chain -> assertThat(chain.encoded()).hasSize(2));
        }
        assertThat(host.network().certificates("127.0.0.1", 1, Duration.ofSeconds(1)))
                .isInstanceOf(org.opsbro.host.Network.Shown.NoAnswer.class);
    }

    @Test
    void space_is_told_with_inodes() {
        var space = host.files().space(folder.toString()).orElseThrow();
        assertThat(space.totalBytes()).isPositive().isGreaterThanOrEqualTo(space.freeBytes());
        assertThat(space.freeBytes()).isGreaterThanOrEqualTo(space.availableBytes());
        assertThat(space.totalInodes()).isGreaterThanOrEqualTo(space.freeInodes());
        assertThat(host.files().space("/no/such/place")).isEmpty();
    }

    @Test
    void a_command_gives_code_and_both_outputs() {
        var outcome = host.commands().run(Command.shell("echo out; echo err >&2; read x; echo $x; exit 3"));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Exited.class, exited -> {
            assertThat(exited.code()).isEqualTo(3);
            assertThat(exited.output()).isEqualTo("out\n\n");
            assertThat(exited.errors()).isEqualTo("err\n");
        });
        var fed = new Command(List.of("cat"), Map.of(), "hello", Duration.ofSeconds(5), 3);
        assertThat(host.commands().run(fed)).isInstanceOfSatisfying(Outcome.Exited.class, exited -> {
            assertThat(exited.output()).isEqualTo("hel");
            assertThat(exited.truncated()).isTrue();
        });
    }

    @Test
    void the_environment_of_a_command_is_clean() {
        var outcome = (Outcome.Exited) host.commands().run(Command.of("env"));
        assertThat(outcome.output().lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder("PATH", "LC_ALL", "HOME");
    }

    @Test
    void a_hanging_command_is_killed_with_all_that_it_started() throws InterruptedException {
        var mark = "86" + ProcessHandle.current().pid();
        var line = "trap '' TERM; sleep " + mark + " & sleep " + mark + " & wait; sleep " + mark;
        var outcome = host.commands().run(Command.shell(line).within(Duration.ofMillis(300)));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        for (var i = 0; i < 50 && sleeping(mark); i++) Thread.sleep(20);
        assertThat(sleeping(mark)).isFalse();
    }

    @Test
    void an_interrupted_command_is_killed_with_all_that_it_started() throws InterruptedException {
        var mark = "87" + ProcessHandle.current().pid();
        var begun = new CountDownLatch(1);
        var outcome = new CompletableFuture<Outcome>();
        var runner = Thread.ofVirtual()
                .start(() -> outcome.complete(
                        host.commands().run(Command.shell("sleep " + mark + " & echo begun; wait"), (output, bytes) -> {
                            begun.countDown();
                            return true;
                        })));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        runner.interrupt();

        assertThat(outcome.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(new Outcome.Stopped("begun\n", ""));
        for (var i = 0; i < 50 && sleeping(mark); i++) Thread.sleep(20);
        assertThat(sleeping(mark)).isFalse();
    }

    @Test
    void outputs_are_told_whole_while_the_program_runs_however_little_is_kept() {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outcome = host.commands()
                .run(Command.shell("head -c 300000 /dev/zero; echo e >&2").keeping(3), (output, bytes) -> {
                    (output == Output.STANDARD ? out : err).writeBytes(bytes);
                    return true;
                });

        assertThat(out.size()).isEqualTo(300_000);
        assertThat(err.toString(UTF_8)).isEqualTo("e\n");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Exited.class,
                        exited -> assertThat(exited.output()).hasSize(3));
    }

    @Test
    void a_program_waits_for_a_slow_listener_and_no_longer_than_its_time() throws InterruptedException {
        var never = new CountDownLatch(1);
        var heard = new AtomicInteger();

        var outcome = host.commands()
                .run(Command.shell("head -c 1000000 /dev/zero").within(Duration.ofMillis(500)), (output, bytes) -> {
                    heard.incrementAndGet();
                    return awaits(never);
                });

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(heard).hasValue(1);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean sleeping(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains("sleep " + mark));
    }

    @Test
    void a_child_left_behind_does_not_hold_the_command() {
        var outcome = host.commands().run(Command.shell("sleep 60 & echo done"));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Exited.class,
                        exited -> assertThat(exited.output()).isEqualTo("done\n"));
    }

    @Test
    void how_it_ended_is_told() {
        assertThat(host.commands().run(Command.shell("kill -9 $$")))
                .isInstanceOfSatisfying(
                        Outcome.Signalled.class,
                        ended -> assertThat(ended.signal()).isEqualTo(9));
        assertThat(host.commands().run(Command.of("/no/such/program")))
                .isEqualTo(new Outcome.NotStarted("cannot start /no/such/program: no such program, or not executable"));
    }

    @Test
    void users_and_groups_are_found_by_name_and_id() {
        var accounts = host.accounts();
        assertThat(accounts.user("root").orElseThrow().uid()).isZero();
        assertThat(accounts.user(0).orElseThrow().name()).isEqualTo("root");
        assertThat(accounts.group(0).orElseThrow().name()).isEqualTo("root");
        assertThat(accounts.user("no-such-user")).isEmpty();
        assertThat(accounts.user("--help")).isEmpty();
        assertThat(accounts.self().name()).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void installed_packages_are_those_of_the_package_manager() {
        assertThat(host.packages().manager()).isEqualTo("apt");
        assertThat(host.packages().has("dpkg")).isTrue();
        assertThat(host.packages().has("no-such-package")).isFalse();
        var told = (Outcome.Exited) host.commands()
                .run(Command.of("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\\n"));
        assertThat(told.output()
                        .lines()
                        .filter(line -> line.startsWith("installed "))
                        .map(line -> line.split(" ")[1])
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(host.packages().installed().keySet());
    }

    @Test
    void dialogs_end_in_time_with_an_answer_or_a_reason() throws IOException {
        try (var server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream()
                            .write(("pong " + new String(socket.getInputStream().readAllBytes(), UTF_8))
                                    .getBytes(UTF_8));
                } catch (IOException closed) {
                    return; // the test is over
                }
            });
            var network = host.network();
            assertThat(network.talk("localhost:" + server.getLocalPort(), "ping", Duration.ofSeconds(2), 100))
                    .isEqualTo(new Answer.Received(0, "pong ping"));
            assertThat(network.connects("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(1)))
                    .isTrue();
            // nobody answers this one: the backlog takes the connection
            assertThat(network.talk("127.0.0.1:" + server.getLocalPort(), "x", Duration.ofMillis(200), 100))
                    .isInstanceOf(Answer.NoAnswer.class);
        }
        assertThat(host.network().connects("127.0.0.1", 1, Duration.ofSeconds(1)))
                .isFalse();
        assertThat(host.network().talk("/no/such.sock", "x", Duration.ofSeconds(1), 10))
                .isInstanceOf(Answer.NoAnswer.class);
        assertThat(host.network().addressOf("localhost")).isPresent();
        assertThat(host.network().hostName()).isNotBlank().doesNotContain(".");
    }

    @Test
    void a_page_whose_head_comes_letter_by_letter_is_not_waited_for() throws IOException {
        try (var server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(UTF_8));
                    while (true) {
                        socket.getOutputStream().write('x');
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                } catch (IOException | InterruptedException closed) {
                    return; // the other end has gone
                }
            });
            var begin = System.nanoTime();

            var answer = host.network()
                    .http(new HttpCall(
                            "GET",
                            "http://127.0.0.1:" + server.getLocalPort() + "/",
                            Map.of(),
                            "",
                            Duration.ofMillis(300),
                            100));

            assertThat(answer).isEqualTo(new Answer.NoAnswer("the answer does not end within 300 ms"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
