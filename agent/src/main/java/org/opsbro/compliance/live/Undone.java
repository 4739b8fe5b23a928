package org.opsbro.compliance.live;

import java.util.List;

/**
 * What was taken back of a run.
 *
 * @param run that took it back
 * @param rules whose changes they were: {@code pack/compliance#rule}
 * @param what was done, a line each
 * @param left what could not be taken back, and why, a line each
 */
public record Undone(String run, List<String> rules, List<String> what, List<String> left) {
    public Undone {
        rules = List.copyOf(rules);
        what = List.copyOf(what);
        left = List.copyOf(left);
    }
}
