package org.opsbro.compliance.live;

import java.util.List;

/**
 * What was taken back.
 *
 * @param run that took it back
 * @param rules whose changes they were: {@code pack/compliance#rule}
 * @param what was done, a line each
 */
public record Undone(String run, List<String> rules, List<String> what) {
    public Undone {
        rules = List.copyOf(rules);
        what = List.copyOf(what);
    }
}
