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
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneKeyImport implements Command {
    private static final int LONGEST = 16 * 1024;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .option("--zone", "ZONE", "the zone; else the one this node is in")
                .option(
                        "--from",
                        "FILE",
                        "-",
                        "a file with the key, or the key file of another node; - reads it from standard input, out of sight of ps")
                .flag("--add", "keep the keys that are there: the new one opens, and seals once it is used")
                .flag("--erase", "replace the keys that are there");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "gossip zone key import --from key.txt",
                "gossip zone key import --zone paris < key.txt",
                "gossip zone key import --add < new.txt");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var body = Value.object()
                .with("key", read(session))
                .with("add", session.given().has("--add"))
                .with("erase", session.given().has("--erase"))
                .end();
        var taken = session.agent().post(ZoneKeyPath.of(session, "/key/import"), Json.write(body));
        return session.done("the zone " + taken.text("zone") + " has the key " + taken.text("id"), taken.value());
    }

    private static String read(Session session) {
        var from = session.given().text("--from");
        try (var in = from.equals("-") ? session.streams().in() : Files.newInputStream(Path.of(from))) {
            var text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) throw CommandFailed.usage("no key came from " + from);
            return text;
        } catch (IOException unreadable) {
            throw new CommandFailed(ExitCode.FAILED, "the key cannot be read from " + from + ": " + unreadable);
        }
    }
}
