package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.host.Sum;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/**
 * How things are, to be compared with how they were: by subject, which is what a rule names, and by thing, such as a file below it. A thing is described in
 * words, of which those that differ are told: {@code file mode=0644 owner=0 size=12}.
 */
public record Seen(SortedMap<String, SortedMap<String, String>> subjects) {
    public static final Seen NOTHING = new Seen(new TreeMap<>());
    /** So many differences of a subject are told; what is more is counted. */
    static final int MOST_TOLD = 30;

    private static final int LETTERS_OF_A_SUM = 12;

    public Seen {
        subjects = Collections.unmodifiableSortedMap(new TreeMap<>(subjects));
    }

    public Seen with(String subject, Map<String, String> things) {
        var all = new TreeMap<>(subjects);
        all.put(subject, Collections.unmodifiableSortedMap(new TreeMap<>(things)));
        return new Seen(all);
    }

    public boolean isEmpty() {
        return subjects.isEmpty();
    }

    /** By which a person says which state is meant: another for each other state. */
    public String sum() {
        return Sum.SHA256.of(Json.write(toValue())).substring(0, LETTERS_OF_A_SUM);
    }

    /** Those subjects that were not seen before. */
    public Seen without(Seen before) {
        var all = new TreeMap<>(subjects);
        all.keySet().removeAll(before.subjects.keySet());
        return new Seen(all);
    }

    /** The subjects of both; what both have, as it is here. */
    public Seen over(Seen other) {
        var all = new TreeMap<>(other.subjects);
        all.putAll(subjects);
        return new Seen(all);
    }

    /** What is and what is not as it was, of the subjects that were seen before. */
    List<Finding> since(Seen before) {
        var findings = new ArrayList<Finding>();
        subjects.forEach((subject, now) -> {
            var then = before.subjects.get(subject);
            if (then == null) return;
            var drifts = drifts(then, now);
            if (drifts.isEmpty()) findings.add(new Finding.Compliant(told(subject, now) + " as it was"));
            for (var drift : drifts.subList(0, Math.min(MOST_TOLD, drifts.size())))
                findings.add(new Finding.Drift(drift));
            if (drifts.size() > MOST_TOLD)
                findings.add(new Finding.Drift(
                        subject + ": " + (drifts.size() - MOST_TOLD) + " more things are not as they were"));
        });
        return findings;
    }

    /** {@code /etc/ssh (14 things) is}. */
    static String told(String subject, Map<String, String> things) {
        return subject + (things.size() == 1 ? "" : " (" + things.size() + " things)") + " is";
    }

    private static List<String> drifts(Map<String, String> before, Map<String, String> now) {
        var drifts = new ArrayList<String>();
        var names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (var name : names) {
            var was = before.get(name);
            var is = now.get(name);
            if (was == null) drifts.add(name + " is new: " + is);
            else if (is == null) drifts.add(name + " is gone, it was: " + was);
            else if (!is.equals(was)) drifts.add(name + " was " + only(was, is) + ", is " + only(is, was));
        }
        return drifts;
    }

    /** The words of a description that the other has not. */
    private static String only(String words, String others) {
        var all = new ArrayList<>(List.of(words.split(" ", -1)));
        all.removeAll(List.of(others.split(" ", -1)));
        return all.isEmpty() ? words : String.join(" ", all);
    }

    public Fields toValue() {
        var all = Value.object();
        subjects.forEach((subject, things) -> {
            var one = Value.object();
            things.forEach(one::with);
            all.with(subject, one.end());
        });
        return all.end();
    }

    public static Seen of(Fields kept) {
        var all = NOTHING;
        for (var subject : kept.keys()) {
            var things = new TreeMap<String, String>();
            if (kept.get(subject) instanceof Fields one)
                for (var name : one.keys()) things.put(name, one.get(name).display());
            all = all.with(subject, things);
        }
        return all;
    }
}
