package org.opsbro.compliance.reports;

import java.util.Locale;
import java.util.stream.Collectors;

/** A line for each rule; control characters are shown as {@code ·}. */
final class TextReport {
    private TextReport() {}

    static String of(Report report) {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Compliance of %s at %s: %s, score %.1f%%%n",
                line(report.node()),
                report.at(),
                report.state().word(),
                report.score()));
        report.entries()
                .forEach(each -> text.append(String.format(
                        Locale.ROOT,
                        "%-14s impact %-3d %s%s%n",
                        each.state().word(),
                        each.rule().impact(),
                        line(each.id()),
                        each.why().isEmpty() ? "" : ": " + line(each.why()))));
        return text.toString();
    }

    /** In one line, without orders to a terminal. */
    static String line(String text) {
        return text.codePoints()
                .map(letter -> Character.isISOControl(letter) ? '·' : letter)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
