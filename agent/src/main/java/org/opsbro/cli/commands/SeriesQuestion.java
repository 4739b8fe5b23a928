package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

/** What showing and dumping a series have in common: which one, of which time, how finely. */
final class SeriesQuestion {
    /** What --local does. */
    static final String LOCAL = "what this node has, without asking others";

    private SeriesQuestion() {}

    static void declare(Arguments arguments) {
        arguments
                .option("--from", "TIME", "-1h", "since when: -90s -5min -1h -7d, 2026-11-30, seconds since 1970")
                .option("--until", "TIME", "now", "until when")
                .flag("--local", LOCAL)
                .choice(
                        "--tier",
                        "TIER",
                        "how finely; by itself the finest that reaches back so far",
                        "raw",
                        "minute",
                        "hour");
    }

    static Answer ask(Session session) {
        var given = session.given();
        var target = AgentClient.target("/ts", given.text("NAME")) + "?from="
                + AgentClient.encoded(given.text("--from")) + "&until=" + AgentClient.encoded(given.text("--until"));
        return session.agent()
                .get(target + given.find("--tier").map(tier -> "&tier=" + tier).orElse("") + local(session));
    }

    /** What is rendered, as it came; whose series are missing in it is told beside it. */
    static byte[] rendered(Session session, String target) {
        return session.agent().bytes(target, "X-Opsbro-Silent", silent -> {
            for (var node : silent.isEmpty() ? new String[0] : silent.split(","))
                session.streams().error().println("opsbro: " + Safe.line(node) + " does not answer");
        });
    }

    static String local(Session session) {
        return session.given().has("--local") ? "&local=1" : "";
    }
}
