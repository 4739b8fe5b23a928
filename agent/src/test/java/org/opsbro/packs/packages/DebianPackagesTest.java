package org.opsbro.packs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RealMachine;
import org.opsbro.host.Sum;

/**
 * Packages that are really installed and removed, by the real package managers, from signed repositories on this machine. dnf, zypper and pacman are those
 * that Debian ships; apk does not run here.
 */
class DebianPackagesTest {
    private static final String DEB = """
            mkdir -p /srv/site /run/deb/DEBIAN /run/deb/srv/opsbro-hello
            echo hello > /run/deb/srv/opsbro-hello/hello
            cat > /run/deb/DEBIAN/control << END
            Package: opsbro-hello
            Version: 1.0
            Architecture: all
            Maintainer: none <none@example.org>
            Description: hello
            END
            dpkg-deb --root-owner-group --build /run/deb /srv/site/hello.deb > /dev/null
            (
            cd /srv/site
            dpkg-deb --field hello.deb > Packages
            cat >> Packages << END
            Filename: ./hello.deb
            Size: $(stat -c %s hello.deb)
            SHA256: $(sha256sum < hello.deb | cut -c1-64)
            END
            cat > Release << END
            Date: $(date -Ru)
            SHA256:
             $(sha256sum < Packages | cut -c1-64) $(stat -c %s Packages) Packages
            END
            gpg --batch --quiet --clearsign --output InRelease Release
            )
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists
            mkdir /etc/apt/sources.list.d
            """;
    /** With another package that is there before, and an rpm that counts who asks for all packages. */
    private static final String RPM = """
            mkdir -p /etc/rpm /srv/site
            echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros
            rpm --initdb
            mv /var/lib/dpkg /var/lib/dpkg.away
            for each in hello other; do
            cat > /run/$each.spec << END
            Name: opsbro-$each
            Version: 1.0
            Release: 1
            Summary: $each
            License: none
            BuildArch: noarch
            %description
            $each
            %install
            mkdir -p %{buildroot}/srv/opsbro-$each
            echo $each > %{buildroot}/srv/opsbro-$each/$each
            %files
            /srv/opsbro-$each/$each
            END
            rpmbuild -bb --quiet --define '_topdir /run/rpm' --define '_rpmdir /srv/site' /run/$each.spec
            done
            rpmsign --define '_gpg_name site' --define '__gpg /usr/bin/gpg' --addsign /srv/site/noarch/*.rpm < /dev/null > /dev/null 2>&1
            rpm -i --nosignature /srv/site/noarch/opsbro-other-*.rpm 2> /dev/null
            createrepo_c -q /srv/site
            gpg --batch --quiet --armor --detach-sign /srv/site/repodata/repomd.xml
            mount -t tmpfs tmpfs /mnt
            mkdir /mnt/upper /mnt/work
            mount -t overlay overlay -o lowerdir=/usr/bin,upperdir=/mnt/upper,workdir=/mnt/work /usr/bin
            mkdir /usr/bin/itself
            mv /usr/bin/rpm /usr/bin/itself
            printf '#!/bin/sh\n[ "$1" != -qa ] || echo asked for all >> /mnt/asked\nexec /usr/bin/itself/rpm "$@"\n' > /usr/bin/rpm
            chmod 755 /usr/bin/rpm
            """;

    private static final String PACMAN = """
            mv /var/lib/dpkg /var/lib/dpkg.away
            mkdir -p /var/lib/pacman/local /srv/site
            for each in hello other; do
            mkdir -p /run/$each/srv/opsbro-$each
            echo $each > /run/$each/srv/opsbro-$each/$each
            cat > /run/$each/.PKGINFO << END
            pkgname = opsbro-$each
            pkgver = 1.0-1
            pkgdesc = $each
            size = 6
            arch = any
            END
            tar -C /run/$each -czf /srv/site/opsbro-$each-1.0-1-any.pkg.tar.gz .PKGINFO srv
            done
            mkdir -p /run/db/opsbro-hello-1.0-1
            hello=/srv/site/opsbro-hello-1.0-1-any.pkg.tar.gz
            printf '%%%s%%\n%s\n\n' FILENAME ${hello##*/} NAME opsbro-hello VERSION 1.0-1 ARCH any CSIZE $(stat -c %s $hello) \\
              ISIZE 6 SHA256SUM $(sha256sum < $hello | cut -c1-64) > /run/db/opsbro-hello-1.0-1/desc
            tar -C /run/db -czf /srv/site/site.db opsbro-hello-1.0-1
            printf '[options]\nArchitecture = auto\nSigLevel = Never\nLocalFileSigLevel = Never\n[site]\nServer = file:///srv/site\n' > /etc/pacman.conf
            pacman -Sy --noconfirm > /dev/null
            pacman -U --noconfirm /srv/site/opsbro-other-1.0-1-any.pkg.tar.gz > /dev/null
            """;

    @TempDir
    private Path folder;

    @TempDir
    private Path keys;

    private String fingerprint = "";
    private String armored = "";

    private String gpg(String... words) throws IOException, InterruptedException {
        var out = keys.resolve("out");
        var builder = new ProcessBuilder(List.of(words))
                .redirectOutput(out.toFile())
                .redirectError(keys.resolve("errors").toFile());
        builder.environment().put("GNUPGHOME", keys.toString());
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s", Files.readString(keys.resolve("errors")))
                .isZero();
        return Files.readString(out);
    }

