package org.opsbro.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.opsbro.kv.Command.Compare;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Write;

/** Entries of a few keys and sessions, so that they meet; their clock jumps, their age does not. */
public final class RandomEntries {
    public static final List<String> KEYS =
            List.of("a", "a/b", "a/b/c", "a/b0", "b", "é/ü", "z\uD83D\uDE00", "zz", "zz/1", "zz/2");
    public static final List<String> SESSIONS = List.of("s1", "s2", "s3");

    private final RandomGenerator random;
    private long age;
    private long at = 1_700_000_000_000L;

    public RandomEntries(RandomGenerator random) {
        this.random = random;
    }

    public Entry next(long revision) {
        age += random.nextInt(3000);
        at += random.nextInt(2000);
        if (random.nextInt(40) == 0) at += random.nextLong(-86_400_000L, 86_400_000L);
        var request = random.nextInt(4) == 0 ? "request-" + random.nextInt(20) : "";
        return new Entry(request, at, age - random.nextInt(2) * 500L, command(revision));
    }

    public Command command(long revision) {
        return switch (random.nextInt(12)) {
            case 0 -> new Command.Expire();
            case 1 ->
                new Command.SessionCreate(
                        pick(SESSIONS), "name", "node-1", ttl(), random.nextInt(3) * 5000L, random.nextBoolean());
            case 2 -> new Command.SessionRenew(pick(SESSIONS));
            case 3 -> new Command.SessionDestroy(pick(SESSIONS));
            case 4 -> new Command.Limit(random.nextInt(5) == 0 ? 600 + random.nextInt(600) : 100_000);
            case 5, 6 -> new Command.Transaction(compares(revision), writes(revision), writes(revision));
            default -> write(revision);
        };
    }

    private Write write(long revision) {
        return switch (random.nextInt(9)) {
            case 0 -> new Command.Delete(pick(KEYS), condition(revision));
            case 1 -> new Command.DeletePrefix(random.nextInt(6) == 0 ? "" : pick(KEYS));
            case 2, 3 -> new Command.Acquire(pick(KEYS), pick(SESSIONS), value(), random.nextInt(3));
            case 4 ->
                new Command.Release(
                        pick(KEYS), pick(SESSIONS), random.nextBoolean() ? Optional.of(value()) : Optional.empty());
            default -> new Command.Put(pick(KEYS), value(), random.nextInt(3), ttl(), condition(revision));
        };
    }

    private List<Compare> compares(long revision) {
        List<Compare> all = new ArrayList<>();
        for (var i = random.nextInt(3); i > 0; i--)
            all.add(
                    switch (random.nextInt(3)) {
                        case 0 ->
                            new Compare.Numeric(
                                    pick(KEYS),
                                    pick(List.of(Compare.Field.values())),
                                    pick(List.of(Compare.Relation.values())),
                                    near(revision));
                        case 1 -> new Compare.Content(pick(KEYS), random.nextBoolean(), value());
                        default -> new Compare.Holder(pick(KEYS), random.nextBoolean() ? "" : pick(SESSIONS));
                    });
        return all;
    }

    private List<Write> writes(long revision) {
        List<Write> all = new ArrayList<>();
        for (var i = random.nextInt(4); i > 0; i--) all.add(write(revision));
        return all;
    }

    private Condition condition(long revision) {
        return random.nextInt(3) == 0 ? new Condition.Modified(near(revision)) : Condition.ALWAYS;
    }

    private long near(long revision) {
        return random.nextInt(3) == 0 ? 0 : Math.max(0, revision - random.nextInt(6));
    }

    private long ttl() {
        return random.nextInt(3) == 0 ? 1000 + random.nextInt(20_000) : 0;
    }

    private byte[] value() {
        var value = new byte[random.nextInt(4)];
        random.nextBytes(value);
        for (var i = 0; i < value.length; i++) value[i] &= 1;
        return value;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
