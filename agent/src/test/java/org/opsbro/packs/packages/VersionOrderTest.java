package org.opsbro.packs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionOrderTest {
    private static final List<String> VERSIONS = List.of(
            "0",
            "1",
            "1.0",
            "1.0-1",
            "1.0~rc1",
            "1.0~rc1-1",
            "1.0~~",
            "1.0~",
            "1.0+b1",
            "1.0a",
            "1.0.1",
            "1:0.9",
            "1.10",
            "1.9",
            "1.0-1+deb12u1",
            "1.0-1~bpo12+1",
            "3.0pl1-162",
            "2.36-9+deb12u4",
            "1.0-0",
            "10",
            "1.0-1.1",
            "1.00",
            "1.0-01",
            "1-1-1");

    @Test
    void debian_is_as_dpkg_orders() throws IOException, InterruptedException {
        var script = new StringBuilder();
        var ours = new StringBuilder();
        for (var one : VERSIONS)
            for (var other : VERSIONS) {
                script.append(
                        "dpkg --compare-versions '%s' lt '%s' && printf '<' || printf '.'\n".formatted(one, other));
                ours.append(VersionOrder.DEBIAN.compare(one, other) < 0 ? '<' : '.');
            }
        var process = new ProcessBuilder("sh", "-c", script.toString()).start();

        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(ours.toString());
        assertThat(process.waitFor()).isZero();
    }

    /** Cases of rpm's own documents and tests. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0, 0", "1.0, 2.0, -1", "2.0.1a, 2.0.1, 1", "5.5p1, 5.5p2, -1", "5.5p10, 5.5p1, 1", "10xyz, 10.1xyz, -1",
        "xyz10, xyz10.1, -1", "xyz.4, 8, -1", "5.5p2, 5.6p1, -1", "6.0.rc1, 6.0, 1", "10b2, 10a1, 1", "1.0aa, 1.0a, 1",
        "10.0001, 10.1, 0", "10.0001, 10.0039, -1", "4.999.9, 5.0, -1", "2.0, 2_0, 0", "1.0~rc1, 1.0, -1",
                "1.0~rc1, 1.0~rc2, -1",
        "1.0^, 1.0, 1", "1.0^git1, 1.0.1, -1", "1.0^git1~pre, 1.0^git1, -1", "1.0-1, 1.0-2, -1", "1.0, 1.0-2, 0",
                "1:1.0, 2.0, -1",
        "1:1.0-1, 0:2.0-1, 1"
    })
    void rpm_is_as_its_documents_tell(String one, String other, int step) {
        assertThat(Integer.signum(VersionOrder.RPM.compare(one, other))).isEqualTo(step);
        assertThat(Integer.signum(VersionOrder.RPM.compare(other, one))).isEqualTo(-step);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.4-r2, 1.2.4-r10, -1", "1.2.4, 1.2.4-r0, -1", "1.10, 1.9, 1", "1.0_rc1, 1.0, -1",
                "1.0_alpha, 1.0_beta1, -1", "1.0_p1, 1.0, 1",
        "1.0a, 1.0, 1", "1.0a, 1.0b, -1", "1.0_rc1-r3, 1.0-r0, -1", "2.0-r0, 2.0-r0, 0", "1.0_git20230717, 1.0, 1",
                "1.0, 1.0.1, -1"
    })
    void alpine_is_as_its_documents_tell(String one, String other, int step) {
        assertThat(Integer.signum(VersionOrder.ALPINE.compare(one, other))).isEqualTo(step);
        assertThat(Integer.signum(VersionOrder.ALPINE.compare(other, one))).isEqualTo(-step);
    }
}
