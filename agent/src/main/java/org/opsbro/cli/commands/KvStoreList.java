package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Value;

final class KvStoreList implements Command {
    private static final int PAGE = 1000;
    private static final int MOST_LETTERS = 60;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("PREFIX", "only keys that begin so")
                .flag("--folders", "what goes on behind a / is one line")
                .flag("--values", "with their values, revisions and locks");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store list", "kv-store list web/ --values", "kv-store list --folders");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        List<Value> all = new ArrayList<>();
        var after = "";
        Answer page;
        do {
            var query = KvKey.query(
                    "prefix",
                    given.find("PREFIX").orElse(""),
                    "separator",
                    given.has("--folders") ? "/" : "",
                    "values",
                    given.has("--values") ? "true" : "",
                    "limit",
                    Integer.toString(PAGE),
                    "after",
                    after);
            page = session.agent().get("/kv" + query);
            for (var each : page.list("keys")) all.add(each.value());
            after = page.text("next");
            if (!session.json() && !given.has("--values")) names(session, page);
        } while (page.isTrue("more"));
        if (session.json()) return session.print(new Value.Items(all));
        if (all.isEmpty()) session.screen().line("there are no keys that begin so");
        else if (given.has("--values")) table(session, all);
        return ExitCode.OK;
    }

    private static void names(Session session, Answer page) {
        for (var name : page.texts("keys")) session.screen().line(Safe.line(name));
    }

    private static void table(Session session, List<Value> all) {
        var table = new Table()
                .column("KEY", 1)
                .right("REVISION", 2)
                .column("VALUE", 1)
                .column("HELD BY", 3);
        for (var each : all) {
            var item = new Answer(each);
            table.row(
                    Safe.line(item.text("key")),
                    item.text("revision"),
                    shown(item),
                    Safe.line(item.find("session").orElse("")));
        }
        table.draw(session.screen());
    }

    static String shown(Answer item) {
        var text = item.find("value");
        if (text.isEmpty()) return Quantity.bytes(item.number("size")) + " of bytes";
        var line = Safe.line(text.get());
        return line.length() <= MOST_LETTERS ? line : line.substring(0, MOST_LETTERS) + "…";
    }
}
