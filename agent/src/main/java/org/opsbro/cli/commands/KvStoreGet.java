package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;

final class KvStoreGet implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "which one")
                .flag("--raw", "not a letter more than the value: no line end behind it")
                .option("--file", "FILE", "write the value into this file")
                .flag("--consistent", "nothing older than what anybody was answered")
                .flag("--stale", "as it is on the node that answers, behind or not");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "kv-store get web/upstream",
                "kv-store get web/logo --file logo.png",
                "kv-store get web/upstream --json",
                "kv-store get web/upstream --consistent");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var target = KvKey.target(session.given().text("KEY")) + asked(session);
        if (session.json()) return session.print(session.agent().get(target).value());
        var value = session.agent().bytes(target);
        var file = session.given().find("--file");
        if (file.isPresent()) return write(file.get(), value);
        var out = session.streams().out();
        out.write(value, 0, value.length);
        if (!session.given().has("--raw")) out.println();
        return ExitCode.OK;
    }

    private static String asked(Session session) {
        var given = session.given();
        if (given.has("--consistent") && given.has("--stale"))
            throw CommandFailed.usage("want --consistent or --stale, not both");
        List<String> words = new ArrayList<>();
        if (session.json()) words.add("meta");
        for (var word : List.of("consistent", "stale")) if (given.has("--" + word)) words.add(word);
        return words.isEmpty() ? "" : "?" + String.join("&", words);
    }

    private static int write(String file, byte[] value) {
        try {
            Files.write(Path.of(file), value);
            return ExitCode.OK;
        } catch (IOException failed) {
            throw new CommandFailed(ExitCode.FAILED, "the value cannot be written: " + failed);
        }
    }
}
