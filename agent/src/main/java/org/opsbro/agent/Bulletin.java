package org.opsbro.agent;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.opsbro.model.Event;
import org.opsbro.model.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of the World: one thread folds each event, publishes the new World, then hands the event to the readers, in the order they were
 * given. A reader that throws is told in the log and does not stop the others; a slow one delays them, so readers are quick.
 */
public final class Bulletin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bulletin.class);

    /** Told of each event after the World with it is published. */
    @FunctionalInterface
    public interface Reader {
        void read(Event event, World world);
    }

    private sealed interface Letter {
        record Events(List<Event> events) implements Letter {}

        record Marker(CompletableFuture<World> passed) implements Letter {}

        record Stop() implements Letter {}
    }

    private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final List<Reader> readers;
    private final Thread writer;
    private volatile World world;
    private final AtomicLong folded = new AtomicLong();

    public Bulletin(World first, List<Reader> readers) {
        this.world = first;
        this.readers = List.copyOf(readers);
        this.writer = Thread.ofPlatform().name("bulletin").daemon().start(this::write);
    }

    /** The World as it is now. */
    public World world() {
        return world;
    }

    /** How many events it has folded since the start. */
    long folded() {
        return folded.get();
    }

    /** How many letters with events wait for it. */
    int waiting() {
        return letters.size();
    }

    /** Takes the events, in order; returns at once. */
    public void tell(List<? extends Event> events) {
        if (!events.isEmpty()) letters.add(new Letter.Events(List.copyOf(events)));
    }

    /** Waits until all that was told before has been folded and read. */
    public World settled() {
        if (!writer.isAlive()) return world;
        var passed = new CompletableFuture<World>();
        letters.add(new Letter.Marker(passed));
        return passed.join();
    }

    /** Folds what was told until now, then stops. */
    @Override
    public void close() {
        letters.add(new Letter.Stop());
        try {
            writer.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (true) {
            try {
                switch (letters.take()) {
                    case Letter.Events told -> told.events().forEach(this::fold);
                    case Letter.Marker marker -> marker.passed().complete(world);
                    case Letter.Stop stop -> {
                        return;
                    }
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void fold(Event event) {
        try {
            world = world.after(event);
            folded.incrementAndGet();
        } catch (RuntimeException bug) {
            LOG.error(
                    "bulletin: an event could not be folded event={}",
                    event.getClass().getSimpleName(),
                    bug);
            return;
        }
        for (var reader : readers) {
            try {
                reader.read(event, world);
            } catch (RuntimeException bug) {
                LOG.error("bulletin: a reader failed event={}", event.getClass().getSimpleName(), bug);
            }
        }
    }
}
