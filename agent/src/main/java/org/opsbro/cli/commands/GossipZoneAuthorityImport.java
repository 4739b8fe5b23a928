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

final class GossipZoneAuthorityImport implements Command {
    private static final int LONGEST = 4096;

    @Override
    public void declare(Arguments arguments) {
        ZoneAuthority.declareZone(arguments)
                .optionalWord("KEY", "the public key: the nodes that have it obey")
                .option(
                        "--from",
                        "FILE",
                        "a file with the public key, or the private one: from here people may order then")
                .flag("--erase", "put it in the place of another authority, whose private key goes too");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "gossip zone authority import 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                "gossip zone authority import --zone paris --from paris.private.key");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var body = ZoneAuthority.body(session).with("key", key(session)).end();
        var taken = session.agent().post("/agent/authorities/import", Json.write(body));
        var zone = taken.text("zone");
        var may = taken.isTrue("orders") ? ", and may order it" : "";
        return session.done("this node obeys the authority of the zone " + zone + may, taken.value());
    }

    private static String key(Session session) {
        var word = session.given().find("KEY");
        var from = session.given().find("--from");
        if (word.isPresent() == from.isPresent()) throw CommandFailed.usage("want a KEY, or --from FILE");
        if (word.isPresent()) return word.get();
        try (var in = Files.newInputStream(Path.of(from.get()))) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new CommandFailed(ExitCode.FAILED, "the key cannot be read: " + unreadable);
        }
    }
}
