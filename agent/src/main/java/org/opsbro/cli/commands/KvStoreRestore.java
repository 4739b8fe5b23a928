package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class KvStoreRestore implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("FILE", "what kv-store backup wrote; a damaged one is refused and changes nothing");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store restore /var/backups/kv.backup");
    }

    @Override
    public int run(Session session) {
        var file = KvStoreBackup.file(session);
        var answer = KvStoreBackup.told(session, "/kv-meta/restore", file);
        return session.done(
                "the store is that of " + file + ": " + answer.text("keys") + " keys, revision "
                        + answer.text("revision")
                        + "; the former one is kept in the folder of the store (kv/*replaced*)",
                answer.value());
    }
}
