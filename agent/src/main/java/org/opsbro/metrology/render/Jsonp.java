package org.opsbro.metrology.render;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers as a script that calls a function, {@code jsonp=draw}: {@code draw(...)}. The name of the function is one of JavaScript and nothing else. */
public final class Jsonp {
    /** For HTTP. */
    public static final String TYPE = "text/javascript";

    private static final int LONGEST = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

    private Jsonp() {}

    /**
     * The function that is wanted, if one is.
     *
     * @param said what was said last of each name
     * @throws BadTarget if it is no name of a function
     */
    public static Optional<String> callback(Map<String, String> said) {
        var name = said.getOrDefault("jsonp", "");
        if (name.isEmpty()) return Optional.empty();
        if (name.length() <= LONGEST && NAME.matcher(name).matches()) return Optional.of(name);
        throw new BadTarget(
                "jsonp is no name of a function of up to " + LONGEST + " letters such as draw or chart.draw");
    }
}
