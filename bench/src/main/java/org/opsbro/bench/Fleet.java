package org.opsbro.bench;

import java.util.SplittableRandom;

/**
 * Figures as a server's collectors give them, made from a seed: the same for us and for the peer. Of twenty series in turn: three that stand still, two that
 * mostly are 0, three counters of bytes, two of packets, three percentages, two sizes of memory, a load, a temperature, a count of connections, a
 * rate of statsd and a time of a request in milliseconds.
 */
final class Fleet {
    static final int STEP = 10;
    static final int DAY = 86_400 / STEP;
    static final long FIRST = 1_795_046_400; // a midnight, UTC

    private Fleet() {}

    static String name(int series) {
        return "fleet_" + kind(series) + "_" + series;
    }

    static String kind(int series) {
        return switch (series % 20) {
            case 0, 1, 2 -> "still";
            case 3, 4 -> "sparse";
            case 5, 6, 7 -> "bytes";
            case 8, 9 -> "packets";
            case 10, 11, 12 -> "percent";
            case 13, 14 -> "memory";
            case 15 -> "load";
            case 16 -> "celsius";
            case 17 -> "connections";
            case 18 -> "rate";
            default -> "millis";
        };
    }

    /** One day of one series. */
    static void fill(int series, double[] values) {
        var random = new SplittableRandom(series * 7919L + 1);
        var scale = Math.exp(random.nextDouble() * 3);
        var level = 20 + 50 * random.nextDouble();
        var total = (double) random.nextLong(1L << 36);
        var busy = 1.0;
        for (var i = 0; i < values.length; i++) {
            var day = 1 + 0.5 * Math.sin(2 * Math.PI * i / DAY);
            if (random.nextInt(60) == 0) busy = Math.exp(random.nextGaussian() * 0.7);
            values[i] = switch (kind(series)) {
                case "still" -> Math.floor(total);
                case "sparse" -> random.nextInt(200) == 0 ? 1 + random.nextInt(5) : 0;
                case "bytes" -> {
                    total += Math.floor(4_000 * scale * day * busy * Math.exp(random.nextGaussian() * 0.5));
                    yield total;
                }
                case "packets" -> {
                    total += poisson(random, 12 * scale * day);
                    yield total;
                }
                case "percent" -> {
                    level += 0.05 * (35 * day - level) + random.nextGaussian() * 1.2;
                    yield round(Math.clamp(level, 0, 100), 10);
                }
                case "memory" -> {
                    if (random.nextInt(3) == 0) total += Math.rint(random.nextGaussian() * 8 * scale);
                    yield Math.max(0, Math.floor(total / 64)) * 4096;
                }
                case "load" -> {
                    level += (1 - Math.exp(-STEP / 60.0)) * (poisson(random, 1.5 * day) - level);
                    yield round(Math.max(0, level), 100);
                }
                case "celsius" -> {
                    level += 0.02 * (45 - level) + random.nextGaussian() * 0.3;
                    yield Math.rint(level);
                }
                case "connections" -> {
                    level = Math.max(0, level + poisson(random, 2) - poisson(random, 2));
                    yield Math.rint(level);
                }
                case "rate" -> poisson(random, 40 * day) / 10.0;
                default -> round(8 * scale * Math.exp(random.nextGaussian() * 0.4), 1000);
            };
        }
    }

    private static double round(double value, int parts) {
        return Math.rint(value * parts) / parts;
    }

    private static int poisson(SplittableRandom random, double mean) {
        if (mean > 60) return (int) Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        var limit = Math.exp(-mean);
        var count = 0;
        for (var product = random.nextDouble(); product > limit; product *= random.nextDouble()) count++;
        return count;
    }
}
