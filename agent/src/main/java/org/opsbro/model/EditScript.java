package org.opsbro.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which lines to take out and to put in to make one text of another: the least, after Myers, An O(ND) Difference Algorithm (1986). Where more than
 * {@value #MOST_EDITS} lines differ between two lines that are the same, it looks for lines that both sides have once, and goes on between them.
 */
final class EditScript {
    static final int MOST_EDITS = 1000;
    private static final int DEEPEST = 50;

    private final int[] before;
    private final int[] after;
    private final boolean[] removed;
    private final boolean[] added;
    /** By line: how often it was seen, good for the round that {@code marks} tells. */
    private final int[][] counts;

    private final int[][] marks;
    private int round;

    /** Lines from {@code a} to {@code aEnd} of the old text become those from {@code b} to {@code bEnd} of the new. */
    record Change(int a, int aEnd, int b, int bEnd) {}

    private EditScript(int[] before, int[] after, int lines) {
        this.before = before;
        this.after = after;
        removed = new boolean[before.length];
        added = new boolean[after.length];
        counts = new int[2][lines];
        marks = new int[2][lines];
    }

    /**
     * The changes in order, never touching one another. Equal numbers are equal lines.
     *
     * @param lines more than the largest number
     */
    static List<Change> of(int[] before, int[] after, int lines) {
        var script = new EditScript(before, after, lines);
        script.compare(
                IntStream.range(0, before.length).toArray(),
                IntStream.range(0, after.length).toArray(),
                0);
        return script.slid(script.changes());
    }

    /** @param a indexes of lines of the old text, in order; b of the new */
    private void compare(int[] a, int[] b, int depth) {
        var head = 0;
        while (head < a.length && head < b.length && before[a[head]] == after[b[head]]) head++;
        var tail = 0;
        while (tail < a.length - head
                && tail < b.length - head
                && before[a[a.length - 1 - tail]] == after[b[b.length - 1 - tail]]) tail++;
        var left = Arrays.copyOfRange(a, head, a.length - tail);
        var right = Arrays.copyOfRange(b, head, b.length - tail);
        count(left, right);
        // a line that the other side has not is surely changed, and need not be searched
        var a2 = shared(left, before, 1, removed);
        var b2 = shared(right, after, 0, added);
        if (a2.length == 0 || b2.length == 0) {
            for (var each : a2) removed[each] = true;
            for (var each : b2) added[each] = true;
        } else if (!search(a2, b2)) {
            split(a2, b2, depth);
        }
    }

    private void count(int[] a, int[] b) {
        round++;
        for (var each : a) seen(0, before[each]);
        for (var each : b) seen(1, after[each]);
    }

    private void seen(int side, int line) {
        if (marks[side][line] != round) counts[side][line] = 0;
        marks[side][line] = round;
        counts[side][line]++;
    }

    private int count(int side, int line) {
        return marks[side][line] == round ? counts[side][line] : 0;
    }

    private int[] shared(int[] indexes, int[] lines, int other, boolean[] changed) {
        return Arrays.stream(indexes)
                .filter(each -> {
                    var both = count(other, lines[each]) > 0;
                    changed[each] |= !both;
                    return both;
                })
                .toArray();
    }

    /** Myers' greedy search; false if it gave up. furthest[k] is how far in {@code a} a path with d edits comes on diagonal k = x − y. */
    private boolean search(int[] a, int[] b) {
        var most = Math.min(a.length + b.length, MOST_EDITS);
        var furthest = new int[2 * most + 3];
        var middle = most + 1;
        List<int[]> trace = new ArrayList<>();
        for (var d = 0; d <= most; d++) {
            for (var k = -d; k <= d; k += 2) {
                var down = k == -d || (k != d && furthest[middle + k - 1] < furthest[middle + k + 1]);
                var x = down ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
                while (x < a.length && x - k < b.length && before[a[x]] == after[b[x - k]]) x++;
                furthest[middle + k] = x;
                if (x >= a.length && x - k >= b.length) {
                    mark(a, b, trace);
                    return true;
                }
            }
            trace.add(Arrays.copyOfRange(furthest, middle - d - 1, middle + d + 2));
        }
        return false;
    }

    private void mark(int[] a, int[] b, List<int[]> trace) {
        var x = a.length;
        var y = b.length;
        for (var d = trace.size(); d > 0; d--) {
            var furthest = trace.get(d - 1); // of diagonals -d to d
            var k = x - y;
            var down = k == -d || (k != d && furthest[k - 1 + d] < furthest[k + 1 + d]);
            var from = down ? k + 1 : k - 1;
            x = furthest[from + d];
            y = x - from;
            if (down) added[b[y]] = true;
            else removed[a[x]] = true;
        }
    }

    /** Goes on between lines that each side has once, as many of them as stand in the same order; without any, all is changed. */
    private void split(int[] a, int[] b, int depth) {
        var anchors = depth < DEEPEST ? anchors(a, b) : List.<int[]>of();
        if (anchors.isEmpty()) {
            for (var each : a) removed[each] = true;
            for (var each : b) added[each] = true;
            return;
        }
        var x = 0;
        var y = 0;
        for (var anchor : anchors) {
            compare(Arrays.copyOfRange(a, x, anchor[0]), Arrays.copyOfRange(b, y, anchor[1]), depth + 1);
            x = anchor[0] + 1;
            y = anchor[1] + 1;
        }
        compare(Arrays.copyOfRange(a, x, a.length), Arrays.copyOfRange(b, y, b.length), depth + 1);
    }

    /** Pairs of places in a and b, both growing: the longest such row, by patience sorting. */
    private List<int[]> anchors(int[] a, int[] b) {
        count(a, b);
        var place = new int[counts[0].length];
        for (var y = 0; y < b.length; y++) place[after[b[y]]] = y;
        var tops = new ArrayList<int[]>(); // x, y, link to the pair below
        var all = new ArrayList<int[]>();
        for (var x = 0; x < a.length; x++) {
            var line = before[a[x]];
            if (count(0, line) != 1 || count(1, line) != 1) continue;
            var y = place[line];
            var pile = pile(tops, y);
            all.add(new int[] {x, y, pile == 0 ? -1 : tops.get(pile - 1)[3], all.size()});
            if (pile == tops.size()) tops.add(all.getLast());
            else tops.set(pile, all.getLast());
        }
        var row = new ArrayList<int[]>();
        for (var at = tops.isEmpty() ? -1 : tops.getLast()[3]; at >= 0; at = all.get(at)[2]) row.add(all.get(at));
        return row.reversed();
    }

    private static int pile(List<int[]> tops, int y) {
        var low = 0;
        var high = tops.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (tops.get(middle)[1] < y) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        var x = 0;
        var y = 0;
        while (x < removed.length || y < added.length) {
            var a = x;
            var b = y;
            while (x < removed.length && removed[x]) x++;
            while (y < added.length && added[y]) y++;
            if (x > a || y > b) changes.add(new Change(a, x, b, y));
            x++;
            y++;
        }
        return changes;
    }

    /** Where an addition or a removal could as well stand further down, it does, as diff(1) writes it: a block ends where it ends. */
    private List<Change> slid(List<Change> changes) {
        List<Change> slid = new ArrayList<>();
        for (var index = changes.size() - 1; index >= 0; index--) {
            var change = changes.get(index);
            var end = slid.isEmpty() ? before.length : slid.getLast().a();
            while (change.aEnd() < end && canSlide(change))
                change = new Change(change.a() + 1, change.aEnd() + 1, change.b() + 1, change.bEnd() + 1);
            if (!slid.isEmpty() && change.aEnd() == end) {
                var next = slid.removeLast();
                change = new Change(change.a(), next.aEnd(), change.b(), next.bEnd());
            }
            slid.add(change);
        }
        return slid.reversed();
    }

    private boolean canSlide(Change change) {
        if (change.a() == change.aEnd())
            return change.bEnd() < after.length && after[change.b()] == after[change.bEnd()];
        return change.b() == change.bEnd() && before[change.a()] == before[change.aEnd()];
    }
}
