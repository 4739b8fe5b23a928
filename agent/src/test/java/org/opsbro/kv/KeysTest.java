package org.opsbro.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.kv.Command.Acquire;
import org.opsbro.kv.Command.Compare;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Delete;
import org.opsbro.kv.Command.DeletePrefix;
import org.opsbro.kv.Command.Expire;
import org.opsbro.kv.Command.Put;
import org.opsbro.kv.Command.Release;
import org.opsbro.kv.Command.SessionCreate;
import org.opsbro.kv.Command.SessionDestroy;
import org.opsbro.kv.Command.SessionRenew;
import org.opsbro.kv.Command.Transaction;
import org.opsbro.kv.Keys.Applied;
import org.opsbro.kv.Outcome.Done;
import org.opsbro.kv.Outcome.Reason;
import org.opsbro.kv.Outcome.Refused;

class KeysTest {
    private static final long DAY = 86_400_000;

    private final MapTables tables = new MapTables();
    private final Keys keys = new Keys(new Bounds(8, 100, 160));
    private long index;
    private long at = 20_000 * DAY;
    private long age;

    private Applied apply(String request, Command command) {
        return keys.apply(++index, new Entry(request, at, age, command), tables);
    }

    private Outcome tell(Command command) {
        return apply("", command).outcome();
    }

    private Done done(Command command) {
        return (Done) tell(command);
    }

