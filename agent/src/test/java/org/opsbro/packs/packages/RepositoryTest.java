package org.opsbro.packs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class RepositoryTest {
    private static final String KEY = """
            key: |
              -----BEGIN PGP PUBLIC KEY BLOCK-----

              mDMEZQ==
              -----END PGP PUBLIC KEY BLOCK-----
            """;
    private static final String SITE = "name: site\nurl: https://packages.example.org/debian bookworm main extra\n";

    private final FakeMachine machine = FakeMachine.bare()
            .packages("apt", Map.of("dpkg", "1.21"))
            .folder("/etc/apt")
            .folder("/etc/apt/sources.list.d");

    private RuleBench repository(String parameters) {
        machine.when(now -> {}, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "update");
        return RuleBench.of(new Repository(), machine, parameters);
    }

    @Test
    void the_key_comes_before_the_source_and_the_lists_are_updated_once() {
        assertThat(repository(SITE + KEY).holds()).startsWith("""
                deviation: /etc/apt/keyrings/site.asc is not there
                deviation: /etc/apt/sources.list.d/site.sources is not there
                change: make the folder /etc/apt/keyrings
                change: make /etc/apt/keyrings/site.asc
                """).endsWith("""
                +Types: deb
                +URIs: https://packages.example.org/debian
                +Suites: bookworm
                +Components: main extra
                +Signed-By: /etc/apt/keyrings/site.asc
                change: bring the lists of apt up to date
                $ env DEBIAN_FRONTEND=noninteractive apt-get -q update
                """);
    }

    @Test
    void a_list_of_one_line_that_is_there_is_held_in_its_form() {
        machine.file("/etc/apt/sources.list.d/site.list", "deb http://old.example.org stable main\n");

        assertThat(repository("name: site\nurl: file:/srv/site ./\n" + KEY).holds())
                .contains("+deb [signed-by=/etc/apt/keyrings/site.asc] file:/srv/site ./\n")
                .doesNotContain("site.sources");
    }

    @Test
    void what_is_right_stays() {
        machine.file("/etc/apt/sources.list.d/site.list", "deb file:/srv/site ./\n");

        assertThat(repository("{name: site, url: 'file:/srv/site ./'}").holds())
                .isEqualTo("compliant: /etc/apt/sources.list.d/site.list is as wanted\n");
    }

    @Test
    void what_would_say_more_to_apt_is_refused() {
        for (var url : new String[] {
            "[trusted=yes] http://h/ a b", "http://u:p@h/ a b", "http://h/ a", "http://h/ ./ main", "cdrom:/x a b"
        })
            assertThat(repository("{name: site, url: '" + url + "'}").refusals())
                    .as(url)
                    .isNotEmpty();
        assertThat(repository("{name: ../x, url: 'http://h/ a b'}").refusals()).isNotEmpty();
        assertThat(repository(SITE + "key: 7F0CEB10\nkey-server: keys.example.org\n")
                        .refusals())
                .hasSize(2);
    }
}
