package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Session;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What the commands that change packs have in common. */
final class PackChanged {
    private PackChanged() {}

    /** A body that says of which level the pack is, where that was typed. */
    static FieldsBuilder body(String typed) {
        return Value.object().with("from", PackName.level(typed).orElse(""));
    }

    static Answer ask(Session session, String typed, String deed, FieldsBuilder body) {
        return session.agent()
                .post(AgentClient.target("/packs", PackName.of(typed)) + "/" + deed, Json.write(body.end()));
    }

    /** One of {@code --to-zone}, {@code --to-global}, … that must be there. */
    static String to(Session session, String... levels) {
        for (var level : levels) if (session.given().has("--to-" + level)) return level;
        throw CommandFailed.usage("want one of --to-" + String.join(", --to-", levels));
    }

    /** Who has it now: {@code on all nodes (version 3)}; empty where nobody else gets it. */
    static String reach(Answer answer) {
        if (answer.isTrue("published")) return ", on all nodes of it (version " + answer.text("version") + ")";
        return answer.find("published").isPresent() ? ", on this node: it is alone" : "";
    }
}
