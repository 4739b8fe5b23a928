package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .option("--file", "FILE", "write the value into this file");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "kv-store get web/upstream",
                "kv-store get web/logo --file logo.png",
                "kv-store get web/upstream --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var target = KvKey.target(session.given().text("KEY"));
        if (session.json())
            return session.print(session.agent().get(target + "?meta").value());
        var value = session.agent().bytes(target);
        var file = session.given().find("--file");
        if (file.isPresent()) return write(file.get(), value);
        var out = session.streams().out();
        out.write(value, 0, value.length);
        if (!session.given().has("--raw")) out.println();
        return ExitCode.OK;
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
