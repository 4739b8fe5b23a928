package org.opsbro.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

class EntryCodecTest {
    @Test
    void what_was_written_is_read_again() {
        var entries = new RandomEntries(new SplittableRandom(1));

        for (var i = 0; i < 5000; i++) {
            var bytes = EntryCodec.write(entries.next(i));

            assertThat(EntryCodec.write(EntryCodec.read(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void a_put_keeps_all_its_parts() {
        var put = new Command.Put("clé", new byte[] {0, -1}, -1, 5000, new Command.Condition.Modified(7));

        var read = EntryCodec.read(EntryCodec.write(new Entry("r", 1, 2, put)));

        assertThat(read).usingRecursiveComparison().isEqualTo(new Entry("r", 1, 2, put));
    }

    @Test
    void random_bytes_are_malformed_and_nothing_else() {
        var random = new SplittableRandom(2);
        for (var i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) bytes[0] = 1;
            readOrRefuse(bytes);
        }
    }

    @Test
    void bytes_that_were_changed_cut_or_grown_are_read_or_malformed() {
        var random = new SplittableRandom(3);
        var entries = new RandomEntries(random);
        for (var i = 0; i < 20_000; i++) {
            var bytes = EntryCodec.write(entries.next(i));
            for (var flips = 1 + random.nextInt(3); flips > 0; flips--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            readOrRefuse(Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)));
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            var again = EntryCodec.write(EntryCodec.read(bytes));
            assertThat(again).isEqualTo(bytes);
        } catch (Malformed refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void transactions_within_transactions_are_refused_before_they_fill_the_stack() {
        var out = new ByteWriter().octet(1).number(0L).number(0L).text("");
        for (var i = 0; i < 100_000; i++) out.octet(6).number(0).number(1);

        assertThatThrownBy(() -> EntryCodec.read(out.bytes())).isInstanceOf(Malformed.class);
    }

    @Test
    void a_list_that_promises_more_than_there_may_be_is_refused() {
        var out = new ByteWriter()
                .octet(1)
                .number(0L)
                .number(0L)
                .text("")
                .octet(6)
                .number(Integer.MAX_VALUE);

        assertThatThrownBy(() -> EntryCodec.read(out.bytes()))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("at most 128");
    }

    @Test
    void outcomes_are_read_again() {
        var done = new Outcome.Done(3, 4, 5, false);
        var refused = new Outcome.Refused(Outcome.Reason.DELAYED, "später", 9);

        assertThat(OutcomeCodec.read(OutcomeCodec.write(done))).isEqualTo(done);
        assertThat(OutcomeCodec.read(OutcomeCodec.write(refused))).isEqualTo(refused);
        assertThatThrownBy(() -> OutcomeCodec.read(new byte[] {1, 0})).isInstanceOf(Malformed.class);
    }

    @Test
    void the_largest_transaction_of_small_writes_fits_into_an_entry() {
        var write = Command.Put.of("k".repeat(512), new byte[1024]);
        var all = Collections.<Command.Write>nCopies(Limits.MOST_WRITES, write);
        var entry = new Entry("", 0, 0, new Command.Transaction(java.util.List.of(), all, java.util.List.of()));

        assertThat(EntryCodec.read(EntryCodec.write(entry)).command()).isInstanceOf(Command.Transaction.class);
    }
}
