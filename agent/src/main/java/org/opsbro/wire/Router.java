package org.opsbro.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.model.Nearest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a call. Of several that fit, the one with more words of its own wins. */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private final List<Pattern> patterns;

    public Router(List<Route> routes) {
        patterns = routes.stream()
                .map(Pattern::of)
                .sorted((one, other) -> other.fixed() - one.fixed())
                .toList();
    }

    /** What was found: a route with the parts of its path, or the answer that says why there is none. */
    sealed interface Found {
        record Match(Route route, Map<String, String> variables) implements Found {}

        record Nothing(Reply reply) implements Found {}
    }

    Found find(String method, String path) {
        var parts = List.of(path.substring(1).split("/", -1));
        var allowed = new TreeSet<String>();
        for (var pattern : patterns) {
            var variables = pattern.match(parts);
            if (variables.isEmpty()) continue;
            if (pattern.route().method().equals(method)) return new Found.Match(pattern.route(), variables.get());
            allowed.add(pattern.route().method());
        }
        if (!allowed.isEmpty())
            return new Found.Nothing(
                    Reply.error(405, method + " is not for " + path + ": want " + String.join(" or ", allowed)));
        var known = patterns.stream().map(pattern -> pattern.route().path()).toList();
        return new Found.Nothing(
                Reply.notFound("there is no " + path + Nearest.hint(path, known) + " (all calls: /api)"));
    }

    /** What the route of a call answers, whoever makes it. */
    public Reply answer(Request request) {
        if (!request.path().startsWith("/")) return Reply.error(400, "want a path that starts with /");
        return switch (find(request.method(), request.path())) {
            case Found.Nothing nothing -> nothing.reply();
            case Found.Match match -> answer(match, request);
        };
    }

    static Reply answer(Found.Match match, Request request) {
        try {
            return match.route().handler().answer(request.with(match.variables()));
        } catch (IllegalArgumentException wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        } catch (Request.TooMany full) {
            return Reply.error(503, String.valueOf(full.getMessage()));
        } catch (InterruptedException ended) {
            return Reply.error(503, "the agent stops"); // or the caller is gone, and nobody reads this
        } catch (Throwable bug) { // an Error too: whoever calls must not wait for ever
            LOG.error(
                    "http: call failed method={} path={}",
                    request.method(),
                    match.route().path(),
                    bug);
            var reason = bug.getMessage() == null ? bug.getClass().getSimpleName() : bug.getMessage();
            return Reply.error(500, "this call failed inside of the agent: " + reason + " (see its log)");
        }
    }

    private record Pattern(Route route, List<String> parts, int fixed) {
        static Pattern of(Route route) {
            var parts = List.of(route.path().substring(1).split("/", -1));
            return new Pattern(route, parts, (int)
                    parts.stream().filter(part -> !part.startsWith("{")).count());
        }

        Optional<Map<String, String>> match(List<String> given) {
            Map<String, String> variables = new HashMap<>();
            for (var i = 0; i < parts.size(); i++) {
                var part = parts.get(i);
                if (part.endsWith("*}")) {
                    if (i >= given.size()) return Optional.empty();
                    variables.put(
                            part.substring(1, part.length() - 2),
                            String.join("/", new ArrayList<>(given.subList(i, given.size()))));
                    return Optional.of(variables);
                }
                if (i >= given.size()) return Optional.empty();
                if (part.startsWith("{")) variables.put(part.substring(1, part.length() - 1), given.get(i));
                else if (!part.equals(given.get(i))) return Optional.empty();
            }
            return parts.size() == given.size() ? Optional.of(variables) : Optional.empty();
        }
    }
}
