package org.opsbro.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.display.Columns;

/** What stands in a window: told the next picture, it says what to write so that only lines that differ are touched. */
final class Picture {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private Size size = new Size(0, 0);
    private List<String> lines = List.of();

    /** Lines are cut and filled to the window, so that nothing of the old ones stays and nothing is wiped before it is written. */
    String change(List<String> next, Size window) {
        var whole = !window.equals(size);
        var change = new StringBuilder(whole ? CLEAR : "");
        List<String> shown = new ArrayList<>();
        for (var row = 0; row < window.rows(); row++) {
            var line = Columns.left(row < next.size() ? next.get(row) : "", window.columns());
            shown.add(line);
            if (whole ? !line.isBlank() : !line.equals(lines.get(row)))
                change.append("\u001b[").append(row + 1).append(";1H").append(line);
        }
        size = window;
        lines = shown;
        return change.toString();
    }

    /** The window may look otherwise by now. */
    void forget() {
        size = new Size(0, 0);
    }
}
