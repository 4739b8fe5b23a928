package org.opsbro.packs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class RepositoryTest {
    /** Made with gpg 2.2.40 for these tests: it protects nothing. */
    static final String ARMORED = """
            -----BEGIN PGP PUBLIC KEY BLOCK-----

            mDMEaw1tIhYJKwYBBAHaRw8BAQdAan9vvINpDFfyeRiTuDmnOgx7VJexFA45UEGB
            14RMTYq0H1BhY2thZ2VzIDxwYWNrYWdlc0BleGFtcGxlLm9yZz6IkAQTFggAOBYh
            BK0stC8PnTDTfYvZ56XUeIdfFnlGBQJrDW0iAhsDBQsJCAcCBhUKCQgLAgQWAgMB
            Ah4BAheAAAoJEKXUeIdfFnlGOWMBAI8mGhoR9FI2C2ShA7befOHNW8hC7byXkn1/
            bqzsVw7QAQDjdRLs7++IV6fcc2mV14xOov040j3cxXr7eFNIGIy+Cw==
            =mr6C
            -----END PGP PUBLIC KEY BLOCK-----
            """;

    static final String FINGERPRINT = "AD2CB42F0F9D30D37D8BD9E7A5D478875F167946";
    private static final String KEY = "key: |\n" + ARMORED.indent(2);
    private static final String OF_APK = """
            key_name: packager-4a6a0840.rsa.pub
            key: |
              -----BEGIN PUBLIC KEY-----
              MIIBIjANBg==
              -----END PUBLIC KEY-----
            """;
    private static final String SITE = "name: site\nurl: https://packages.example.org/debian bookworm main extra\n";
    private static final String FOR_RPM = "name: site\nurl: https://packages.example.org/el$releasever\n";
    private static final String LISTED = "/var/lib/apt/lists/packages.example.org_debian_dists_bookworm_InRelease";

    private final FakeMachine machine = FakeMachine.bare()
            .folder("/etc/apt")
            .folder("/etc/apt/sources.list.d")
            .file("/var/lib/apt/lists/deb.example.org_dists_bookworm_InRelease", "")
            .when(now -> now.file(LISTED, ""), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "update");

    private RuleBench on(String manager, String parameters) {
        return RuleBench.of(new Repository(), machine.packages(manager, Map.of("bash", "5")), parameters);
    }

    private RuleBench apt(String parameters) {
        return on("apt", parameters);
    }

    @Test
    void the_key_comes_before_the_source_and_the_lists_are_updated_once() {
        assertThat(apt(SITE + KEY + "fingerprint: AD2C B42F 0F9D 30D3 7D8B D9E7 A5D4 7887 5F16 7946")
                        .holds())
                .startsWith("""
                deviation: /etc/apt/keyrings/site.asc is not there
                deviation: /etc/apt/sources.list.d/site.sources is not there
                change: make the folder /etc/apt/keyrings
                change: make /etc/apt/keyrings/site.asc
                """)
                .endsWith("""
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

        assertThat(apt(SITE + KEY).holds())
                .contains(
                        "+deb [signed-by=/etc/apt/keyrings/site.asc] https://packages.example.org/debian bookworm main extra\n")
                .doesNotContain("site.sources");
    }

    @Test
    void lists_that_do_not_have_it_are_owed_until_an_update_worked() {
        machine.file(
                "/etc/apt/sources.list.d/site.list", "deb https://packages.example.org/debian bookworm main extra\n");

        assertThat(apt(SITE).holds()).isEqualTo("""
                compliant: /etc/apt/sources.list.d/site.list is as wanted
                deviation: the lists of apt do not have https://packages.example.org/debian bookworm
                change: bring the lists of apt up to date
                $ env DEBIAN_FRONTEND=noninteractive apt-get -q update
                """);
        machine.file(LISTED, "");
        assertThat(apt(SITE).holds()).isEqualTo("compliant: /etc/apt/sources.list.d/site.list is as wanted\n");
        machine.without(LISTED).without("/var/lib/apt/lists/deb.example.org_dists_bookworm_InRelease");
        assertThat(apt(SITE).holds())
                .as("a machine without any lists owes none")
                .doesNotContain("change");
    }

    @Test
    void lists_have_the_names_that_apt_gives_them() {
        for (var each : Map.of(
                        "http://h:8080/a_b/~c/ x/y main", "h:8080_a%5fb_%7ec_dists_x_y_Release",
                        "file:/srv/site ./", "_srv_site_._InRelease",
                        "https://h stable main", "h_dists_stable_InRelease")
                .entrySet()) {
            machine.file("/var/lib/apt/lists/" + each.getValue(), "");
            machine.file("/etc/apt/sources.list.d/site.list", "deb " + each.getKey() + "\n");
            assertThat(apt("{name: site, url: '" + each.getKey() + "'}").holds())
                    .as(each.getKey())
                    .doesNotContain("change");
        }
    }

    @Test
    void a_key_that_is_there_must_be_the_one_of_the_fingerprint_and_belong_to_root() {
        var bytes = java.util.Base64.getMimeDecoder()
                .decode(ARMORED.lines().skip(2).limit(5).reduce("", String::concat));
        var byFile = SITE + "key_file: /usr/share/keyrings/site.gpg\nfingerprint: ";
        machine.bytes("/usr/share/keyrings/site.gpg", bytes);

        assertThat(apt(byFile + FINGERPRINT).holds()).contains("+Signed-By: /usr/share/keyrings/site.gpg\n");
        assertThat(apt(byFile + "0".repeat(39) + "A").holds())
                .contains(
                        "cannot tell: /usr/share/keyrings/site.gpg holds the key ad2cb42f0f9d30d37d8bd9e7a5d478875f167946, which is not one of fingerprint:\n")
                .doesNotContain("change");
        machine.owned("/usr/share/keyrings/site.gpg", 0664, 0, 0);
        assertThat(apt(byFile + FINGERPRINT).holds())
                .contains("cannot tell: the key /usr/share/keyrings/site.gpg can be changed by others than root\n");
        machine.file("/usr/share/keyrings/site.gpg", ARMORED);
        assertThat(apt(byFile + FINGERPRINT).holds())
                .contains("cannot tell: apt wants the name of an armored key to end with .asc");
        machine.file("/usr/share/keyrings/site.gpg", "nonsense");
        assertThat(apt(byFile + FINGERPRINT).holds())
                .contains("cannot tell: /usr/share/keyrings/site.gpg holds no public key of OpenPGP\n");
        machine.without("/usr/share/keyrings/site.gpg");
        assertThat(apt(byFile + FINGERPRINT).holds())
                .contains(
                        "cannot tell: there is no key /usr/share/keyrings/site.gpg: a rule before this one brings it\n");
    }

    @Test
    void dnf_gets_a_section_and_its_key() {
        assertThat(on("dnf", FOR_RPM + KEY).holds()).startsWith("""
                deviation: /etc/pki/rpm-gpg/RPM-GPG-KEY-site is not there
                deviation: /etc/yum.repos.d/site.repo is not there
                change: make the folder /etc/pki
                change: make the folder /etc/pki/rpm-gpg
                change: make /etc/pki/rpm-gpg/RPM-GPG-KEY-site
                """).endsWith("""
                +[site]
                +name=site
                +baseurl=https://packages.example.org/el$releasever
                +enabled=1
                +gpgcheck=1
                +gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-site
                """);
        assertThat(on("dnf", SITE).holds())
                .isEqualTo("cannot tell: dnf wants an address alone in url:, found also \"bookworm\"\n");
    }

    @Test
    void zypper_asks_nobody_because_rpm_gets_the_key() {
        String[] known = {"rpm", "-q", "gpg-pubkey", "--qf", "%{VERSION}\\n"};
        machine.answer("fd431d51\n", known);
        machine.when(
                now -> now.answer("fd431d51\n5f167946\n", known),
                "rpm",
                "--import",
                "/etc/pki/rpm-gpg/RPM-GPG-KEY-site");

        assertThat(on("zypper", FOR_RPM + KEY).holds())
                .contains("+autorefresh=1\n")
                .endsWith("""
                change: give rpm the key of site
                $ rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-site
                """);
        machine.fails(127, "no rpm", known);
        machine.answer("package gpg-pubkey is not installed\n", known);
        assertThat(on("zypper", FOR_RPM + KEY).findings().deviations())
                .anyMatch(each -> each.startsWith("rpm has not the key ad2c"));
    }

    @Test
    void apk_gets_a_line_and_a_key_by_its_name() {
        machine.file("/etc/apk/repositories", "https://dl.example.org/alpine/v3.20/main");
        var site = "name: site\nurl: https://packages.example.org/alpine\n";

        assertThat(on("apk", site + OF_APK).holds())
                .contains("+https://packages.example.org/alpine\n")
                .contains("change: make /etc/apk/keys/packager-4a6a0840.rsa.pub\n");
        assertThat(on("apk", site + KEY).holds())
                .isEqualTo("cannot tell: the key is of another kind than those of apk\n");
        machine.file("/etc/apk/repositories", "https://packages.example.org/alpine\nhttps://dl.example.org/x\n");
        assertThat(on("apk", site).holds())
                .isEqualTo("compliant: /etc/apk/repositories has https://packages.example.org/alpine\n");
        assertThat(on("apk", site + "absent: true").holds())
                .contains("-https://packages.example.org/alpine\n https://dl.example.org/x\n");
    }

    @Test
    void what_shall_be_gone_goes_with_its_key() {
        machine.file("/etc/apt/sources.list.d/site.list", "deb https://h x main\n")
                .file("/etc/apt/keyrings/site.asc", ARMORED);

        assertThat(apt("{name: site, absent: true}").holds())
                .contains(
                        "change: remove /etc/apt/sources.list.d/site.list\n",
                        "change: remove /etc/apt/keyrings/site.asc\n")
                .endsWith("$ env DEBIAN_FRONTEND=noninteractive apt-get -q update\n");
        assertThat(on("yum", "{name: site, absent: true}").holds()).isEqualTo("""
                compliant: /etc/yum.repos.d/site.repo is not there
                compliant: /etc/pki/rpm-gpg/RPM-GPG-KEY-site is not there
                """);
        assertThat(on("pacman", SITE).holds()).isEqualTo("not eligible: the repositories of pacman are not managed\n");
    }

    @Test
    void what_would_say_more_than_it_seems_is_refused() {
        for (var url : List.of(
                "[trusted=yes] http://h/ a b", "http://u:p@h/ a b", "http://h/ a", "http://h/ ./ main", "cdrom:/x a b"))
            assertThat(apt("{name: site, url: '" + url + "'}").refusals())
                    .as(url)
                    .isNotEmpty();
        assertThat(apt("{name: ../x, url: 'http://h/ a b'}").refusals()).isNotEmpty();
        assertThat(apt("name: site").refusals()).isNotEmpty();
        assertThat(apt(SITE + "key: 7F0CEB10\nkey-server: keys.example.org\n").refusals())
                .hasSize(2);
        assertThat(apt(SITE + KEY + "fingerprint: " + "B".repeat(40)).refusals())
                .singleElement()
                .asString()
                .contains("holds the key ad2c");
        assertThat(apt(SITE + KEY.replace("mDMEaw1t", "mDMEaw1!")).refusals())
                .singleElement()
                .asString()
                .contains("found no key");
        assertThat(apt(SITE + KEY + "key_file: /a.gpg").refusals()).isNotEmpty();
        assertThat(apt(SITE + "fingerprint: " + FINGERPRINT).refusals()).isNotEmpty();
        assertThat(apt(SITE + OF_APK + "fingerprint: " + FINGERPRINT).refusals())
                .isNotEmpty();
    }
}
