package org.opsbro.cli.display;

import java.util.List;
import java.util.random.RandomGenerator;

/** A word for the road, at the end of some commands, where a person looks. */
public final class Quotes {
    private static final List<String> ALL = List.of(
            "It was DNS. It is always DNS, bro.",
            "A server that nobody watches fails on a Friday.",
            "There is no cloud, bro, just a rack you cannot kick.",
            "Uptime is a promise; backups are an apology that works.",
            "Measure first. Then blame the network.",
            "Automate it twice and it is a tool, bro.",
            "The log knows. Ask it nicely.",
            "Every temporary fix has a birthday party one day.",
            "No alert at night: the best dashboard there is.",
            "Restarting is not an answer, but it is a fine question.",
            "A green light you cannot explain is a red one, bro.",
            "Write it down: the next person on call is you.");

    private Quotes() {}

    public static String any(RandomGenerator random) {
        return ALL.get(random.nextInt(ALL.size()));
    }
}
