package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class KvStorePut implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "such as web/upstream")
                .optionalWord("VALUE", "as it is; - reads what is piped in")
                .option("--file", "FILE", "the value is what this file holds")
                .option("--ttl", "DURATION", "it is deleted after so long: 30s, 1h")
                .option("--cas", "REVISION", "only if its last change was at this revision; 0: only if there is none");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "kv-store put web/upstream 10.0.0.7:8080",
                "kv-store put web/motd --file motd.txt",
                "kv-store put jobs/today running --ttl 1h --cas 0");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var key = given.text("KEY");
        var query = KvKey.query(
                "ttl", given.find("--ttl").orElse(""),
                "cas", given.find("--cas").orElse(""));
        var answer = session.agent().put(KvKey.target(key) + query, value(session));
        return session.done(Safe.line(key) + " is at revision " + answer.text("revision"), answer.value());
    }

    private static byte[] value(Session session) {
        var word = session.given().find("VALUE");
        var file = session.given().find("--file");
        if (word.isPresent() == file.isPresent()) throw CommandFailed.usage("want a VALUE or --file, one of them");
        try {
            if (file.isPresent()) return Files.readAllBytes(Path.of(file.get()));
            return word.get().equals("-")
                    ? session.streams().in().readAllBytes()
                    : word.get().getBytes(StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new CommandFailed(ExitCode.FAILED, "the value cannot be read: " + failed);
        }
    }
}
