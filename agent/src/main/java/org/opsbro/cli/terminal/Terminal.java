package org.opsbro.cli.terminal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;

/**
 * The terminal that this process was started from, taken whole until it is closed: keys come as they are pressed and are not shown, and what stood in the window is
 * there again afterwards, also when a signal ends the process. Its settings are read and written by stty(1).
 *
 * <p>{@link #show} and {@link #key} are for one thread.
 */
public final class Terminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final long LONGEST_MILLIS = 3_000;
    private static final int WITHIN_A_KEY_MILLIS = 50;
    private static final int HUNG_UP = -1;
    /** So often the size is asked while somebody waits for a key. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final PrintStream out;
    private final InputStream device;
    private final String settings;
    private final BlockingQueue<Integer> pressed = new LinkedBlockingQueue<>();
    private final Thread hook = new Thread(this::restore);
    private final Picture picture = new Picture();
    private Size size = Size.USUAL;
    private long looked = System.nanoTime();
    private volatile boolean gone;
    /** Guarded by this: what is written, and by whom. */
    private boolean taken;

    private Terminal(PrintStream out, InputStream device, String settings) {
        this.out = out;
        this.device = device;
        this.settings = settings;
    }

    /**
     * Takes it.
     *
     * @param out leads to it
     * @throws CommandFailed if there is none, or stty is missing
     */
    public static Terminal take(PrintStream out) {
        try {
            var settings = stty("-g").strip();
            var terminal = new Terminal(out, new FileInputStream(DEVICE), settings);
            Runtime.getRuntime().addShutdownHook(terminal.hook);
            terminal.enter();
            Thread.ofPlatform().daemon().name("keys").start(terminal::read);
            return terminal;
        } catch (IOException none) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "there is no terminal that can be drawn on (" + none.getMessage() + "): take --once");
        }
    }

    private synchronized void enter() throws IOException {
        // ISIG off: Ctrl-C is a key, so that all is put back in order before the process ends
        stty("-icanon", "-echo", "-isig", "-ixon", "min", "1", "time", "0");
        taken = true;
        picture.forget();
        out.print(ENTER);
        out.flush();
        size = Size.read(stty("size"));
    }

    private static String stty(String... words) throws IOException {
        var line = new ArrayList<>(List.of("stty"));
        line.addAll(List.of(words));
        var process = new ProcessBuilder(line)
                .redirectInput(DEVICE)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!process.waitFor(LONGEST_MILLIS, TimeUnit.MILLISECONDS)) process.destroyForcibly();
            else if (process.exitValue() == 0) return said;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("stty " + String.join(" ", words) + " fails");
    }

    private void read() {
        try {
            for (var each = device.read(); each >= 0; each = device.read()) pressed.add(each);
        } catch (IOException hungUp) {
            pressed.add(HUNG_UP);
            return;
        }
        pressed.add(HUNG_UP);
    }

    /** As it was asked last: at the beginning and while somebody waits for a key. */
    public Size size() {
        return size;
    }

    /** Whether nobody is there any more. */
    public boolean isGone() {
        return gone;
    }

    /**
     * The next key within a time; empty if none was pressed, if the window got another size meanwhile, or if the terminal {@link #isGone}. Ctrl-Z stops the
     * process as anywhere else; the key {@code SUSPEND} is told when it goes on, and all is drawn anew.
     */
    public Optional<Key> key(Duration patience) {
        var limit = System.nanoTime() + patience.toNanos();
        try {
            while (!gone) {
                var left = Math.min(limit - System.nanoTime(), BETWEEN_LOOKS.toNanos());
                var first = pressed.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (first != null && first == HUNG_UP) gone = true;
                else if (first != null) return Optional.of(whole(first));
                else if (hasOtherSize() || System.nanoTime() >= limit) return Optional.empty();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            gone = true;
        } catch (IOException hungUp) {
            gone = true;
        }
        return Optional.empty();
    }

    private boolean hasOtherSize() throws IOException {
        if (System.nanoTime() - looked < BETWEEN_LOOKS.toNanos()) return false;
        looked = System.nanoTime();
        var before = size;
        size = Size.read(stty("size"));
        return !size.equals(before);
    }

    private Key whole(int first) throws IOException {
        var key = Key.read(first, this::following);
        if (key.name() == Key.Name.SUSPEND) {
            restore();
            stop();
            enter();
        }
        return key;
    }

    private int following() {
        try {
            var next = pressed.poll(WITHIN_A_KEY_MILLIS, TimeUnit.MILLISECONDS);
            return next == null ? HUNG_UP : next;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return HUNG_UP;
        }
    }

    /** Returns when somebody lets this process go on. */
    private static void stop() throws IOException {
        try {
            new ProcessBuilder(
                            "kill",
                            "-TSTP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Draws lines from the top of the window on, in one write, and only those that are not there already. */
    public synchronized void show(List<String> lines) {
        if (!taken) return;
        var change = picture.change(lines, size);
        if (change.isEmpty()) return;
        var bytes = change.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** As it was before; also when the process is ended by a signal. */
    private synchronized void restore() {
        if (!taken) return;
        taken = false;
        out.print(LEAVE);
        out.flush();
        try {
            stty(settings);
        } catch (IOException hungUp) {
            gone = true;
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // it finds nothing to do
        }
    }
}
