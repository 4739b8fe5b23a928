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

/** What the documents say works: their commands are run, their packs are read. */
class DocumentsTest {
    private static final Path DOCS = Path.of("../docs");
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
            return all.filter(page -> page.toString().endsWith(".md")).sorted().toList();
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
                    var outcome = server.shell(line.replace("var/lib/", server.data() + "/"));
                    assertThat(outcome.code())
                            .as("%s: %s: %s", page, line, outcome.error() + outcome.out())
                            .isZero();
                    ran++;
                }
        assertThat(ran).isGreaterThan(25);
    }

    @Test
    void the_pack_of_the_guide_is_right() throws Exception {
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
