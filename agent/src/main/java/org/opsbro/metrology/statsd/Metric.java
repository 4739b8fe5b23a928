package org.opsbro.metrology.statsd;

import org.jspecify.annotations.Nullable;

/** What became of the samples of one name since the last flush. For one thread at a time. */
abstract sealed class Metric permits Metric.Counter, Metric.Gauge, Metric.Timer, Metric.Distinct {
    private final String[] names;
    private final @Nullable Object[] handles;
    private boolean came;
    private int idle;

    /** @param names of what it tells at each flush, in order */
    private Metric(String[] names) {
        this.names = names;
        this.handles = new Object[names.length];
    }

    static Metric of(Kind kind, String[] names, double[] percentiles, Room room) {
        return switch (kind) {
            case COUNTER -> new Counter(names);
            case GAUGE -> new Gauge(names);
            case TIMER -> new Timer(names, percentiles, room);
            case SET -> new Distinct(names, room);
        };
    }

    /** Takes a value; {@code isDelta} adds it to a gauge. Whether there was room for it. */
    final boolean take(double value, double rate, boolean isDelta) {
        came = true;
        return add(value, rate, isDelta);
    }

    /** Takes an element of a set, by its hash. Whether there was room for it. */
    final boolean take(long element) {
        came = true;
        return add(element);
    }

    boolean add(double value, double rate, boolean isDelta) {
        throw new IllegalStateException("a set has no values");
    }

    boolean add(long element) {
        throw new IllegalStateException("only sets have elements");
    }

    /** Gives back the memory of values that are not there any more. */
    void free() {}

    /** Tells its figures in the order of its names and begins anew. */
    abstract void flush(Telling telling, double seconds);

    /** Takes the figures of one metric, each by the place of its name. */
    @FunctionalInterface
    interface Telling {
        void tell(int name, double value);
    }

    /** Whether there were samples since the last flush. */
    final boolean came() {
        return came;
    }

    /** How many flushes ago it came, 0 for since the last. */
    final int flushed() {
        idle = came ? 0 : idle + 1;
        if (!came) free();
        came = false;
        return idle;
    }

    final String name(int at) {
        return names[at];
    }

    /** What the one who stores has of it: nothing is looked up twice. */
    final @Nullable Object[] handles() {
        return handles;
    }

    static final class Counter extends Metric {
        private double sum;

        private Counter(String[] names) {
            super(names);
        }

        @Override
        boolean add(double value, double rate, boolean isDelta) {
            // most have no rate, and nothing takes as long as to divide
            sum += rate == 1 ? value : value / rate;
            return true;
        }

        @Override
        void flush(Telling telling, double seconds) {
            telling.tell(0, sum / seconds);
            telling.tell(1, sum);
            sum = 0;
        }
    }

    static final class Gauge extends Metric {
        private double value;

        private Gauge(String[] names) {
            super(names);
        }

        @Override
        boolean add(double given, double rate, boolean isDelta) {
            value = isDelta ? value + given : given;
            return true;
        }

        @Override
        void flush(Telling telling, double seconds) {
            telling.tell(0, value);
        }
    }

    static final class Distinct extends Metric {
        private final LongSet elements;

        private Distinct(String[] names, Room room) {
            super(names);
            elements = new LongSet(room);
        }

        @Override
        boolean add(long element) {
            return elements.add(element);
        }

        @Override
        void free() {
            elements.free();
        }

        @Override
        void flush(Telling telling, double seconds) {
            telling.tell(0, elements.size());
            elements.clear();
        }
    }

    static final class Timer extends Metric {
        private final double[] percentiles;
        private final Distribution values;
        private double count;

        private Timer(String[] names, double[] percentiles, Room room) {
            super(names);
            this.percentiles = percentiles;
            this.values = new Distribution(room);
        }

        @Override
        boolean add(double value, double rate, boolean isDelta) {
            if (!values.add(value)) return false;
            count += rate == 1 ? 1 : 1 / rate;
            return true;
        }

        @Override
        void free() {
            values.free();
        }

        /** As npm statsd: of nothing that came only the counts are told. */
        @Override
        void flush(Telling telling, double seconds) {
            telling.tell(0, count);
            telling.tell(1, count / seconds);
            count = 0;
            if (values.count() == 0) return;
            values.order();
            telling.tell(2, values.least());
            telling.tell(3, values.greatest());
            telling.tell(4, values.sum());
            telling.tell(5, values.sumOfSquares());
            telling.tell(6, values.sum() / values.count());
            telling.tell(7, values.median());
            telling.tell(8, values.deviation());
            var at = Naming.TIMER.size();
            for (var percentile : percentiles) {
                var within = values.within(percentile);
                if (within.count() > 0) {
                    telling.tell(at, within.count());
                    telling.tell(at + 1, within.sum() / within.count());
                    telling.tell(at + 2, within.boundary());
                    telling.tell(at + 3, within.sum());
                    telling.tell(at + 4, within.sumOfSquares());
                }
                at += 5;
            }
            values.clear();
        }
    }
}
