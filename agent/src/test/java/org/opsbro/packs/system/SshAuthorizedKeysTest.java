package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SshAuthorizedKeysTest {
    private static final String ANN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKNPUGDGws16DGaOuHUb5cV39sF7IaCDIPbKLt/XTjT";
    private static final String BOB =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKr+8X3YxbWtKdRNrvFFAgf3y038eL2nbb3tEST19TuI";
    private static final String PATH = "/home/bob/.ssh/authorized_keys";

    private final FakeMachine machine = FakeMachine.bare().folder("/home/bob").owned("/home/bob", 0755, 1000, 1000);

    private RuleBench rule(String parameters) {
        return RuleBench.of(new SshAuthorizedKeys(), machine, parameters);
    }

    private FakeMachine keys(String text) {
        return machine.folder("/home/bob/.ssh")
                .owned("/home/bob/.ssh", 0700, 1000, 1000)
                .file(PATH, text)
                .owned(PATH, 0600, 1000, 1000);
    }

    @Test
    void a_key_is_given_with_folder_file_and_rights() {
        var rule = rule("{user: bob, keys: ['%s ann']}".formatted(ANN));

        assertThat(rule.holds()).isEqualTo("""
                deviation: bob has not the key SHA256:IJs/ZVSIglfVkdmco8RFUROwDEv26dEQ1kFTyUjhQ6w ann
                change: make the folder /home/bob/.ssh
                change: make %1$s
                --- /dev/null
                +++ %1$s
                @@ -0,0 +1 @@
                +%2$s ann
                """.formatted(PATH, ANN));
        rule.apply();
        assertThat(machine.rights(PATH)).isEqualTo(new org.opsbro.host.Hands.Rights(0600, 1000, 1000));
        assertThat(machine.rights("/home/bob/.ssh").mode()).isEqualTo(0700);
    }

    @Test
    void each_line_of_a_key_has_the_wanted_options() {
        keys("# mine\n" + ANN + " old\nrestrict,command=\"a \\\" b\" " + ANN + " x\n\t" + BOB + "\n");
        var rule = rule("{user: bob, keys: ['restrict %s new']}".formatted(ANN));

        assertThat(rule.holds()).contains("with no options, want the options restrict", "with the options restrict,");
        rule.apply();
        assertThat(machine.text(PATH)).isEqualTo("# mine\nrestrict " + ANN + " old\n\t" + BOB + "\n");
    }

    @Test
    void a_loose_line_beside_a_right_one_goes() {
        keys(ANN + "\nrestrict " + ANN + "\nrestrict " + ANN + " twice");

        rule("{user: bob, keys: ['restrict %s']}".formatted(ANN)).apply();

        assertThat(machine.text(PATH)).isEqualTo("restrict " + ANN + "\nrestrict " + ANN + " twice");
    }

    @Test
    void other_keys_stay_unless_only_the_wanted_are() {
        keys("# who\r\n" + BOB + " bob\r\nnonsense\r\n" + ANN);

        assertThat(rule("{user: bob, keys: ['%s']}".formatted(ANN)).holds()).doesNotContain("deviation");
        assertThat(rule("{user: bob, absent: ['%s']}".formatted(BOB)).holds()).contains("want it gone");
        var only = rule("{user: bob, keys: ['%s'], exclusive: true}".formatted(ANN));
        assertThat(only.holds())
                .contains(
                        "bob has a line that is no key, which nobody wants",
                        "bob has the key SHA256:dMwKb9fPoGCYJeFqVscDRRtTh4/T4ta8un4+FvStzJ4 bob, which nobody wants");
        only.apply();
        assertThat(machine.text(PATH)).isEqualTo("# who\r\n" + ANN);
    }

    @Test
    void a_key_written_otherwise_is_the_same() {
        keys("  no-pty,from=\"a b\"\t" + BOB.replace(" ", " \t") + "\n");

        assertThat(rule("{user: bob, absent: ['%s']}".formatted(BOB)).apply().compliant())
                .isTrue();
        assertThat(machine.text(PATH)).isEmpty();
    }

    @Test
    void rights_that_are_too_wide_are_narrowed() {
        keys(ANN + "\n").owned(PATH, 0644, 0, 0).owned("/home/bob/.ssh", 0777, 1000, 1000);

        assertThat(rule("{user: bob, keys: ['%s']}".formatted(ANN)).holds())
                .contains(
                        "deviation: /home/bob/.ssh is bob:bob 0777, want bob:bob 0700",
                        "deviation: " + PATH + " is root:root 0644, want bob:bob 0600");
    }

    @Test
    void no_link_in_a_home_is_followed() {
        var rule = rule("{user: bob, keys: ['%s']}".formatted(ANN));

        machine.folder("/root/.ssh").link("/home/bob/.ssh", "/root/.ssh");
        assertThat(rule.holds()).contains("cannot tell: /home/bob/.ssh is no folder but a symbolic link");
        machine.without("/home/bob/.ssh");
        keys("").link(PATH, "/etc/shadow");
        assertThat(rule.holds()).contains("cannot tell: " + PATH + " is a symbolic link to /etc/shadow");
    }

    @Test
    void who_has_no_home_is_told() {
        machine.without("/home/bob");

        assertThat(rule("{user: bob, keys: ['%s']}".formatted(ANN)).holds())
                .isEqualTo("cannot tell: the home /home/bob of bob is not there\n");
        assertThat(rule("{user: daemon, keys: ['%s']}".formatted(ANN)).holds()).contains("none of its own");
        assertThat(rule("{user: nemo, exclusive: true}").holds()).contains("there is no user nemo");
    }

    @Test
    void what_is_no_key_is_refused() {
        assertThat(rule("{user: bob, keys: ['ssh-rsa %s', 'from=\"a %s', hello]}".formatted(ANN.substring(12), ANN))
                        .refusals())
                .hasSize(4)
                .allMatch(refusal -> refusal.startsWith("keys: "));
        assertThat(rule("{user: bob, keys: ['%1$s', 'restrict %1$s']}".formatted(ANN))
                        .refusals())
                .singleElement()
                .asString()
                .contains("twice");
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {ANN, BOB, " ", "\t", "\"", "\\", "\n", "\r\n", "#", "restrict", ",", "é", "\r", "\0"};
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(12); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            assertThat(new Lines(text.toString()).text()).isEqualTo(text.toString());
            keys(text.toString());
            assertThat(rule("{user: bob, keys: ['restrict %s'], absent: ['%s']}".formatted(ANN, BOB))
                            .apply()
                            .compliant())
                    .isTrue();
        }
    }
}
