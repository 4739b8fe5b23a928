package org.opsbro.agent.api;

import java.util.List;
import java.util.Optional;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The agent itself: who it is, how it is, its parameters, its logs; and to stop it. */
public final class AgentApi {
    private static final int MOST_LINES = 100_000;
    private final Subject agent;
    private final Settings settings;
    private final LogFiles logs;

    /** What the agent tells of itself. */
    public interface Subject {
        /** {@code initializing}, {@code ok} or {@code stopped}. */
        String state();

        Value.Fields info();

        Value.Fields threads();

        /** Reads packs and settings again: keys packs, problems. */
        Value.Fields reload();

        /** Begins to stop; returns at once. */
        void stop();

        /** Writes the memory to a file, and tells its path. */
        String dumpMemory();
    }

    /** {@code agent.yml}, key by key. Changing throws IllegalArgumentException with the reason. */
    public interface Settings {
        /** By name: value, is_default, source. */
        Value.Fields all();

        /** {@code set}, {@code add} or {@code remove}; tells file and value. */
        Value.Fields change(String deed, String key, String value);
    }

    /** The logs, by part. */
    public interface LogFiles {
        List<String> parts();

        /** The last lines, or those behind an offset: keys next, lines. Absent if there is no such part. */
        Optional<Value.Fields> read(String part, long lines, Optional<Long> after);
    }

    public AgentApi(Subject agent, Settings settings, LogFiles logs) {
        this.agent = agent;
        this.settings = settings;
        this.logs = logs;
    }

    /** What it tells other agents too. */
    public List<Route> told() {
        return List.of(new Route(
                "GET",
                "/agent/info",
                "What the agent is and how each topic is doing",
                Access.OPEN,
                request -> Reply.json(agent.info())));
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/", "Says OK: the agent answers", Access.OPEN, request -> Reply.json(Value.of("OK"))),
                new Route(
                        "GET",
                        "/agent/state",
                        "State of the agent: initializing, ok or stopped",
                        Access.OPEN,
                        request -> Reply.json(Value.of(agent.state()))),
                new Route(
                        "GET",
                        "/agent/name",
                        "Host name of this node",
                        Access.OPEN,
                        request -> Reply.json(agent.info().get("name"))),
                new Route(
                        "GET",
                        "/agent/uuid",
                        "Id of this node",
                        Access.OPEN,
                        request -> Reply.json(agent.info().get("uuid"))),
                new Route(
                        "GET",
                        "/agent/parameters",
                        "Parameters of agent.yml with their values and sources",
                        Access.TOKEN,
                        request -> Reply.json(settings.all())),
                new Route(
                        "GET", "/agent/parameters/{name}", "One parameter of agent.yml", Access.TOKEN, this::parameter),
                new Route(
                        "PUT",
                        "/agent/parameters/{name}",
                        "Sets a parameter in agent.yml: {\"value\": …}",
                        Access.TOKEN,
                        request -> change("set", request)),
                new Route(
                        "POST",
                        "/agent/parameters/{name}/add",
                        "Adds to a list in agent.yml, such as groups: {\"value\": …}",
                        Access.TOKEN,
                        request -> change("add", request)),
                new Route(
                        "POST",
                        "/agent/parameters/{name}/remove",
                        "Takes out of a list in agent.yml: {\"value\": …}",
                        Access.TOKEN,
                        request -> change("remove", request)),
                new Route(
                        "POST",
                        "/agent/reload",
                        "Reads packs and settings again now",
                        Access.TOKEN,
                        request -> Reply.json(agent.reload())),
                new Route("POST", "/stop", "Stops the agent", Access.LOCAL, this::stop),
                new Route(
                        "GET",
                        "/threads",
                        "Threads of the agent with their processor time in seconds",
                        Access.TOKEN,
                        request -> Reply.json(agent.threads())),
                new Route(
                        "POST",
                        "/debug/memory",
                        "Writes the memory of the agent to a file in the data folder",
                        Access.LOCAL,
                        request -> Reply.json(
                                Value.object().with("path", agent.dumpMemory()).end())),
                new Route(
                        "GET",
                        "/log/parts",
                        "Names of the logs",
                        Access.TOKEN,
                        request -> Reply.json(Value.texts(logs.parts()))),
                new Route(
                        "GET",
                        "/log/parts/{part}",
                        "The last ?lines=N of a log, or those ?after=OFFSET",
                        Access.TOKEN,
                        this::log));
    }

    private Reply parameter(Request request) {
        var name = request.variable("name");
        var all = settings.all();
        return all.has(name)
                ? Reply.json(all.get(name))
                : Reply.notFound("there is no parameter " + name + Nearest.hint(name, all.keys()));
    }

    private Reply change(String deed, Request request) {
        return Reply.json(
                settings.change(deed, request.variable("name"), Bodies.text(Bodies.fields(request), "value")));
    }

    private Reply stop(Request request) {
        agent.stop();
        return Reply.json(Value.of("OK"));
    }

    private Reply log(Request request) {
        var after = request.query("after").map(ignored -> Bodies.number(request, "after", 0, Long.MAX_VALUE));
        var part = request.variable("part");
        return logs.read(part, Bodies.number(request, "lines", 20, MOST_LINES), after)
                .map(Reply::json)
                .orElseGet(() ->
                        Reply.notFound("there is no log " + part + ": want one of " + String.join(", ", logs.parts())));
    }
}
