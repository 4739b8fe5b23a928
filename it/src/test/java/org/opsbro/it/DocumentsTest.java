package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say works: their commands are run, their packs are read, and the pack of the guide is built as it says. */
class DocumentsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path GUIDE = DOCS.resolve("packs-authoring.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.list(DOCS)) {
            return all.filter(page -> page.toString().endsWith(".md") && !page.equals(GUIDE))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        var found = new ArrayList<String>();
        var matcher = BLOCK.matcher(Files.readString(page));
        while (matcher.find()) if (matcher.group(1).equals(language)) found.add(matcher.group(2));
        return found;
    }

    @Test
    void every_command_of_every_page_succeeds() throws Exception {
        server = new Server(folder);
        server.start();
        var ran = 0;
        for (var page : pages())
            for (var block : blocks(page, ""))
                for (var line : block.lines()
                        .filter(each -> each.startsWith("./opsbro ") || each.startsWith("curl "))
                        .toList()) {
                    // the agent runs already, and the next page needs it
                    if (line.contains("agent start") || line.contains("agent stop")) continue;
                    succeeds(page, line);
                    ran++;
                }
        assertThat(ran).isGreaterThan(25);
    }

    private void succeeds(Path page, String line) throws Exception {
        var outcome = server.shell(line.replace("var/lib/", server.data() + "/").replace("/srv/queue", queue()));
        assertThat(outcome.code())
                .as("%s: %s: %s", page, line, outcome.error() + outcome.out())
                .isZero();
    }

    /** Where the queue of the guide lies in this test. */
    private String queue() {
        return folder.resolve("queue").toString();
    }

    @Test
    void the_guide_builds_a_pack_that_works_from_an_empty_folder() throws Exception {
        server = new Server(folder.resolve("agent"));
        server.start();
        Files.createDirectories(Path.of(queue()));
        Files.writeString(Path.of(queue(), "status"), "waiting: 12\nkind: mail\n");
        var pack = Files.createDirectories(server.data().resolve("global-configuration/packs/queue"));
        var blocks = BLOCK.matcher(Files.readString(GUIDE)).results().toList();
        for (var block : blocks) {
            var text = block.group(2);
            if (block.group(1).isEmpty()) for (var line : text.lines().toList()) succeeds(GUIDE, line);
            else {
                var file = pack.resolve(
                        text.lines().findFirst().orElseThrow().replaceAll("^\\{?# ([a-z0-9./-]+).*", "$1"));
                Files.createDirectories(file.resolve("..").normalize());
                Files.writeString(file, text.replace("/srv/queue", queue()));
            }
        }

        assertThat(Path.of(queue(), "workers.conf")).content().contains("limit ", "\nworker ", " 8099\n");
        assertThat(Path.of(queue(), "failed")).isDirectory();
        assertThat(server.does("packs", "list", "--json")).contains("local-configuration/packs/queue");
    }

    @Test
    void the_pack_of_the_page_on_packs_is_right() throws Exception {
        server = new Server(folder);
        for (var block : blocks(DOCS.resolve("packs.md"), "yaml")) {
            var name = block.lines().findFirst().orElseThrow().replaceAll("^# ([a-z./]+).*", "$1");
            var file = folder.resolve("mine").resolve(name);
            Files.createDirectories(file.resolve("..").normalize());
            Files.writeString(file, block);
        }
        assertThat(server.does("packs", "lint", folder.resolve("mine").toString()))
                .contains("nothing is wrong");
    }
}
