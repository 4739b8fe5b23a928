package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class KvStoreDelete implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "which one, or how they begin")
                .flag("--prefix", "delete all keys that begin so")
                .option("--cas", "REVISION", "only if its last change was at this revision");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store delete web/upstream", "kv-store delete web/ --prefix");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var key = given.text("KEY");
        if (given.has("--prefix") && given.has("--cas"))
            throw CommandFailed.usage("--cas is for one key: leave --prefix out");
        var query = KvKey.query(
                "recurse",
                given.has("--prefix") ? "true" : "",
                "cas",
                given.find("--cas").orElse(""));
        var answer = session.agent().delete(KvKey.target(key) + query);
        if (!given.has("--prefix") && answer.number("deleted") == 0)
            throw new CommandFailed(ExitCode.NOT_FOUND, "there is no key " + key);
        return session.done(answer.text("deleted") + " deleted: " + Safe.line(key), answer.value());
    }
}
