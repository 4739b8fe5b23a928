package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;

class HeadTest {
    private final BlockEncoder encoder = new BlockEncoder();
    private final Head head = new Head();

    @Test
    void samples_come_back_in_order_and_of_each_second_the_last_that_came() {
        var random = new SplittableRandom(1);
        for (var round = 0; round < 300; round++) {
            var wanted = new TreeMap<Long, Double>();
            var newest = 1_700_000_000L;
            head.clear();
            for (var i = 0; i < 500; i++) {
                newest += random.nextInt(12);
                var time = random.nextInt(5) == 0 ? newest - random.nextInt(2_000) : newest;
                head.add(time, i, encoder);
                wanted.put(time, (double) i);
            }

            assertThat(read()).isEqualTo(wanted);
        }
    }

    @Test
    void an_hour_takes_about_a_kilobyte_and_no_room_is_made_again() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var random = new SplittableRandom(1);
        hour(random);
        assertThat(head.bytes()).isLessThan(1_400);
        head.clear();
        hour(random);
        head.clear();

        var before = threads.getCurrentThreadAllocatedBytes();
        var bytes = head.bytes();
        for (var i = 0; i < 50; i++) {
            hour(random);
            head.clear();
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5_000L + (head.bytes() - bytes) * 20L);
    }

    private void hour(SplittableRandom random) {
        for (var i = 0; i < 360; i++) head.add(1_700_000_000L + 10L * i, random.nextInt(1000) / 10.0, encoder);
    }

    private Map<Long, Double> read() {
        var points = new Points();
        head.read(points, new BlockDecoder());
        points.order();
        var read = new TreeMap<Long, Double>();
        for (var i = 0; i < points.count(); i++) {
            assertThat(read.put(points.time(i), points.value(i))).isNull();
        }
        return read;
    }
}
