package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** What can be called, told by the routes themselves: {@code /api} for people, {@code /api/openapi.json} for tools (OpenAPI 3.1). */
public final class ApiDoc {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)\\*?}");

    private ApiDoc() {}

    /** The routes with those that describe them all. */
    public static List<Route> with(List<Route> routes, String version) {
        List<Route> all = new ArrayList<>(routes);
        all.add(new Route("GET", "/api", "All calls, in words", Access.OPEN, request -> Reply.text(text(all))));
        all.add(new Route(
                "GET",
                "/api/openapi.json",
                "All calls, as OpenAPI 3.1",
                Access.OPEN,
                request -> Reply.json(openApi(all, version))));
        return List.copyOf(all);
    }

    private static String text(List<Route> routes) {
        var text = new StringBuilder("""
                Calls of the OpsBro agent. On the Unix socket all may be made; over TCP those marked "token" need the header
                Authorization: Bearer TOKEN (the token is in api.token in the data folder), and those marked "local" are refused.

                """);
        routes.stream()
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .forEach(route -> text.append(String.format(
                        "%-7s%-45s%-7s%s%n", route.method(), route.path(), word(route.access()), route.doc())));
        return text.toString();
    }

    private static String word(Access access) {
        return switch (access) {
            case OPEN -> "open";
            case TOKEN -> "token";
            case LOCAL -> "local";
        };
    }

    private static Value openApi(List<Route> routes, String version) {
        var paths = new TreeMap<String, FieldsBuilder>();
        for (var route : routes)
            paths.computeIfAbsent(route.path().replace("*}", "}"), path -> Value.object())
                    .with(route.method().toLowerCase(Locale.ROOT), operation(route));
        var described = Value.object();
        paths.forEach((path, methods) -> described.with(path, methods.end()));
        return Value.object()
                .with("openapi", "3.1.0")
                .with(
                        "info",
                        Value.object()
                                .with("title", "OpsBro agent")
                                .with("version", version)
                                .end())
                .with("paths", described.end())
                .with("components", components())
                .end();
    }

    private static Value components() {
        var bearer =
                Value.object().with("type", "http").with("scheme", "bearer").end();
        return Value.object()
                .with("securitySchemes", Value.object().with("token", bearer).end())
                .end();
    }

    private static Value operation(Route route) {
        var parameters = new ArrayList<Value>();
        var matcher = VARIABLE.matcher(route.path());
        while (matcher.find())
            parameters.add(Value.object()
                    .with("name", matcher.group(1))
                    .with("in", "path")
                    .with("required", true)
                    .with("schema", Value.object().with("type", "string").end())
                    .end());
        var operation = Value.object()
                .with(
                        "operationId",
                        (route.method() + route.path()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"))
                .with("summary", route.doc())
                .with("parameters", new Value.Items(parameters))
                .with(
                        "responses",
                        Value.object()
                                .with(
                                        "200",
                                        Value.object()
                                                .with("description", "done")
                                                .end())
                                .end());
        if (route.access() != Access.OPEN)
            operation.with(
                    "security",
                    new Value.Items(List.of(
                            Value.object().with("token", Value.Items.EMPTY).end())));
        return operation.end();
    }
}
