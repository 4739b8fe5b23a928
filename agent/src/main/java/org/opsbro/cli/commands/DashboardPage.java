package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.terminal.Key;

/** A dashboard in the whole window. */
record DashboardPage(Session session, Watch watch, String target, DashboardView view) implements Watch.Page {
    @Override
    public String call(boolean anew) {
        return target;
    }

    @Override
    public void look(Answer dashboard) {
        view.look(dashboard.at("content"));
    }

    @Override
    public List<String> lines(Answer dashboard) {
        var paint = session.paint();
        var size = watch.size();
        List<String> lines = new ArrayList<>();
        var title = paint.strong(Safe.line(dashboard.text("title"))) + paint.faint("  " + session.time(session.now()));
        lines.add(Columns.fit(title + paint.faint("  q: quit"), size.columns()));
        watch.trouble().ifPresent(lines::add);
        var room = size.rows() - lines.size();
        var drawn = view.lines(dashboard.at("content"), size.columns(), room);
        if (drawn.size() <= room) lines.addAll(drawn);
        else {
            lines.addAll(drawn.subList(0, Math.max(0, room - 1)));
            lines.add(paint.faint("… " + (drawn.size() - room + 1) + " lines more: make the window larger"));
        }
        return lines;
    }

    @Override
    public boolean stays(Key key, Answer dashboard) {
        return !Watch.leaves(key);
    }
}
