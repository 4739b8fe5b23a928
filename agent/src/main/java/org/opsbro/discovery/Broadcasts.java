package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Facts to be told, each a limited number of times: those told least go first, of these the newest. A newer fact about the same subject replaces the
 * older.
 */
final class Broadcasts {
    /** Beyond these, those told most are dropped: push/pull brings them all the same. */
    static final int MOST = 4096;

    /** After so many that do not fit, what is left of a packet stays empty. */
    private static final int MISFITS = 4;

    private static final class Entry {
        final Object subject;
        final Message message;
        final int bytes;
        final long born;
        final long until;
        int sent;

        Entry(Object subject, Message message, long born, long until) {
            this.subject = subject;
            this.message = message;
            this.bytes = GossipCodec.size(message);
            this.born = born;
            this.until = until;
        }
    }

    private static final Comparator<Entry> LEAST_SENT = Comparator.<Entry>comparingInt(entry -> entry.sent)
            .thenComparing(Comparator.<Entry>comparingLong(entry -> entry.born).reversed());

    private final Map<Object, Entry> bySubject = new HashMap<>();
    private final TreeSet<Entry> queue = new TreeSet<>(LEAST_SENT);
    private long born;

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    /**
     * @param subject what it is about, a node's id or an event's
     * @param until when it is stale and no longer told
     */
    void add(Object subject, Message message, long until) {
        var entry = new Entry(subject, message, born++, until);
        var older = bySubject.put(subject, entry);
        if (older != null) queue.remove(older);
        queue.add(entry);
        if (queue.size() > MOST) drop(queue.last());
    }

    void forget(Object subject) {
        var entry = bySubject.remove(subject);
        if (entry != null) queue.remove(entry);
    }

    /** Those that fit into so many bytes; each counts as sent once more, and is dropped after so many times. */
    List<Message> take(int bytes, int times, long now) {
        if (queue.isEmpty()) return List.of();
        List<Entry> taken = new ArrayList<>();
        var left = bytes;
        var misfits = 0;
        for (var entry : queue) {
            if (entry.bytes > left) {
                if (++misfits == MISFITS) break;
                continue;
            }
            taken.add(entry);
            left -= entry.bytes;
        }
        List<Message> messages = new ArrayList<>(taken.size());
        for (var entry : taken) {
            queue.remove(entry);
            var stale = entry.until < now;
            if (!stale) messages.add(entry.message);
            if (stale || ++entry.sent >= times) bySubject.remove(entry.subject);
            else queue.add(entry);
        }
        return messages;
    }

    private void drop(Entry entry) {
        queue.remove(entry);
        bySubject.remove(entry.subject);
    }
}