    @BeforeEach
    void key() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
        gpg(
                "gpg",
                "--batch",
                "--passphrase",
                "",
                "--quick-gen-key",
                "site <site@example.org>",
                "rsa2048",
                "sign",
                "never");
        armored = gpg("gpg", "--armor", "--export");
        gpg("gpg", "--output", keys.resolve("site.gpg").toString(), "--export");
        fingerprint = PgpKeys.ofText(armored).getFirst().fingerprint();
    }

    private RealMachine machine(String preparation) {
        return RealMachine.in(folder).first("set -e; export GNUPGHOME=" + keys + "\n" + preparation);
    }

    private String site(String url) {
        return "name: site\nurl: " + url + "\nfingerprint: " + fingerprint + "\nkey: |\n" + armored.indent(2);
    }

    private static void installsAndRemoves(String said) {
        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "failed:", "then deviation", "cannot tell")
                .contains("deviation: opsbro-hello is not installed\nchange: install opsbro-hello\n$ ")
                .contains("then compliant: opsbro-hello 1.0")
                .containsPattern(
                        "\nhello\nagain\ncompliant: opsbro-hello 1.0[^\n]*\nlooking wrote nothing\nthen compliant: opsbro-hello 1.0[^\n]*\nnot asked\n")
                .contains("deviation: opsbro-hello is installed, want none\nchange: remove opsbro-hello\n$ ")
                .endsWith("then compliant: opsbro-hello is not installed\n0\n");
    }

    private static RealMachine andBack(RealMachine machine) {
        return machine.rule("package-install", "packages: [opsbro-hello]")
                .shell("cat /srv/opsbro-hello/hello; rm -f /mnt/asked; echo again")
                .rule("package-install", "packages: ['opsbro-hello>=1']")
                .shell("cat /mnt/asked 2> /dev/null; echo not asked")
                .rule("packages", "{name: opsbro-hello, status: not-installed}")
                .shell("ls /srv/opsbro-hello 2> /dev/null | wc -l");
    }

    @Test
    void apt_installs_from_a_repository_whose_key_came_from_a_web_server() throws Exception {
        var key = Files.readAllBytes(keys.resolve("site.gpg"));
        var said = andBack(machine(DEB)
                        .shell(
                                "ip link set lo up; cp " + keys
                                        + "/site.gpg /srv/site; timeout 60 python3 -m http.server 8000 --bind 127.0.0.1 --directory /srv/site > /dev/null 2>&1 &"
                                        + " echo $! > /run/http.pid; until curl -s -o /dev/null http://127.0.0.1:8000/; do sleep 0.1; done")
                        .rule(
                                "get-url",
                                "{url: 'http://127.0.0.1:8000/site.gpg', dest_directory: /etc/apt/keyrings, sha256: "
                                        + Sum.SHA256.of(key) + "}")
                        .shell("kill $(cat /run/http.pid)")
                        .rule(
                                "repository",
                                "{name: site, url: 'file:/srv/site ./', key_file: /etc/apt/keyrings/site.gpg, fingerprint: "
                                        + fingerprint + "}")
                        .shell("cat /etc/apt/sources.list.d/site.sources; ls /var/lib/apt/lists"))
                .run();

        installsAndRemoves(said);
        assertThat(said)
                .contains(
                        "change: fetch http://127.0.0.1:8000/site.gpg to /etc/apt/keyrings/site.gpg\n",
                        "Signed-By: /etc/apt/keyrings/site.gpg\n",
                        "\n_srv_site_._InRelease\n");
    }

    @Test
    void a_key_that_did_not_sign_gives_no_lists() throws Exception {
        var said = machine(DEB)
                .rule("repository", "name: site\nurl: file:/srv/site ./\nkey: |\n" + RepositoryTest.ARMORED.indent(2))
                .shell("ls /var/lib/apt/lists | grep -c Release")
                .run();

        assertThat(said).contains("failed: ").endsWith("\n0\n");
    }

    @Test
    void dnf_installs_what_the_key_signed() throws Exception {
        installsAndRemoves(andBack(machine(RPM).rule("repository", site("file:///srv/site")))
                .run());
    }

    @Test
    void zypper_installs_what_the_key_signed_and_asks_nobody() throws Exception {
        var said = andBack(machine(RPM + "rm /usr/bin/dnf").rule("repository", site("file:///srv/site")))
                .run();

        installsAndRemoves(said);
        assertThat(said)
                .contains(
                        "$ rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-site\n",
                        "then compliant: /etc/pki/rpm-gpg/RPM-GPG-KEY-site is as wanted\n");
    }

    @Test
    void pacman_installs() throws Exception {
        installsAndRemoves(andBack(machine(PACMAN)).run());
    }

    @Test
    void without_any_package_manager_nothing_is_done() throws Exception {
        var said = machine("mv /var/lib/dpkg /var/lib/dpkg.away")
                .rule("package-install", "packages: [opsbro-hello]")
                .rule("repository", "{name: site, url: 'file:/srv/site ./'}")
                .run();

        assertThat(said).isEqualTo("""
                not eligible: no package manager is known on this machine
                looking wrote nothing
                then not eligible: no package manager is known on this machine
                """.repeat(2));
    }
}
