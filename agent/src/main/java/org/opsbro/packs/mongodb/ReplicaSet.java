package org.opsbro.packs.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;

/**
 * A replica set as one of its members sees it.
 *
 * <p>Facts: {@code set}, {@code state} (PRIMARY SECONDARY ARBITER RECOVERING…), {@code primary} (its name, empty without one), {@code members}, {@code healthy}: how many;
 * {@code lag_seconds}, how far this member is behind the primary, of a primary how far the last of its followers is, absent where that cannot be known; {@code all} by name: {@code state
 * healthy lag_seconds}.
 */
record ReplicaSet(List<Section> members) {
    private static final long PRIMARY = 1;
    private static final int MOST = 50; // MongoDB's own bound

    /** @param answer to {@code replSetGetStatus} */
    static Value.Fields facts(Value.Fields answer) {
        List<Section> members = new ArrayList<>();
        if (answer.get("members") instanceof Value.Items items)
            for (var each : items.all())
                if (each instanceof Value.Fields member && members.size() < MOST) members.add(new Section(member));
        return new ReplicaSet(members).facts(answer.get("set").display());
    }

    private Value.Fields facts(String set) {
        var primary =
                members.stream().filter(each -> each.number("state") == PRIMARY).findFirst();
        var self = members.stream()
                .filter(each -> each.fields().get("self").equals(Value.TRUE))
                .findFirst();
        var facts = Value.object()
                .with("set", set)
                .with("state", self.map(each -> text(each, "stateStr")).orElse(""))
                .with("primary", primary.map(each -> text(each, "name")).orElse(""))
                .with("members", members.size())
                .with("healthy", members.stream().filter(ReplicaSet::isHealthy).count());
        var all = Value.object();
        var last = Optional.<Double>empty();
        for (var member : members) {
            var lag = primary.flatMap(each -> lag(member, each));
            var row = Value.object().with("state", text(member, "stateStr")).with("healthy", isHealthy(member));
            lag.ifPresent(seconds -> row.with("lag_seconds", seconds));
            all.with(text(member, "name"), row.end());
            if (lag.isPresent() && isHealthy(member)) last = Optional.of(Math.max(last.orElse(0.0), lag.get()));
        }
        var own = self.equals(primary) ? last : self.flatMap(each -> primary.flatMap(one -> lag(each, one)));
        own.ifPresent(seconds -> facts.with("lag_seconds", seconds));
        return facts.with("all", all.end()).end();
    }

    private static boolean isHealthy(Section member) {
        return member.number("health") == 1;
    }

    /** By the times of their last writes; an arbiter has none, and of one that is down it is 1970. */
    private static Optional<Double> lag(Section member, Section primary) {
        var mine = member.number("optimeDate");
        var first = primary.number("optimeDate");
        return mine <= 0 || first <= 0 ? Optional.empty() : Optional.of(Math.max(0, first - mine) / 1000);
    }

    private static String text(Section member, String key) {
        return member.fields().get(key) instanceof Value.Text(var text) ? text : "";
    }
}
