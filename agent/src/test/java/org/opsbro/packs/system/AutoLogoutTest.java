package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class AutoLogoutTest {
    private static final String PATH = "/etc/profile.d/opsbro-auto-logout.sh";

    private final FakeMachine machine = FakeMachine.bare().folder("/etc/profile.d");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new AutoLogout(), machine, parameters);
    }

    @Test
    void shells_end_after_a_time_that_a_user_cannot_change() {
        assertThat(rule("{seconds: 900, locked: true}").holds()).isEqualTo("""
                deviation: there is no /etc/profile.d/opsbro-auto-logout.sh
                change: make /etc/profile.d/opsbro-auto-logout.sh
                --- /dev/null
                +++ /etc/profile.d/opsbro-auto-logout.sh
                @@ -0,0 +1,3 @@
                +TMOUT=900
                +export TMOUT
                +readonly TMOUT
                """);
    }

    @Test
    void another_value_and_wide_rights_are_mended_and_the_file_goes_on_demand() {
        machine.file(PATH, "TMOUT=1\n").owned(PATH, 0666, 0, 0);

        assertThat(rule("{seconds: 900}").holds()).contains("has other lines", "root:root 0666, want root:root 0644");
        assertThat(rule("{absent: true}").holds()).contains("change: remove " + PATH);
    }

    @Test
    void who_else_gives_a_value_is_told() {
        machine.file("/etc/profile.d/zz.sh", "# TMOUT=1\nreadonly TMOUT=5\n").file("/etc/profile", "# TMOUT=1\n");

        assertThat(rule("{seconds: 900}").holds())
                .contains("by hand: /etc/profile.d/zz.sh gives TMOUT")
                .doesNotContain("/etc/profile gives");
    }

    @Test
    void what_is_no_time_is_refused() {
        assertThat(rule("{seconds: 0}").refusals()).hasSize(1);
        assertThat(rule("{seconds: 5, absent: true}").refusals()).hasSize(1);
        assertThat(rule("{seconds: '5; id'}").refusals()).hasSize(1);
    }
}
