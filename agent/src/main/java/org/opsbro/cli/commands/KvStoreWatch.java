package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Value;

final class KvStoreWatch implements Command {
    private static final String WAIT = "30s";
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(45);
    private static final int MOST = 1_000_000_000;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("PREFIX", "only keys that begin so")
                .flag("--key", "only the key that is called so")
                .option("--from", "REVISION", "begin with what changed after it; else with what changes from now on")
                .option("--count", "N", "end after so many changes");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "kv-store watch web/",
                "kv-store watch deploy/state --key --count 1",
                "kv-store watch --from 120 --json");
    }

    /** With {@code --json} one object behind the other, as {@code jq} reads them: {@code {"key", "revision", "value"}}, or with {@code "deleted": true}. */
    @Override
    public int run(Session session) {
        var given = session.given();
        var agent = session.agentAt(session.socket(), FOR_AN_ANSWER);
        var name = given.has("--key") ? "key" : "prefix";
        var text = given.find("PREFIX").orElse("");
        var left = given.has("--count") ? given.number("--count", 1, MOST) : MOST;
        var since =
                given.find("--from").orElseGet(() -> agent.get("/kv?limit=1").text("revision"));
        while (left > 0) {
            var page = agent.get("/kv-meta/changes" + KvKey.query(name, text, "index", since, "wait", WAIT));
            for (var change : page.list("changes")) {
                if (left-- <= 0) break;
                tell(session, agent, change);
            }
            session.streams().out().flush();
            since = page.text("revision");
        }
        return ExitCode.OK;
    }

    private static void tell(Session session, AgentClient agent, Answer change) {
        var key = change.text("key");
        var item = change.isTrue("deleted") ? Optional.<Answer>empty() : agent.find(KvKey.target(key) + "?meta");
        if (session.json()) {
            var line = item.map(Answer::value)
                    .orElseGet(() -> Value.object()
                            .with("key", key)
                            .with("revision", (long) change.number("revision"))
                            .with("deleted", true)
                            .end());
            session.print(line);
        } else {
            session.screen()
                    .line(change.text("revision") + " " + Safe.line(key)
                            + item.map(each -> " = " + KvStoreList.shown(each))
                                    .orElse(session.paint().faint(" is deleted")));
        }
    }
}
