package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What setting, adding to and removing from a parameter of the agent have in common. */
final class AgentParameter {
    private AgentParameter() {}

    static Arguments declare(Arguments arguments, String value) {
        return arguments
                .word("NAME", "the parameter, as agent parameters show names it")
                .word("VALUE", value);
    }

    /** {@code agent.groups} is {@code groups}. */
    static String name(String typed) {
        return typed.startsWith("agent.") ? typed.substring("agent.".length()) : typed;
    }

    static Screen.Pair pair(String name, Answer parameter) {
        var note = parameter.isTrue("is_default")
                ? "is default"
                : parameter.find("source").orElse("");
        return new Screen.Pair("agent." + name, parameter.text("value"), note);
    }

    /** Tells the agent, and the person what became of it. */
    static int change(Session session, String deed) {
        var name = name(session.given().text("NAME"));
        var value = session.given().text("VALUE");
        var target = AgentClient.target("/agent/parameters", name);
        var body = Json.write(Value.object().with("value", value).end());
        Answer answer = deed.equals("set")
                ? session.agent().put(target, body)
                : session.agent().post(target + "/" + deed, body);
        return session.show(
                answer,
                screen -> screen.line(screen.paint().ok("✓") + " agent." + name + " → "
                        + screen.paint().strong(answer.find("value").orElse(value))
                        + answer.find("file").map(file -> "  (" + file + ")").orElse("")));
    }
}
