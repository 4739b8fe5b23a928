package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Hands.Rights;

class FileContentTest {
    private static final String WANTED = """
            file: /etc/app.conf
            text: |
              caf\u00e9
            owner: bob
            permissions: 640
            """;

    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new FileContent(), machine, parameters);
    }

    @Test
    void a_missing_file_is_made_with_its_rights() {
        assertThat(rule(WANTED).holds())
                .startsWith("deviation: /etc/app.conf is not there\nchange: make /etc/app.conf\n");
        rule(WANTED).apply();
        assertThat(machine.text("/etc/app.conf")).isEqualTo("caf\u00e9\n");
        assertThat(machine.rights("/etc/app.conf")).isEqualTo(new Rights(0640, 1000, 0));
    }

    @Test
    void rights_change_before_the_content() {
        machine.file("/etc/app.conf", "old\n");

        assertThat(rule(WANTED).holds().lines().filter(line -> line.startsWith("change:")))
                .containsExactly(
                        "change: give /etc/app.conf the rights bob:root 0640 in place of root:root 0644",
                        "change: write /etc/app.conf");
    }

    @Test
    void a_file_of_other_bytes_becomes_utf_8() {
        machine.bytes("/etc/app.conf", (byte) 0xe9, (byte) '\n');

        rule(WANTED).holds();
        rule(WANTED).apply();

        assertThat(machine.files().bytes("/etc/app.conf").orElseThrow())
                .isEqualTo("caf\u00e9\n".getBytes(StandardCharsets.UTF_8));
    }

    private static final String COPY = "{file: /usr/bin/tool, source: bin/tool, permissions: 755}";

    @Test
    void a_file_of_the_pack_is_copied_byte_for_byte() {
        var binary = new byte[] {0x7f, 'E', 'L', 'F', 0, (byte) 0xff, (byte) 0xfe, '\r', '\n', (byte) 0xe9};
        machine.folder("/usr/bin").bytes(RuleBench.HOME + "/files/bin/tool", binary);

        rule(COPY).holds();
        machine.file("/usr/bin/tool", "caf\u00e9 of before\n");
        assertThat(rule(COPY).holds())
                .contains("change: write /usr/bin/tool\nBinary files /usr/bin/tool and /usr/bin/tool differ\n");
        rule(COPY).apply();

        assertThat(machine.files().bytes("/usr/bin/tool")).contains(binary);
        assertThat(machine.rights("/usr/bin/tool").mode()).isEqualTo(0755);
    }

    @Test
    void the_folder_of_the_rules_comes_first() {
        machine.folder("/usr/bin")
                .file(RuleBench.HOME + "/files/bin/tool", "second\n")
                .file(RuleBench.HOME + "/compliance/files/bin/tool", "first\n");

        rule(COPY).apply();

        assertThat(machine.text("/usr/bin/tool")).isEqualTo("first\n");
    }

    @Test
    void a_source_that_is_missing_no_file_or_too_large_changes_nothing() {
        assertThat(rule(COPY).holds()).startsWith("cannot tell: there is no file " + RuleBench.HOME);
        machine.link(RuleBench.HOME + "/files/bin/tool", "/etc/shadow");
        assertThat(rule(COPY).holds()).endsWith("/files/bin/tool is no file\n");
        machine.bytes(RuleBench.HOME + "/files/bin/tool", new byte[5_000_000]);
        assertThat(rule(COPY).holds()).endsWith("has 5000000 bytes, want at most 4194304\n");
    }

    @Test
    void a_source_lies_in_the_pack_and_stands_for_the_text() {
        assertThat(rule("{file: /etc/a, source: ../../etc/shadow}").refusals()).hasSize(1);
        assertThat(rule("{file: /etc/a, source: /etc/shadow}").refusals()).hasSize(1);
        assertThat(rule("{file: /etc/a, source: a, text: b}").refusals()).hasSize(1);
        assertThat(rule("{file: /etc/a}").refusals()).hasSize(1);
    }

    @Test
    void a_link_in_its_place_changes_nothing() {
        machine.link("/etc/app.conf", "/etc/passwd");

        assertThat(rule(WANTED).holds())
                .isEqualTo(
                        "cannot tell: /etc/app.conf is a symbolic link to /etc/passwd: name the file it points to\n");
    }

    @Test
    void the_texts_of_a_login_are_whole_files() {
        machine.file("/etc/issue", "Debian \\n \\l\n");

        assertThat(RuleBench.of(new Banner(), machine, "text: |\n  ours\n").holds())
                .contains("/etc/issue has another content than wanted", "/etc/issue.net is not there");
        RuleBench.of(new Motd(), machine, "{text: ours}").apply();
        assertThat(machine.text("/etc/motd")).isEqualTo("ours\n");
    }
}