    private Refused refused(Command command) {
        return (Refused) tell(command);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Put put(String key, String value) {
        return Put.of(key, bytes(value));
    }

    private static Put put(String key, String value, Condition condition) {
        return new Put(key, bytes(value), 0, 0, condition);
    }

    private String value(String key) {
        return tables.item(key)
                .map(item -> new String(item.value(), StandardCharsets.UTF_8))
                .orElse("none");
    }

    private SessionCreate session(String id, long ttl, long delay, boolean deletes) {
        return new SessionCreate(id, "", "node-1", ttl, delay, deletes);
    }

    @Test
    void each_change_has_a_revision_and_a_key_knows_its_own() {
        tell(put("a", "1"));
        tell(put("b", "1"));
        at += 1000;
        tell(put("a", "2"));

        assertThat(tables.item("a").orElseThrow().past())
                .isEqualTo(new Item.Past(2, 4, 2, 20_000 * DAY, 20_000 * DAY + 1000));
        assertThat(tables.counters().revision()).isEqualTo(4);
        assertThat(tables.counters().applied()).isEqualTo(3);
    }

    @Test
    void a_condition_that_does_not_hold_changes_nothing_and_says_what_is_there() {
        tell(put("a", "1"));

        var refused = refused(put("a", "2", new Condition.Modified(7)));

        assertThat(refused.reason()).isEqualTo(Reason.MISMATCH);
        assertThat(refused.number()).isEqualTo(2);
        assertThat(refused.message()).isEqualTo("a is at revision 2, want revision 7");
        assertThat(value("a")).isEqualTo("1");
        assertThat(tables.counters().revision()).isEqualTo(2);
    }

    @Test
    void revision_0_makes_a_key_only_where_there_is_none() {
        assertThat(done(put("a", "1", new Condition.Modified(0))).revision()).isEqualTo(2);

        assertThat(refused(put("a", "2", new Condition.Modified(0))).message())
                .isEqualTo("a is at revision 2, want none");
    }

    @Test
    void a_delete_under_a_condition_takes_only_that_revision() {
        tell(put("a", "1"));

        assertThat(refused(new Delete("a", new Condition.Modified(3))).reason()).isEqualTo(Reason.MISMATCH);
        assertThat(done(new Delete("a", new Condition.Modified(2))).count()).isEqualTo(1);
        assertThat(done(new Delete("a", Condition.ALWAYS)).count()).isZero();
        assertThat(tables.counters().revision()).isEqualTo(3);
    }

    @Test
    void a_prefix_takes_what_begins_so_and_nothing_else() {
        for (var key : List.of("a", "a/1", "a/2", "ab", "b")) tell(put(key, "x"));

        var applied = apply("", new DeletePrefix("a/"));

        assertThat(applied.outcome()).isEqualTo(new Done(7, 0, 2, true));
        assertThat(applied.changes()).extracting(Keys.Change::key).containsExactly("a/1", "a/2");
        assertThat(tables.items().keySet()).containsExactly("a", "ab", "b");
    }

    @Test
    void a_ttl_ends_by_the_age_of_the_store_only_and_by_an_entry() {
        tell(new Put("a", bytes("1"), 0, 10_000, Condition.ALWAYS));
        at += 365 * DAY;
        age += 9_999;
        tell(new Expire());
        assertThat(value("a")).isEqualTo("1");

        age += 1;
        assertThat(value("a")).isEqualTo("1");
        assertThat(apply("", new Expire()).changes()).containsExactly(new Keys.Change("a", 3, true));
    }

    @Test
    void the_age_of_the_store_never_goes_back() {
        age = 5_000;
        tell(new Put("a", bytes("1"), 0, 10_000, Condition.ALWAYS));
        age = 10;
        tell(new Put("b", bytes("1"), 0, 10_000, Condition.ALWAYS));

        assertThat(tables.item("b").orElseThrow().expires()).isEqualTo(15_000);
    }

    @Test
    void a_put_without_ttl_lets_the_key_live_for_ever() {
        tell(new Put("a", bytes("1"), 0, 10_000, Condition.ALWAYS));
        tell(put("a", "2"));
        age += DAY;
        tell(new Expire());

        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void one_session_has_a_lock_and_its_token_is_larger_than_all_before() {
        tell(session("s1", 0, 15_000, false));
        tell(session("s2", 0, 15_000, false));
        var first = done(new Acquire("lock", "s1", bytes("one"), 0)).token();

        assertThat(refused(new Acquire("lock", "s2", bytes("two"), 0)).reason()).isEqualTo(Reason.HELD);
        assertThat(done(new Acquire("lock", "s1", bytes("again"), 0)).token()).isEqualTo(first);
        tell(new Release("lock", "s1", Optional.empty()));
        at -= DAY;
        var second = done(new Acquire("lock", "s2", bytes("two"), 0)).token();

        assertThat(second).isGreaterThan(first);
        assertThat(tables.item("lock").orElseThrow().lock().count()).isEqualTo(2);
        assertThat(value("lock")).isEqualTo("two");
    }

    @Test
    void tokens_grow_though_the_lock_was_deleted() {
        tell(session("s1", 0, 0, false));
        var first = done(new Acquire("lock", "s1", bytes("one"), 0)).token();
        tell(new Delete("lock", Condition.ALWAYS));

        assertThat(done(new Acquire("lock", "s1", bytes("one"), 0)).token()).isGreaterThan(first);
    }

    @Test
    void a_store_that_was_put_back_from_an_older_copy_gives_no_token_twice() {
        tell(session("s1", 0, 0, false));
        var given = done(new Acquire("lock", "s1", bytes("one"), 0)).token();
        var old = new MapTables();
        keys.apply(1, new Entry("", at, 0, session("s1", 0, 0, false)), old);
        at += 1000;

        var outcome = keys.apply(2, new Entry("", at, 0, new Acquire("lock", "s1", bytes("two"), 0)), old)
                .outcome();

        assertThat(((Done) outcome).token()).isGreaterThan(given);
    }

    @Test
    void the_lock_of_a_lost_session_is_nobodys_for_the_delay() {
        tell(session("s1", 10_000, 15_000, false));
        tell(session("s2", 0, 15_000, false));
        tell(new Acquire("lock", "s1", bytes("one"), 0));
        age += 10_000;
        tell(new Expire());

        var refused = refused(new Acquire("lock", "s2", bytes("two"), 0));
        age += 15_000;

        assertThat(refused.reason()).isEqualTo(Reason.DELAYED);
        assertThat(refused.number()).isEqualTo(15_000);
        assertThat(tell(new Acquire("lock", "s2", bytes("two"), 0))).isInstanceOf(Done.class);
    }

    @Test
    void a_lock_that_was_given_back_is_free_at_once() {
        tell(session("s1", 0, 15_000, false));
        tell(session("s2", 0, 15_000, false));
        tell(new Acquire("lock", "s1", bytes("one"), 0));

        assertThat(refused(new Release("lock", "s2", Optional.empty())).reason())
                .isEqualTo(Reason.NOT_HELD);
        assertThat(tell(new Release("lock", "s1", Optional.of(bytes("bye"))))).isInstanceOf(Done.class);

        assertThat(value("lock")).isEqualTo("bye");
        assertThat(tell(new Acquire("lock", "s2", bytes("two"), 0))).isInstanceOf(Done.class);
    }

    @Test
    void a_session_that_is_renewed_lives_on() {
        tell(session("s1", 10_000, 0, false));
        age += 9_000;
        assertThat(tell(new SessionRenew("s1"))).isInstanceOf(Done.class);
        age += 9_000;
        tell(new Expire());
        assertThat(tables.session("s1")).isPresent();

        age += 1_000;
        tell(new Expire());
        assertThat(refused(new SessionRenew("s1")).reason()).isEqualTo(Reason.NO_SESSION);
    }

    @Test
    void keys_of_a_session_that_deletes_go_with_it() {
        tell(session("s1", 0, 0, true));
        tell(new Acquire("a", "s1", bytes("1"), 0));
        tell(new Acquire("b", "s1", bytes("1"), 0));

        var applied = apply("", new SessionDestroy("s1"));

        assertThat(applied.changes()).extracting(Keys.Change::deleted).containsExactly(true, true);
        assertThat(tables.items()).isEmpty();
        assertThat(tables.counters().bytes()).isZero();
    }

    @Test
    void a_lock_needs_a_session_that_is_there() {
        assertThat(refused(new Acquire("lock", "nobody", bytes(""), 0)).reason())
                .isEqualTo(Reason.NO_SESSION);
    }

    @Test
    void a_transaction_does_one_branch_whole_in_one_revision() {
        tell(put("a", "1"));
        var transaction = new Transaction(
                List.of(new Compare.Numeric("a", Compare.Field.VERSION, Compare.Relation.EQUAL, 1)),
                List.of(put("b", "2"), put("c", "3"), new Delete("a", Condition.ALWAYS)),
                List.of(put("d", "4")));

        assertThat(tell(transaction)).isEqualTo(new Done(3, 0, 1, true));
        assertThat(tell(transaction)).isEqualTo(new Done(4, 0, 0, false));
        assertThat(tables.items().keySet()).containsExactly("b", "c", "d");
        assertThat(tables.item("c").orElseThrow().past().created()).isEqualTo(3);
    }

    @Test
    void a_transaction_whose_last_write_is_refused_leaves_no_trace() {
        tell(put("a", "1"));
        var before = MapTables.told(tables, List.of("a", "b"), List.of());

        var applied = apply(
                "",
                new Transaction(
                        List.of(),
                        List.of(
                                put("b", "2"),
                                new Delete("a", Condition.ALWAYS),
                                put("b", "3", new Condition.Modified(0))),
                        List.of()));

        assertThat(applied.outcome()).isInstanceOf(Refused.class);
        assertThat(applied.changes()).isEmpty();
        assertThat(MapTables.told(tables, List.of("a", "b"), List.of()).replace("applied=2", "applied=1"))
                .isEqualTo(before);
    }

    @Test
    void a_transaction_may_be_fenced_by_a_token() {
        tell(session("s1", 0, 0, false));
        var token = done(new Acquire("lock", "s1", bytes(""), 0)).token();
        var fenced = new Transaction(
                List.of(new Compare.Numeric("lock", Compare.Field.TOKEN, Compare.Relation.EQUAL, token)),
                List.of(put("work", "mine")),
                List.of());
        assertThat(done(fenced).held()).isTrue();
        tell(new Release("lock", "s1", Optional.empty()));
        tell(new Acquire("lock", "s1", bytes(""), 0));

        assertThat(done(fenced).held()).isFalse();
    }

    @Test
    void what_was_done_under_a_request_is_not_done_again() {
        var first = apply("r1", put("a", "1", new Condition.Modified(0)));
        tell(put("a", "2"));

        var again = apply("r1", put("a", "1", new Condition.Modified(0)));

        assertThat(again.outcome()).isEqualTo(first.outcome());
        assertThat(again.changes()).isEmpty();
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void what_was_refused_under_a_request_may_be_tried_again() {
        assertThat(apply("r1", put("a", "1", new Condition.Modified(9))).outcome())
                .isInstanceOf(Refused.class);

        assertThat(apply("r1", put("a", "1")).outcome()).isInstanceOf(Done.class);
    }

    @Test
    void requests_are_forgotten_after_their_number_of_entries() {
        apply("r1", put("a", "1"));
        for (var i = 0; i < 200; i++) tell(put("b", "x"));

        assertThat(tables.request("r1")).isEmpty();
    }

    @Test
    void the_store_takes_no_more_than_its_limit_but_lets_go() {
        tell(new Command.Limit(300));
        tell(put("a", "x".repeat(100)));

        var refused = refused(put("b", "x".repeat(100)));

        assertThat(refused.reason()).isEqualTo(Reason.FULL);
        assertThat(refused.message()).contains("165 of at most 300 bytes");
        assertThat(tell(put("a", "x".repeat(50)))).isInstanceOf(Done.class);
        assertThat(tell(put("b", "x".repeat(50)))).isInstanceOf(Done.class);
        assertThat(tables.counters().bytes()).isEqualTo(2 * (1 + 50 + Limits.ITEM_BYTES));
    }

    @Test
    void keys_and_values_that_cannot_be_are_refused_with_the_reason() {
        assertThat(refused(put("", "x")).message()).isEqualTo("the key is empty");
        assertThat(refused(put("é".repeat(257), "x")).message()).contains("514 bytes, want at most 512");
        assertThat(refused(put("a\nb", "x")).message()).contains("control character at 1");
        assertThat(refused(put("a\uD800", "x")).message()).contains("no UTF-8 at 1");
        assertThat(refused(Put.of("a", new byte[512 * 1024 + 1])).message()).contains("at most 524288 (512 KiB)");
        assertThat(refused(new Put("a", bytes("1"), 0, 999, Condition.ALWAYS)).message())
                .contains("999 ms, want 1 second");
        assertThat(tell(Put.of("k".repeat(512), new byte[512 * 1024]))).isInstanceOf(Done.class);
    }

    @Test
    void deletions_are_remembered_up_to_a_number_then_the_older_half_is_forgotten() {
        for (var i = 0; i < 9; i++) tell(put("k" + i, "x"));
        for (var i = 0; i < 9; i++) tell(new Delete("k" + i, Condition.ALWAYS));

        assertThat(tables.counters().compacted()).isEqualTo(15);
        assertThat(tables.counters().graves()).isEqualTo(4);
        assertThat(tables.graves().keySet()).containsExactlyInAnyOrder("k5", "k6", "k7", "k8");
    }

    @Test
    void a_second_with_changes_knows_its_first_revision_though_the_clock_goes_back_a_day() {
        tell(put("a", "1"));
        at += 5_000;
        tell(put("a", "2"));
        tell(put("a", "3"));
        at -= DAY;
        tell(put("a", "4"));
        at += DAY + 1_000;
        tell(put("a", "5"));

        var first = 20_000 * DAY / 1000;
        assertThat(tables.marks())
                .containsExactly(
                        java.util.Map.entry(first, 2L),
                        java.util.Map.entry(first + 5, 3L),
                        java.util.Map.entry(first + 6, 6L));
    }
}
