package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.model.Value;

/** What Graphite is asked beside {@code /render}: which series, tags and functions there are. */
public final class Questions {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 100_000;
    private static final String FUNCTION = "/functions/";
    private static final String TAG = "/tags/";

    private Questions() {}

    /**
     * The answer to a path.
     *
     * @param said all values of each name of the query and of the form
     * @param names of all series
     * @param reach from when until when a series has samples
     * @throws BadTarget if it cannot be answered
     */
    public static Value answer(
            String path, Map<String, List<String>> said, List<String> names, Function<String, Span> reach) {
        return switch (path) {
            case "/metrics/find" -> find(said, names, reach);
            case "/metrics/expand" ->
                new PathTree(names, reach)
                        .expand(said.getOrDefault("query", List.of()), is(said, "leavesOnly"), is(said, "groupByExpr"));
            case "/metrics/index.json" ->
                Value.texts(names.stream().filter(name -> name.indexOf(';') < 0).toList());
            case "/tags" -> new TagIndex(names).tags(text(said, "filter", ""), limit(said, MOST));
            case "/tags/findSeries" -> {
                if (expressions(said).isEmpty()) throw new BadTarget("want an expr such as name=disk.used");
                yield new TagIndex(names).find(expressions(said));
            }
            case "/tags/autoComplete/tags" ->
                new TagIndex(names)
                        .completeTags(expressions(said), text(said, "tagPrefix", ""), limit(said, USUAL_LIMIT));
            case "/tags/autoComplete/values" -> {
                var tag = text(said, "tag", "");
                if (tag.isEmpty()) throw new BadTarget("want a tag");
                yield new TagIndex(names)
                        .completeValues(
                                expressions(said), tag, text(said, "valuePrefix", ""), limit(said, USUAL_LIMIT));
            }
            case "/functions" -> FunctionList.all(text(said, "group", ""), is(said, "grouped"));
            default -> {
                if (path.startsWith(FUNCTION))
                    yield FunctionList.of(Functions.named(path.substring(FUNCTION.length())));
                yield new TagIndex(names)
                        .tag(path.substring(TAG.length()), text(said, "filter", ""), limit(said, MOST));
            }
        };
    }

    /** The patterns that the answer to a path looks for among names without tags. */
    public static List<String> patterns(String path, Map<String, List<String>> said) {
        return switch (path) {
            case "/metrics/find" -> {
                var query = text(said, "query", "");
                yield List.of(text(said, "format", "").equals("completer") ? PathTree.completing(query) : query);
            }
            case "/metrics/expand" -> said.getOrDefault("query", List.of());
            default -> List.of();
        };
    }

    /** The tags that series must have that the answer to a path is about; none where all with tags are meant, absent where it is about no tags. */
    public static Optional<List<String>> tags(String path, Map<String, List<String>> said) {
        return path.equals("/tags") || path.startsWith(TAG) ? Optional.of(expressions(said)) : Optional.empty();
    }

    /** Whether a path asks for a function that there is. */
    public static boolean isFunction(String path) {
        return Functions.all().containsKey(path.substring(FUNCTION.length()));
    }

    private static Value find(Map<String, List<String>> said, List<String> names, Function<String, Span> reach) {
        var query = text(said, "query", "");
        if (query.isEmpty()) throw new BadTarget("want a query such as servers.*.cpu");
        return new PathTree(names, reach)
                .find(
                        query,
                        text(said, "format", "treejson"),
                        is(said, "wildcards"),
                        number(said, "position", -1, -MOST));
    }

    private static String text(Map<String, List<String>> said, String name, String standard) {
        return said.containsKey(name) ? said.get(name).getLast() : standard;
    }

    private static boolean is(Map<String, List<String>> said, String name) {
        var text = text(said, name, "0");
        return text.equals("1") || text.equalsIgnoreCase("true");
    }

    private static int limit(Map<String, List<String>> said, int standard) {
        return number(said, "limit", standard, 0);
    }

    private static int number(Map<String, List<String>> said, String name, int standard, int least) {
        var text = text(said, name, "");
        if (text.isEmpty()) return standard;
        if (text.matches("-?\\d{1,6}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= MOST)
            return Integer.parseInt(text);
        throw new BadTarget(name + " is \"" + text + "\", want a number from " + least + " to " + MOST);
    }

    private static List<String> expressions(Map<String, List<String>> said) {
        List<String> all = new ArrayList<>(said.getOrDefault("expr", List.of()));
        if (all.isEmpty()) all.addAll(said.getOrDefault("expr[]", List.of()));
        return all;
    }
}
