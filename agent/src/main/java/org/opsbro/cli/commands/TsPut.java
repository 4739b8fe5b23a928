package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class TsPut implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "which series; a new one is begun")
                .word("VALUE", "a number")
                .option("--time", "TIME", "now", "when it was: -5min, 2026-11-30T10:00:00Z, seconds since 1970");
    }

    @Override
    public List<String> examples() {
        return List.of("ts put shop.orders 42", "ts put shop.orders 41.5 --time -5min");
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var name = given.text("NAME");
        var body = Value.object()
                .with("value", number(given.text("VALUE")))
                .with("time", given.text("--time"))
                .end();
        var told = session.agent().put(AgentClient.target("/ts", name), Json.write(body));
        return session.done(name + " is " + given.text("VALUE"), told.value());
    }

    /** What is no number is refused by the agent. */
    private static Value number(String text) {
        try {
            var number = Double.parseDouble(text);
            return Double.isFinite(number) ? Value.of(number) : Value.of(text);
        } catch (NumberFormatException wrong) {
            return Value.of(text);
        }
    }
}
