package org.opsbro.cli.commands;

import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

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
        return HistoryList.show(session, "/agent/detectors/history", "Groups that came and went", (screen, entry) -> {
            var came = entry.texts("added").stream().map(each -> screen.paint().ok("+" + Safe.line(each)));
            var went =
                    entry.texts("removed").stream().map(each -> screen.paint().bad("-" + Safe.line(each)));
            return java.util.stream.Stream.concat(came, went).collect(Collectors.joining(" "));
        });
    }
}
