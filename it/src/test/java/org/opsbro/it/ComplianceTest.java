package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of a real agent: who may mend and who only looks, and what a person can do about it. */
class ComplianceTest {
    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void one_file_that_everybody_may_write() throws IOException {
        server = new Server(folder.resolve("agent"));
        Files.writeString(file(), "");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        var pack = server.data().resolve("local-configuration/packs/mine");
        Files.createDirectories(pack.resolve("compliance"));
        Files.writeString(pack.resolve("package.yml"), "name: mine\n");
        Files.writeString(pack.resolve("compliance/files.yml"), """
                compliance:
                  verify_if: "True"
                  mode: enforcing
                  rule:
                    name: rights
                    type: file-rights
                    parameters: {file: %s, permissions: 640}
                    shell: true
                    post_commands: ["echo ran >> %s"]
                """.formatted(file(), ran()));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private Path file() {
        return folder.resolve("a");
    }

    private Path ran() {
        return folder.resolve("ran");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    @Test
    void an_agent_that_is_started_for_one_command_mends_nothing_and_tells_no_history() throws Exception {
        assertThat(server.does("compliance", "state")).contains("NON-COMPLIANT", "not mended");
        server.does("collectors", "state");
        assertThat(server.does("compliance", "plan")).contains("1 change", "then run: echo ran");

        assertThat(mode()).isEqualTo("rw-rw-rw-");
        assertThat(ran()).doesNotExist();
        assertThat(server.does("compliance", "history")).contains("nothing has changed yet");

        server.does("agent", "start", "--one-shot");

        assertThat(mode()).isEqualTo("rw-r-----");
        assertThat(ran()).hasContent("ran");
        assertThat(server.does("compliance", "history")).contains("FIXED").doesNotContain("NON-COMPLIANT");
    }

    private static List<Path> all(Path folder) throws IOException {
        try (var below = Files.walk(folder)) {
            return below.toList();
        }
    }

    /** Each system call of the command is looked at: not even a folder of the agent is made. */
    @Test
    void a_local_plan_tells_the_same_as_an_agent_and_writes_nothing() throws Exception {
        server.does("version");
        var before = all(folder);
        var trace = folder.resolveSibling(folder.getFileName() + ".trace");

        var local = server.shell("strace -f -qq -s 300 -e signal=none -e trace=" + GeneratorsTest.CHANGING + " -o "
                + trace + " ./opsbro compliance plan --local --json");

        assertThat(local.code()).as(local.error()).isZero();
        try (var lines = Files.lines(trace)) {
            assertThat(lines.filter(line -> !line.contains("= -1 "))
                            .filter(line -> !line.contains("execve("))
                            .filter(line ->
                                    !line.contains("openat(") || line.matches(".*O_(WRONLY|RDWR|CREAT|TRUNC).*"))
                            .filter(line -> !line.contains("\"/dev/"))
                            // Java's own, whatever it runs
                            .filter(line -> !line.contains("\"/proc/self/coredump_filter\""))
                            .toList())
                    .isEmpty();
        }
        Files.delete(trace);
        assertThat(all(folder)).isEqualTo(before);
        assertThat(local.out()).contains("\"mine/files\"", "\"linux/accounts\"");

        server.start();
        var agents = server.does("compliance", "plan", "--json");
        assertThat(server.does("compliance", "plan", "--local", "--json")).isEqualTo(agents);
        var unknown = server.opsbro("compliance", "plan", "--local", "mine/file");
        assertThat(unknown.code()).isEqualTo(5);
        assertThat(unknown.error()).contains("there is no compliance mine/file: did you mean mine/files?");
    }

    @Test
    void promtool_finds_nothing_wrong_in_the_report() throws Exception {
        server.start();
        server.does("compliance", "wait-compliant", "mine/files");

        var report = server.does("compliance", "report", "--format", "prometheus");

        assertThat(report).contains("opsbro_compliance_rule_fine{compliance=\"mine/files\",rule=\"rights\"} 1\n");
        var file = Files.writeString(folder.resolve("report"), report);
        assertThat(Programs.said("bash", "-c", "/usr/bin/promtool check metrics < " + file + " && echo fine"))
                .isEqualTo("fine\n");
    }

    @Test
    void a_report_as_a_plugin_ends_with_the_code_of_its_word() throws Exception {
        var pack = server.data().resolve("local-configuration/packs/mine/compliance");
        Files.writeString(
                pack.resolve("files.yml"),
                Files.readString(pack.resolve("files.yml")).replace("mode: enforcing", "severity: medium"));

        var warning = server.opsbro("compliance", "report", "--format", "nagios");

        assertThat(warning.out())
                .startsWith("COMPLIANCE WARNING - score ")
                .contains("deviate: mine/files#rights NON-COMPLIANT", " | score=");
        assertThat(warning.code()).isEqualTo(1);
        var nowhere = server.opsbro(
                "compliance",
                "report",
                "--format",
                "nagios",
                "--socket",
                folder.resolve("nowhere").toString());
        assertThat(nowhere.out()).startsWith("COMPLIANCE UNKNOWN - no agent answers at ");
        assertThat(nowhere.code()).isEqualTo(3);
    }

    @Test
    void what_was_mended_is_taken_back_and_waived() throws Exception {
        server.start();
        server.does("compliance", "wait-compliant", "mine/files");
        assertThat(mode()).isEqualTo("rw-r-----");

        var run = server.does("compliance", "changes", "--json").replaceAll("(?s).*\"run\" : \"([^\"]+)\".*", "$1");
        server.does("compliance", "rollback", run);

        assertThat(mode()).isEqualTo("rw-rw-rw-");
        assertThat(server.does("compliance", "state", "mine")).contains("ROLLED-BACK");
        server.does(
                "compliance", "waive", "mine/files", "--until", "2999-12-31", "--reason", "so be it", "--by", "ann");
        assertThat(server.does("compliance", "state", "mine")).contains("WAIVED", "so be it");
        server.does("compliance", "launch", "mine/files");
        assertThat(mode()).isEqualTo("rw-rw-rw-");
        server.does("compliance", "waive", "mine/files", "--end");
        eventually(() -> mode().equals("rw-r-----"));
    }
}
