package org.opsbro.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Value;

class JournalTest {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final long DAY = 86_400;

    @TempDir
    Path folder;

    @Test
    void the_last_entries_come_oldest_first_across_days() throws Exception {
        try (var journal = new Journal(folder, Journal.Keep.A_MONTH)) {
            for (var day = 0; day < 3; day++) journal.append(NOON.plusSeconds(day * DAY), entry(day));

            assertThat(journal.last(2)).extracting(each -> each.get("n")).containsExactly(Value.of(1L), Value.of(2L));
        }
    }

    @Test
    void what_was_appended_is_there_for_a_second_reader_without_closing() throws Exception {
        try (var journal = new Journal(folder, Journal.Keep.A_MONTH)) {
            journal.append(NOON, entry(7));

            try (var other = new Journal(folder, Journal.Keep.A_MONTH)) {
                assertThat(other.last(10)).hasSize(1);
            }
        }
    }

    @Test
    void a_torn_line_loses_only_itself() throws Exception {
        try (var journal = new Journal(folder, Journal.Keep.A_MONTH)) {
            journal.append(NOON, entry(1));
        }
        Files.writeString(folder.resolve("2026-11-24.jsonl"), "{\"at\": \"2026", StandardOpenOption.APPEND);

        try (var journal = new Journal(folder, Journal.Keep.A_MONTH)) {
            journal.append(NOON, entry(2));

            assertThat(journal.last(10)).extracting(each -> each.get("n")).containsExactly(Value.of(1L), Value.of(2L));
        }
    }

    @Test
    void days_beyond_age_and_size_are_forgotten_but_never_today() throws Exception {
        try (var journal = new Journal(folder, new Journal.Keep(2, 1))) {
            for (var day = 0; day < 4; day++) journal.append(NOON.plusSeconds(day * DAY), entry(day));

            assertThat(journal.last(10)).extracting(each -> each.get("n")).containsExactly(Value.of(3L));
        }
    }

    @Test
    void a_clock_that_went_back_keeps_the_order_of_arrival() throws Exception {
        try (var journal = new Journal(folder, Journal.Keep.A_MONTH)) {
            journal.append(NOON.plusSeconds(DAY), entry(1));
            journal.append(NOON, entry(2));

            assertThat(journal.last(10)).extracting(each -> each.get("n")).containsExactly(Value.of(1L), Value.of(2L));
        }
    }

    private static Value.Fields entry(long n) {
        return Value.object().with("n", n).end();
    }
}
