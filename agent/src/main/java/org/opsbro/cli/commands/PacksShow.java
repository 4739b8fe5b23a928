package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

final class PacksShow implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one pack; all in force without it");
    }

    @Override
    public List<String> examples() {
        return List.of("packs show", "packs show linux", "packs show linux --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var agent = session.agent();
        var name = session.given().find("NAME");
        if (name.isPresent()) {
            var pack = agent.get(AgentClient.target("/packs", name.get()));
            return session.show(pack, screen -> pack(screen, pack));
        }
        var shown = new ArrayList<Answer>();
        for (var each : agent.get("/packs").list())
            if (each.isTrue("in_force")) shown.add(agent.get(AgentClient.target("/packs", each.text("name"))));
        var all = new Answer(new Value.Items(shown.stream().map(Answer::value).toList()));
        return session.show(all, screen -> shown.forEach(pack -> pack(screen, pack)));
    }

    private static void pack(Screen screen, Answer pack) {
        var paint = screen.paint();
        screen.title(pack.text("level") + " > " + Safe.line(pack.text("name")));
        screen.text(" ", 1, Safe.line(pack.text("description")));
        var topics = pack.texts("topics");
        screen.line(
                paint.faint(" " + pack.text("folder") + (topics.isEmpty() ? "" : "  " + String.join(", ", topics))));
        var objects = pack.at("objects");
        for (var kind : objects.keys())
            screen.text(
                    " * " + kind + ": ",
                    3,
                    objects.list(kind).stream()
                            .map(each -> paint.accent(Safe.line(each.text("name"))))
                            .collect(Collectors.joining(", ")));
        var parameters = pack.at("parameters");
        if (!parameters.keys().isEmpty()) screen.line(" * parameters:");
        screen.pairs(
                "   ",
                parameters.keys().stream()
                        .map(name -> parameter(pack.text("name"), name, parameters.at(name)))
                        .toList());
        for (var problem : pack.list("problems"))
            screen.text(
                    "   " + paint.bad("✕ "),
                    5,
                    paint.bad(Safe.line(Problems.told(problem).split("\n", 2)[0])));
    }

    private static Screen.Pair parameter(String pack, String name, Answer parameter) {
        var path = "packs." + pack + "." + name;
        if (parameter.isTrue("missing"))
            return new Screen.Pair(
                    path, "MISSING", "set it: opsbro packs parameters set " + pack + "." + name + " VALUE");
        var value = parameter.find("value").orElse("");
        var note = parameter.isTrue("is_default")
                ? "is default"
                : "level " + parameter.text("level") + ", " + parameter.text("source");
        return new Screen.Pair(path, value, note);
    }
}
