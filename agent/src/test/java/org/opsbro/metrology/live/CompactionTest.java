package org.opsbro.metrology.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.Pieces;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.codec.BlockEncoder;
import org.opsbro.metrology.live.Shelf.Segment;
import org.opsbro.store.BlockFileWriter;

class CompactionTest {
    private static final long MIDNIGHT = 1_795_046_400;

    @TempDir
    Path folder;

    @Test
    void no_day_is_made_of_a_segment_that_a_crash_would_take() throws IOException {
        try (var shelf = new Shelf(folder)) {
            var compaction = new Compaction(shelf, number -> true);
            var bytes = segment(5);
            shelf.add(Segment.of(5, bytes));
            assertThat(compaction.isDue(MIDNIGHT + 86_400)).isFalse();

            shelf.persist(5, bytes);
            assertThat(compaction.isDue(MIDNIGHT + 86_400)).isTrue();
            compaction.days(MIDNIGHT + 86_400);

            assertThat(shelf.files().segments()).hasSize(1);
            assertThat(shelf.files().of(Tier.RAW).firstEntry().getValue().through())
                    .isEqualTo(5);
        }
    }

    /** Two samples, one of them of the next day. */
    private static byte[] segment(long number) throws IOException {
        var points = new Points();
        points.add(MIDNIGHT, 1);
        points.add(MIDNIGHT + 86_400, 2);
        var piece = Pieces.write(points, new BlockEncoder());
        try (var writer = new BlockFileWriter()) {
            writer.add(0, MIDNIGHT, MIDNIGHT + 86_400, piece, piece.length);
            return writer.image(number);
        }
    }
}
