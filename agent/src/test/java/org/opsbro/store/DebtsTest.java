package org.opsbro.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

class DebtsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Fields RELOAD =
            Value.object().with("shell", "systemctl reload haproxy").end();

    @TempDir
    Path folder;

    @Test
    void what_is_owed_is_still_owed_after_a_restart() throws Exception {
        var note = Value.object().with("backup", "/var/backups/x").end();

        debts().add(RELOAD, "haproxy/backends", note, NOON);

        assertThat(debts().all()).singleElement().satisfies(debt -> {
            assertThat(debt.command()).isEqualTo(RELOAD);
            assertThat(debt.by()).containsEntry("haproxy/backends", note);
            assertThat(debt.since()).isEqualTo(NOON);
            assertThat(debt.tries()).isZero();
            assertThat(debt.isDue(NOON)).isTrue();
        });
    }

    @Test
    void several_files_owe_one_command_once() throws Exception {
        var debts = debts();

        debts.add(RELOAD, "haproxy/backends", Fields.EMPTY, NOON);
        debts.add(RELOAD, "haproxy/frontends", Fields.EMPTY, NOON.plusSeconds(1));

        assertThat(debts.all())
                .singleElement()
                .satisfies(debt -> assertThat(debt.by()).containsOnlyKeys("haproxy/backends", "haproxy/frontends"));
        assertThat(debts.of("haproxy/frontends")).hasSize(1);
    }

    @Test
    void a_command_that_exited_0_is_owed_no_more() throws Exception {
        var debts = debts();

        assertThat(debts.settle(debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt()))
                .isTrue();

        assertThat(debts.all()).isEmpty();
        assertThat(debts().all()).isEmpty();
    }

    @Test
    void a_run_that_began_before_the_last_change_does_not_pay_for_it() throws Exception {
        var debts = debts();
        var running = debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt();

        debts.add(RELOAD, "a", Fields.EMPTY, NOON.plusSeconds(1));

        assertThat(debts.settle(running)).isFalse();
        assertThat(debts.all()).hasSize(1);
    }

    @Test
    void a_failure_is_tried_again_after_5_seconds_then_10_then_20_and_at_last_each_10_minutes() throws Exception {
        var debts = debts();
        var debt = debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt();

        for (var seconds : new int[] {5, 10, 20, 40}) {
            debt = debts.failed(debt, NOON, "exit 1").orElseThrow();
            assertThat(debt.due()).isEqualTo(NOON.plusSeconds(seconds));
        }
        for (var more = 0; more < 90; more++)
            debt = debts.failed(debt, NOON, "exit 1").orElseThrow();

        assertThat(debt.due()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
        assertThat(debts().all()).singleElement().satisfies(kept -> {
            assertThat(kept.tries()).isEqualTo(94);
            assertThat(kept.lastTry()).contains(NOON);
            assertThat(kept.reason()).isEqualTo("exit 1");
        });
    }

    @Test
    void a_clock_that_went_back_does_not_hold_a_debt() throws Exception {
        var debts = debts();
        var debt = debts.failed(debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt(), NOON, "exit 1")
                .orElseThrow();

        assertThat(debt.isDue(NOON.plusSeconds(1))).isFalse();
        assertThat(debt.isDue(NOON.minusSeconds(3600))).isTrue();
    }

    @Test
    void another_change_of_what_failed_is_due_at_once() throws Exception {
        var debts = debts();
        debts.failed(debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt(), NOON, "exit 1");

        var again = debts.add(RELOAD, "a", Fields.EMPTY, NOON.plusSeconds(1)).debt();

        assertThat(again.isDue(NOON.plusSeconds(1))).isTrue();
        assertThat(again.tries()).isEqualTo(1);
    }

    @Test
    void a_change_that_was_not_made_is_taken_back_and_what_was_owed_before_stays() throws Exception {
        var debts = debts();
        debts.takeBack(debts.add(RELOAD, "a", Fields.EMPTY, NOON));
        assertThat(debts.all()).isEmpty();

        var first = debts.add(RELOAD, "a", Fields.EMPTY, NOON).debt();
        debts.takeBack(debts.add(RELOAD, "b", Fields.EMPTY, NOON));

        assertThat(debts.all()).containsExactly(first);
    }

    @Test
    void whose_owner_is_gone_is_forgiven_but_not_what_others_owe_too() throws Exception {
        var debts = debts();
        debts.add(RELOAD, "a", Fields.EMPTY, NOON);
        debts.add(RELOAD, "b", Fields.EMPTY, NOON);

        debts.forgive("a");
        assertThat(debts.all())
                .singleElement()
                .satisfies(debt -> assertThat(debt.by()).containsOnlyKeys("b"));
        debts.forgive("b");

        assertThat(debts().all()).isEmpty();
    }

    @Test
    void a_broken_file_is_put_aside() throws Exception {
        Files.writeString(file(), "{\"debts\": [{\"comm");

        assertThat(debts().all()).isEmpty();

        assertThat(Files.readString(folder.resolve("debts.json.broken"))).startsWith("{\"debts\"");
    }

    @Test
    void there_is_a_most_of_them() throws Exception {
        var debts = debts();
        var one = debts.add(RELOAD, "a", Fields.EMPTY, NOON);
        for (var number = 1; number < Debts.MOST; number++)
            debts.add(Value.object().with("shell", "x " + number).end(), "a", Fields.EMPTY, NOON);

        assertThatThrownBy(() -> debts.add(Value.object().with("shell", "y").end(), "a", Fields.EMPTY, NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000 commands are owed already");
        assertThat(debts.settle(one.debt())).isTrue();
    }

    @Test
    void what_cannot_be_written_is_not_owed() throws Exception {
        var debts = debts();
        Files.createDirectories(folder.resolve("debts.json.next/x"));

        assertThatThrownBy(() -> debts.add(RELOAD, "a", Fields.EMPTY, NOON)).isInstanceOf(IOException.class);

        assertThat(debts.all()).isEmpty();
    }

    /** A process of its own owes a command and kills itself without a chance to say goodbye. */
    @Test
    void it_survives_kill_9() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Debtor.class.getName(),
                        file().toString())
                .inheritIO()
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(debts().all()).hasSize(1);
    }

    /** Owes one command, then ends by SIGKILL. */
    static final class Debtor {
        private Debtor() {}

        public static void main(String[] arguments) throws Exception {
            new Debts(new AtomicFile(Path.of(arguments[0]))).add(RELOAD, "a", Fields.EMPTY, NOON);
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        }
    }

    private Path file() {
        return folder.resolve("debts.json");
    }

    private Debts debts() throws IOException {
        return new Debts(new AtomicFile(file()));
    }
}
