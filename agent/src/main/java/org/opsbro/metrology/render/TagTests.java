package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which tags series must have: {@code tag=value}, {@code tag!=value}, {@code tag=~pattern}, {@code tag!=~pattern}; a tag that is not there is empty. */
public final class TagTests {
    private static final Pattern TEST = Pattern.compile("([^;!=]+)(!?=~?)([^;]*)");
    private static final int MOST = 100;

    private final List<Test> tests;

    private record Test(String tag, Predicate<String> value) {}

    private TagTests(List<Test> tests) {
        this.tests = tests;
    }

    /**
     * Reads them.
     *
     * @throws BadTarget if one is wrong, or none of them asks for a tag that is there
     */
    public static TagTests of(List<String> expressions) {
        if (expressions.size() > MOST) throw new BadTarget("want up to " + MOST + " tag expressions");
        List<Test> tests = new ArrayList<>();
        for (var expression : expressions) tests.add(test(expression));
        if (tests.stream().allMatch(test -> test.value().test("")))
            throw new BadTarget("one of the tag expressions at least must ask for a value that is not empty");
        return new TagTests(tests);
    }

    private static Test test(String expression) {
        var parts = TEST.matcher(expression);
        if (!parts.matches())
            throw new BadTarget("\"" + expression
                    + "\" is no tag expression: want tag=value, tag!=value, tag=~pattern or tag!=~pattern");
        var wanted = parts.group(3);
        Predicate<String> value = wanted::equals;
        if (parts.group(2).endsWith("~")) value = matching(wanted);
        return new Test(parts.group(1), parts.group(2).startsWith("!") ? value.negate() : value);
    }

    /** At the beginning of the value. */
    static Predicate<String> matching(String pattern) {
        var matching = Aliases.pattern(pattern.startsWith("^") ? pattern : "^(" + pattern + ")", "tags");
        return matching::find;
    }

    /** Which tag each of them is about. */
    public List<String> tags() {
        return tests.stream().map(Test::tag).toList();
    }

    /** Those of some series that have them. */
    public List<String> fitting(List<String> series) {
        return series.stream()
                .filter(name -> Tags.of(name).map(this::fit).orElse(false))
                .toList();
    }

    /** Expressions as they are written in a target. */
    public static String told(List<String> expressions) {
        return "seriesByTag('" + String.join("', '", expressions) + "')";
    }

    boolean fit(Map<String, String> tags) {
        for (var test : tests) if (!test.value().test(tags.getOrDefault(test.tag(), ""))) return false;
        return true;
    }
}
