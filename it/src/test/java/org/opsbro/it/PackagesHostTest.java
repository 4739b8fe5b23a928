package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that an agent really installs and removes, from a signed repository of its host. */
class PackagesHostTest {
    private static final String SITE = """
            set -e
            export GNUPGHOME=/run/keys
            mkdir -m 700 /run/keys
            gpg --batch --quiet --passphrase '' --quick-gen-key 'site <site@example.org>' rsa2048 sign never
            gpg --output /srv/site.gpg --export
            mkdir -p /srv/site /run/deb/DEBIAN /run/deb/usr/share/opsbro-hello
            echo hello > /run/deb/usr/share/opsbro-hello/hello
            printf 'Package: opsbro-hello\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: none <none@example.org>\\nDescription: hello\\n' \\
              > /run/deb/DEBIAN/control
            dpkg-deb --root-owner-group --build /run/deb /srv/site/hello.deb
            cd /srv/site
            dpkg-deb --field hello.deb > Packages
            printf 'Filename: ./hello.deb\\nSize: %s\\nSHA256: %s\\n' $(stat -c %s hello.deb) $(sha256sum < hello.deb | cut -c1-64) >> Packages
            printf 'Date: %s\\nSHA256:\\n %s %s Packages\\n' "$(date -Ru)" $(sha256sum < Packages | cut -c1-64) $(stat -c %s Packages) > Release
            gpg --batch --quiet --clearsign --output InRelease Release
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists
            mkdir /etc/apt/sources.list.d
            """;

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @BeforeEach
    void begin() throws Exception {
        hosts = new Hosts(folder, 1);
        var made = hosts.host(1).shell(SITE);
        assertThat(made.code()).as(made.error()).isZero();
    }

    @AfterEach
    void end() throws IOException {
        hosts.close();
    }

    private void pack(String mode, String rule) throws Exception {
        var pack = "/var/lib/opsbro/local-configuration/packs/mine/";
        hosts.host(1).write(pack + "package.yml", "name: mine");
        hosts.host(1).write(pack + "compliance/hello.yml", """
                compliance:
                  verify_if: "True"
                  mode: %s
                  rules:
                    - name: site
                      type: repository
                      parameters: {name: site, url: 'file:/srv/site ./', key_file: /srv/site.gpg}
                    - name: hello
                %s""".formatted(mode, rule.indent(6)));
    }

    private boolean says(String command, String text) throws Exception {
        return hosts.host(1).does(command).contains(text);
    }

    private String installed() throws Exception {
        return hosts.host(1)
                .shell("cat /usr/share/opsbro-hello/hello; dpkg-query -W opsbro-hello")
                .out();
    }

    @Test
    void what_is_missing_is_told_planned_installed_and_removed_again() throws Exception {
        var host = hosts.host(1);
        pack("audit", "type: package-install\nparameters: {packages: [opsbro-hello]}");
        hosts.start();

        within(60, () -> says("compliance state mine", "opsbro-hello is not installed"));
        assertThat(host.does("compliance plan mine/hello"))
                .contains("/etc/apt/sources.list.d/site.sources", " install opsbro-hello");
        assertThat(installed()).isEmpty();

        pack("enforcing", "type: package-install\nparameters: {packages: [opsbro-hello]}");
        host.does("agent reload");
        host.does("compliance wait-compliant mine/hello --timeout 120s");
        assertThat(installed()).isEqualTo("hello\nopsbro-hello\t1.0\n");
        assertThat(host.does("compliance launch mine/hello"))
                .contains("COMPLIANT")
                .doesNotContain("FIXED");
        assertThat(host.does("compliance history")).contains("FIXED");

        pack("enforcing", "type: packages\nparameters: {name: opsbro-hello, status: not-installed}");
        host.does("agent reload");
        within(120, () -> installed().isEmpty());
    }

    @Test
    void a_host_without_any_database_of_packages_says_so() throws Exception {
        assertThat(hosts.host(1).shell("mv /var/lib/dpkg /var/lib/dpkg.away").code())
                .isZero();
        pack("enforcing", "type: package-install\nparameters: {packages: [opsbro-hello]}");
        hosts.start();

        within(60, () -> says("compliance state mine --details", "no package manager is known on this machine"));
        assertThat(hosts.host(1).does("compliance state mine")).contains("NOT-ELIGIBLE");
    }
}
