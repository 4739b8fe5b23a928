package org.opsbro.compliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.compliance.Change.Former;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Hands.Fetching;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;
import org.opsbro.model.Json;

class ChangeNoteTest {
    private static final Rights RIGHTS = new Rights(0644, 0, 0);

    private final FakeMachine machine = FakeMachine.bare()
            .file("/etc/a", "one\n")
            .file("/proc/sys/net/x", "1\n")
            .link("/etc/l", "a")
            .folder("/etc/empty")
            .served("http://h/tool", "tool")
            .answer("", "on")
            .answer("", "off");

    static Stream<Change> changes() {
        return Stream.of(
                new Change.Content("/etc/a", Optional.of("one\n"), "tw\u00f6\n", UTF_8, RIGHTS, List.of(), false),
                new Change.Content("/etc/a", Optional.of("one\n"), "tw\u00f6\n", ISO_8859_1, RIGHTS, List.of(), true),
                new Change.Content("/etc/new", Optional.empty(), "text\n", UTF_8, RIGHTS, List.of(), false),
                new Change.Ownership("/etc/a", RIGHTS, "root:root 0644", new Rights(0600, 1000, 42), "bob:shadow 0600"),
                new Change.Folder("/etc/new.d", new Rights(0700, 0, 0)),
                new Change.Link("/etc/l", Optional.of("a"), "b"),
                new Change.Link("/etc/new-link", Optional.empty(), "b"),
                new Change.Removal("/etc/a", new Former.Text("one\n", UTF_8, true), RIGHTS),
                new Change.Removal("/etc/l", new Former.LinkTo("a"), new Rights(0777, 0, 0)),
                new Change.Removal("/etc/empty", new Former.EmptyFolder(), new Rights(0755, 0, 0)),
                new Change.Kernel("/proc/sys/net/x", "1", "0"),
                new Change.Download(fetching(Map.of(Sum.MD5, Sum.MD5.of("tool".getBytes(UTF_8))), Optional.empty())));
    }

    private static Fetching fetching(Map<Sum, String> sums, Optional<String> before) {
        return new Fetching("/etc/tool", "http://h/tool", sums, before, RIGHTS, 99, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void what_was_done_is_taken_back_from_its_note(Change change) {
        var before = machine.state();
        var kept = ChangeNote.backup(change);
        var note = Json.write(ChangeNote.written(change));

        change.apply(machine);
        assertThat(machine.state()).isNotEqualTo(before);
        ChangeNote.undo(read(note), kept, machine).apply(machine);

        assertThat(machine.state()).isEqualTo(before);
    }

    private static org.opsbro.model.Value.Fields read(String json) {
        try {
            return Json.readObject(json);
        } catch (Json.NotJson wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void what_somebody_else_changed_since_is_left_alone() {
        var change = new Change.Content("/etc/a", Optional.of("one\n"), "two\n", UTF_8, RIGHTS, List.of(), false);
        var note = ChangeNote.written(change);
        change.apply(machine);
        machine.file("/etc/a", "three\n");

        assertThatThrownBy(() -> ChangeNote.undo(note, Optional.of(new byte[0]), machine))
                .isInstanceOf(HostException.class)
                .hasMessage("/etc/a was changed again since, so it is not taken back");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void what_was_taken_back_already_is_not_taken_back_again(Change change) {
        var kept = ChangeNote.backup(change);
        var note = ChangeNote.written(change);

        assertThatThrownBy(() -> ChangeNote.undo(note, kept, machine))
                .isInstanceOf(HostException.class)
                .hasMessageMatching(".*(taken|brought) back");
    }

    @Test
    void what_could_not_be_read_does_not_come_back() {
        var change = new Change.Removal("/etc/a", new Former.Unread(), RIGHTS);
        var note = ChangeNote.written(change);
        change.apply(machine);

        assertThat(change.undo()).isEmpty();
        assertThatThrownBy(() -> ChangeNote.undo(note, Optional.empty(), machine))
                .hasMessage("what /etc/a was is not kept");
    }

    @Test
    void what_was_fetched_stays_if_it_changed_or_had_replaced_another() {
        var sums = Map.of(Sum.MD5, Sum.MD5.of("tool".getBytes(UTF_8)));
        var fresh = ChangeNote.written(new Change.Download(fetching(sums, Optional.empty())));
        var replaced = ChangeNote.written(new Change.Download(fetching(sums, Optional.of("0123"))));
        machine.file("/etc/tool", "another");

        assertThatThrownBy(() -> ChangeNote.undo(fresh, Optional.empty(), machine))
                .hasMessage("/etc/tool was changed again since, so it is not taken back");
        assertThatThrownBy(() -> ChangeNote.undo(replaced, Optional.empty(), machine))
                .hasMessage("the former content of /etc/tool is not kept, so it is not brought back");
    }

    @Test
    void a_program_is_taken_back_by_the_one_it_names() {
        var run = new Change.Run("turn it on", Command.of("on"), Optional.of(Command.of("off")));

        assertThat(ChangeNote.undo(ChangeNote.written(run), Optional.empty(), machine)
                        .commands())
                .extracting(Command::words)
                .containsExactly(List.of("off"));
        var forGood = new Change.Run("install it", Command.of("on"), Optional.empty());
        assertThatThrownBy(() -> ChangeNote.undo(ChangeNote.written(forGood), Optional.empty(), machine))
                .hasMessage("nothing takes back: install it");
    }

    @Test
    void a_program_is_taken_back_with_its_environment_and_time() {
        var off = new Command(List.of("off"), Map.of("QUIET", "yes"), "", Duration.ofMinutes(9), 10);
        var run = new Change.Run("turn it on", Command.of("on"), Optional.of(off));

        var back = ChangeNote.undo(ChangeNote.written(run), Optional.empty(), machine)
                .commands()
                .getFirst();

        assertThat(back.environment()).containsEntry("QUIET", "yes");
        assertThat(back.timeout()).isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void a_program_that_reads_an_input_is_not_run_without_it() {
        var table = new Command(List.of("crontab", "-"), Map.of(), "a secret line", Duration.ofSeconds(9), 10);
        var note = ChangeNote.written(new Change.Run("set the table", Command.of("on"), Optional.of(table)));

        assertThat(Json.write(note)).doesNotContain("a secret line");
        assertThatThrownBy(() -> ChangeNote.undo(note, Optional.empty(), machine))
                .hasMessage("nothing takes back: set the table");
    }

    @Test
    void the_text_of_a_file_is_never_in_its_note() {
        var secret = new Change.Content("/etc/a", Optional.of("pass"), "word", UTF_8, RIGHTS, List.of(), true);

        assertThat(Json.write(ChangeNote.written(secret)))
                .doesNotContain("pass")
                .doesNotContain("\"word\"");
        assertThat(secret.diff()).doesNotContain("word");
    }
}
