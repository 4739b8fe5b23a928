package org.opsbro.pack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Level;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;

class PackLoaderTest {
    final PaperFiles files = new PaperFiles();
    final PackLoader loader = new PackLoader(
            files, List.of(new PackLoader.Place(Level.LOCAL, "/local"), new PackLoader.Place(Level.GLOBAL, "/global")));

    @Test
    void a_pack_brings_its_objects_and_the_defaults_of_its_parameters() {
        linux("/global");

        var pack = loader.load().named("linux").orElseThrow();

        assertThat(pack.definitions()).extracting(Definition::id).containsExactly("linux/disks");
        assertThat(pack.parameters().value("warning")).isEqualTo(Value.of(80));
        assertThat(requireNonNull(pack.origins().get("warning")).isDefault()).isTrue();
        assertThat(told()).isEmpty();
    }

    @Test
    void a_lower_level_overrides_one_parameter_without_copying_the_pack() {
        linux("/global");
        files.put("/local/linux/parameters/parameters.yml", "warning: 70\n");

        var pack = loader.load().named("linux").orElseThrow();

        assertThat(pack.level()).isEqualTo(Level.GLOBAL);
        assertThat(pack.parameters().value("warning")).isEqualTo(Value.of(70));
        assertThat(requireNonNull(pack.origins().get("warning")).source())
                .hasToString("/local/linux/parameters/parameters.yml:1:10");
    }

    @Test
    void a_pack_of_a_lower_level_wins_whole() {
        linux("/global");
        files.put("/local/mine/package.yml", "name: linux\n");

        var packs = loader.load();

        assertThat(packs.named("linux").orElseThrow().definitions()).isEmpty();
        assertThat(packs.all())
                .extracting(Packs.Pack::shadowedBy)
                .containsExactly(Optional.of(Level.LOCAL), Optional.empty());
    }

    @Test
    void a_broken_object_is_off_and_told_and_the_rest_works() {
        linux("/global");
        files.put("/global/linux/monitoring/load.yml", "check:\n  interval: [\n");
        files.put("/global/linux/monitoring/odd.yml", "chekc: {}\n");
        files.put("/global/other/package.yml", "version: '1'\n");

        var packs = loader.load();

        assertThat(packs.definitions(Kind.CHECK)).extracting(Definition::name).containsExactly("disks");
        assertThat(packs.problems())
                .extracting(Problem::toString)
                .satisfiesExactlyInAnyOrder(
                        told -> assertThat(told)
                                .startsWith("/global/linux/monitoring/load.yml:3:")
                                .contains("not YAML"),
                        told -> assertThat(told)
                                .startsWith(
                                        "/global/linux/monitoring/odd.yml:1:1: found the keys chekc, want check: or service:"),
                        told -> assertThat(told).startsWith("/global/other/package.yml:1:1: name: the key is missing"));
    }

    @Test
    void parameters_of_a_wrong_type_or_name_are_told_and_not_taken() {
        linux("/global");
        files.put("/local/linux/parameters/parameters.yml", "warning: high\nwarnings: 3\n");

        var packs = loader.load();

        assertThat(packs.parameters("linux").value("warning")).isEqualTo(Value.of(80));
        assertThat(told())
                .containsExactly(
                        "/local/linux/parameters/parameters.yml:1:10: warning: found high, want a value of type int",
                        "/local/linux/parameters/parameters.yml:2:11: warnings: the pack declares no such parameter, did you mean warning?");
    }

    @Test
    void a_file_that_comes_is_noticed_and_the_swap_file_of_an_editor_is_not() {
        linux("/global");
        loader.load();

        files.put("/global/linux/.load.yml.swp", "");
        assertThat(loader.stale()).isFalse();
        assertThat(loader.stale()).isFalse();

        files.put("/global/linux/monitoring/new.yml", "check: {}\n");
        assertThat(loader.stale()).isTrue();
        loader.load();
        assertThat(loader.stale()).isFalse();

        files.put("/global/other/package.yml", "name: other\n");
        assertThat(loader.stale()).isTrue();
    }

    @Test
    void only_what_changed_is_read_again() {
        linux("/global");
        files.put("/global/http/package.yml", "name: http\n");
        var before = loader.load();
        assertThat(loader.stale()).isFalse();

        files.put("/global/http/package.yml", "name: http\nversion: '2'\n");

        assertThat(loader.stale()).isTrue();
        var after = loader.load();
        assertThat(after.named("http").orElseThrow().version()).isEqualTo("2");
        assertThat(after.named("linux").orElseThrow().definitions().getFirst())
                .isSameAs(before.named("linux").orElseThrow().definitions().getFirst());
    }

    @Test
    void no_folder_at_all_is_no_pack() {
        assertThat(loader.load().all()).isEmpty();
    }

    private void linux(String level) {
        files.put(
                level + "/linux/package.yml",
                "name: linux\ntopics: [monitoring]\nparameters:\n  warning: {type: int, default: 80, doc: percent}\n");
        files.put(level + "/linux/monitoring/disks.yml", "check:\n  interval: 10s\n");
    }

    private List<String> told() {
        return loader.load().problems().stream().map(Problem::toString).toList();
    }
}
