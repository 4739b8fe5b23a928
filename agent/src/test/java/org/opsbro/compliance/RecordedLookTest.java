package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;
import org.opsbro.host.Look;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;
import org.opsbro.host.linux.LinuxHost;

class RecordedLookTest {
    private final FakeMachine machine = FakeMachine.bare()
            .file("/etc/a", "one\n")
            .folder("/etc/d")
            .link("/etc/l", "a")
            .link("/etc/ll", "/etc/l")
            .file("/proc/sys/x", "1\n")
            .file("/proc/1/name", "init\n")
            .link("/sys/link", "one")
            .installed("nginx", "1.24")
            .services("systemd")
            .service("ssh", new Service("ssh", Activity.RUNNING, "running", Boot.ENABLED, List.of()));

    /** A question, and what changes its answer. */
    record Case(String name, Consumer<Look> question, Consumer<FakeMachine> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("text", look -> look.files().text("/etc/a"), now -> now.file("/etc/a", "two\n")),
                new Case("bytes", look -> look.files().bytes("/etc/a"), now -> now.file("/etc/a", "two\n")),
                new Case("absence", look -> look.files().text("/etc/none"), now -> now.file("/etc/none", "")),
                new Case("entry", look -> look.files().entry("/etc/a"), now -> now.owned("/etc/a", 0600, 0, 0)),
                new Case("facts", look -> look.files().facts("/etc/a"), now -> now.owned("/etc/a", 0644, 7, 0)),
                new Case("existence", look -> look.files().exists("/etc/a"), now -> now.without("/etc/a")),
                new Case("a link", look -> look.files().link("/etc/l"), now -> now.link("/etc/l", "b")),
                new Case("behind a link", look -> look.files().text("/etc/l"), now -> now.file("/etc/a", "2\n")),
                new Case("behind two", look -> look.files().text("/etc/ll"), now -> now.file("/etc/a", "2\n")),
                new Case("the link between", look -> look.files().text("/etc/ll"), now -> now.link("/etc/l", "d")),
                new Case("facts behind", look -> look.files().isDirectory("/etc/l"), now -> now.without("/etc/a")),
                new Case(
                        "a value of the kernel",
                        look -> look.files().text("/proc/sys/x"),
                        now -> now.file("/proc/sys/x", "0\n")),
                new Case(
                        "names of the kernel",
                        look -> look.files().names("/proc/1"),
                        now -> now.file("/proc/1/fd", "")),
                new Case(
                        "a folder of the kernel",
                        look -> look.files().isDirectory("/proc/1/new"),
                        now -> now.folder("/proc/1/new")),
                new Case(
                        "a link of the kernel",
                        look -> look.files().link("/sys/link"),
                        now -> now.link("/sys/link", "two")),
                new Case("accounts", look -> look.accounts().user("bob"), now -> now.file("/etc/passwd", "")),
                new Case("packages", look -> look.packages().installed(), now -> now.installed("nginx", "1.25")),
                new Case(
                        "states of packages",
                        look -> look.packages().all(),
                        now -> now.installed(
                                new InstalledPackage("vim", "", "1", State.BROKEN, false, false, false, List.of()))),
                new Case("lists", look -> look.packages().unlisted(Set.of("vim")), now -> now.unlisted("vim")),
                new Case("needs", look -> look.packages().needing(Set.of("vim")), now -> now.needing("vim")),
                new Case(
                        "services",
                        look -> look.services().services(Set.of("ssh")),
                        now -> now.service(
                                "ssh", new Service("ssh", Activity.STOPPED, "dead", Boot.DISABLED, List.of()))),
                new Case(
                        "no such service",
                        look -> look.services().services(Set.of("new")),
                        now -> now.service(
                                "new", new Service("new", Activity.STOPPED, "dead", Boot.DISABLED, List.of()))),
                new Case("the service manager", look -> look.services().manager(), now -> now.services("openrc")));
    }

    private Footprint footprint(Consumer<Look> question) {
        var look = new RecordedLook(machine);
        question.accept(look);
        return look.footprint();
    }

    private boolean stands(Footprint footprint) {
        return new Footprint.Pass(machine).stands(footprint);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void another_answer_is_known_without_asking_again(Case each) {
        var footprint = footprint(each.question());
        assertThat(stands(footprint)).isTrue();

        each.change().accept(machine);

        assertThat(stands(footprint)).isFalse();
    }

    @Test
    void what_was_not_looked_at_may_change() {
        var footprint = footprint(look -> look.files().text("/etc/a"));

        machine.file("/etc/b", "new\n").installed("vim", "9");

        assertThat(stands(footprint)).isTrue();
    }

    @Test
    void names_of_a_folder_are_known_by_its_times(@TempDir Path folder) throws IOException {
        var disk = new HostLook(new LinuxHost(), Set.of(), Duration.ofSeconds(1));
        Files.setLastModifiedTime(folder, FileTime.fromMillis(0));
        var look = new RecordedLook(disk);
        assertThat(look.files().names(folder.toString())).isEmpty();
        assertThat(new Footprint.Pass(disk).stands(look.footprint())).isTrue();

        Files.createFile(folder.resolve("new"));

        assertThat(new Footprint.Pass(disk).stands(look.footprint())).isFalse();
    }

    @Test
    void links_in_a_circle_end() {
        machine.link("/etc/round", "round");

        assertThat(stands(footprint(look -> look.files().text("/etc/round")))).isTrue();
    }

    @Test
    void who_looks_at_very_much_is_watched_in_part() {
        var footprint = footprint(look -> IntStream.range(0, RecordedLook.MOST + 100)
                .forEach(number -> look.files().entry("/etc/" + number)));

        assertThat(footprint.marks()).hasSize(RecordedLook.MOST);
    }
}
