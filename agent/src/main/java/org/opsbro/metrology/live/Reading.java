package org.opsbro.metrology.live;

import java.io.IOException;
import org.opsbro.metrology.Pieces;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Rollup;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.Corrupt;
import org.opsbro.metrology.live.Shelf.Shelved;
import org.opsbro.store.BlockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one series: its head as it was, and the files that were there then. A piece that is broken is left out and told in the log. */
final class Reading {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private final int number;
    private final Points head;
    private final Shelved files;

    Reading(int number, Points head, Shelved files) {
        this.number = number;
        this.head = head;
        this.files = files;
    }

    Points raw(long from, long until) throws IOException {
        var points = new Points();
        var decoder = new BlockDecoder();
        for (var day : files.of(Tier.RAW).subMap(Shelf.day(from), until).values())
            read(day, from, until, points, decoder);
        for (var segment : files.segments()) read(segment.file(), from, until, points, decoder);
        points.addAll(head);
        points.order();
        points.keep(from, until);
        return points;
    }

    Points rows(Tier tier, long from, long until) throws IOException {
        var rows = new Points(Rollup.COLUMNS);
        var decoder = new BlockDecoder(Rollup.COLUMNS);
        if (tier == Tier.HOUR)
            for (var month : files.months().headMap(until).values()) read(month, from, until, rows, decoder);
        var made = files.of(tier);
        for (var day : made.subMap(Shelf.day(from), until).values()) read(day, from, until, rows, decoder);
        // of the days that are not made yet, from the samples
        var samples = raw(firstUnmade(tier, from, until), until);
        var unmade = Rollup.of(samples, tier.seconds());
        for (var i = 0; i < unmade.count(); i++) if (!isMade(tier, unmade.time(i))) rows.addRow(unmade, i);
        rows.order();
        rows.keep(from, until);
        return rows;
    }

    private long firstUnmade(Tier tier, long from, long until) {
        if (!isMade(tier, from)) return from;
        var day = Shelf.day(from);
        while (day < until && isMade(tier, day)) day += Shelf.DAY;
        return day;
    }

    private boolean isMade(Tier tier, long time) {
        if (files.of(tier).containsKey(Shelf.day(time))) return true;
        return tier == Tier.HOUR && files.months().containsKey(Shelf.month(time));
    }

    private void read(BlockFile file, long from, long until, Points into, BlockDecoder decoder) throws IOException {
        if (file.first() >= until || file.last() < from) return;
        var entry = file.find(number);
        if (entry == null || entry.first() >= until || entry.last() < from) return;
        try {
            Pieces.read(file.piece(entry), entry.length(), into, decoder);
        } catch (BlockFile.BadSum | Corrupt broken) {
            LOG.error("series: a piece is broken and left out series={} reason={}", number, broken.getMessage());
        }
    }
}
