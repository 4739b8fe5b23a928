package org.opsbro.cli.commands;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class DetectorsHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        HistoryList.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("detectors history");
    }

    @Override
    public int run(Session session) {
        var columns = new Table().column("WHEN", 1).sentence("GROUPS", 1);
        return HistoryList.show(
                session,
                "/agent/detectors/history",
                "Groups that came and went",
                columns,
                (screen, entry) -> List.of(groups(screen, entry)));
    }

    private static String groups(Screen screen, Answer entry) {
        var came = entry.texts("added").stream().map(each -> screen.paint().ok("+" + Safe.line(each)));
        var went = entry.texts("removed").stream().map(each -> screen.paint().bad("-" + Safe.line(each)));
        return Stream.concat(came, went).collect(Collectors.joining(" "));
    }
}
