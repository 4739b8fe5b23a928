package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.terminal.Key;

/** What {@code opsbro top} has in its window, and what its keys mean. */
final class TopPage implements Watch.Page {
    private static final int SPARE_ROWS = 30;
    private static final int MOST_ROWS = 500;

    private final Session session;
    private final Watch watch;
    private final TopView view;
    private String sort;
    private int skipped;
    private boolean helping;

    TopPage(Session session, Watch watch, TopView view, String sort) {
        this.session = session;
        this.watch = watch;
        this.view = view;
        this.sort = sort;
    }

    @Override
    public String call(boolean anew) {
        var rows = Math.min(MOST_ROWS, skipped + watch.size().rows() + SPARE_ROWS);
        return Top.call(session, sort, rows, anew);
    }

    @Override
    public void look(Answer top) {
        view.look(top);
    }

    @Override
    public List<String> lines(Answer top) {
        if (helping) return view.help();
        var size = watch.size();
        var keys = "q leave  ←→ sort  ↑↓ scroll  space " + (watch.isStopped() ? "go on" : "stop")
                + "  + - interval  ? help";
        var lines = new ArrayList<>(
                view.lines(top, new TopView.Choice(sort, skipped, note(), keys), size.columns(), size.rows()));
        watch.trouble().ifPresent(told -> lines.set(Math.max(0, lines.size() - 1), told));
        return lines;
    }

    private String note() {
        if (watch.trouble().isPresent()) return session.paint().bad("waiting for the agent");
        if (watch.isStopped()) return session.paint().warning("stopped: space goes on");
        return session.time(session.now()).substring(11)
                + session.paint().faint("  every ")
                + Quantity.duration(watch.interval());
    }

    @Override
    public boolean stays(Key key, Answer top) {
        if (Watch.leaves(key)) return false;
        if (key.is('?')) helping = !helping;
        else if (helping) helping = false;
        else if (key.name() == Key.Name.LETTER) letter(key.letter());
        else move(key.name(), (int) top.number("processes", "total"));
        return true;
    }

    private void letter(char letter) {
        switch (letter) {
            case ' ' -> watch.stopOrGoOn();
            case 'c' -> sorted("cpu");
            case 'm' -> sorted("memory");
            case 'd' -> sorted("disk");
            case 't' -> sorted("threads");
            case 'p' -> sorted("pid");
            case 'n' -> sorted("name");
            case '+' -> every(watch.interval().dividedBy(2));
            case '-' -> every(watch.interval().multipliedBy(2));
            default -> {} // means nothing here
        }
    }

    private void every(Duration wanted) {
        var least = wanted.compareTo(Top.SHORTEST) < 0 ? Top.SHORTEST : wanted;
        watch.every(least.compareTo(Top.LONGEST) > 0 ? Top.LONGEST : least);
    }

    private void sorted(String by) {
        sort = by;
        skipped = 0;
        watch.now();
    }

    private void move(Key.Name name, int total) {
        var page = Math.max(1, watch.size().rows() / 2);
        var at = Top.SORTS.indexOf(sort);
        switch (name) {
            case LEFT -> sorted(Top.SORTS.get((at + Top.SORTS.size() - 1) % Top.SORTS.size()));
            case RIGHT -> sorted(Top.SORTS.get((at + 1) % Top.SORTS.size()));
            case UP -> scroll(-1, total);
            case DOWN -> scroll(1, total);
            case PAGE_UP -> scroll(-page, total);
            case PAGE_DOWN -> scroll(page, total);
            case HOME -> scroll(-total, total);
            case END -> scroll(total, total);
            case LETTER, ESCAPE, INTERRUPT, SUSPEND, OTHER -> {} // mean nothing here
        }
    }

    /** Never so far that nothing is left to see. */
    private void scroll(int rows, int total) {
        skipped = Math.clamp((long) skipped + rows, 0, Math.max(0, Math.min(MOST_ROWS, total) - 1));
        watch.now();
    }
}
