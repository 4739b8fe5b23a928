package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Problem;
import org.opsbro.pack.PackLoader;

class ZoneFilesTest {
    @TempDir
    private Path folder;

    private List<Problem> problems(String pinned) throws Exception {
        Files.createDirectories(folder.resolve("zones"));
        Files.writeString(
                folder.resolve("zones/paris.yml"),
                "zone:\n  name: paris\n" + (pinned.isEmpty() ? "" : "  public-key: " + pinned + "\n"));
        var files = new LinuxHost().files();
        var authorities = new ZoneAuthorities(folder, List::of);
        var packs = new PackLoader(files, List.of()).load();
        return new ZoneFiles(files, folder.toString())
                .read(packs, "paris", authorities::installed)
                .problems();
    }

    @Test
    void a_pinned_key_that_is_not_the_installed_one_is_told_with_its_place_and_both() throws Exception {
        var installed =
                new ZoneAuthorities(folder, List::of).generate("paris", false).publicKey();
        var other = "A".repeat(43) + "=";

        assertThat(problems(other)).singleElement().satisfies(problem -> {
            assertThat(problem.source().file()).endsWith("zones/paris.yml");
            assertThat(problem.source().line()).isEqualTo(3);
            assertThat(problem.message()).contains(installed).contains(other);
        });
    }

    @Test
    void the_same_key_or_only_one_of_both_is_no_problem() throws Exception {
        assertThat(problems("A".repeat(43) + "=")).isEmpty();
        var installed =
                new ZoneAuthorities(folder, List::of).generate("paris", false).publicKey();
        assertThat(problems(installed)).isEmpty();
        assertThat(problems("")).isEmpty();
        assertThat(Optional.of(installed)).isPresent();
    }
}
