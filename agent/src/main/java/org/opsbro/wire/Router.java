package org.opsbro.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.model.Nearest;

/** Finds the route of a call. Of several that fit, the one with more words of its own wins. */
final class Router {
    private final List<Pattern> patterns;

    Router(List<Route> routes) {
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
