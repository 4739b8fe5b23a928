package org.opsbro.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.cli.display.Paint;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Quotes;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Spinner;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** One call of the tool: what was typed, where the answer goes, and the agent that gives it. */
public final class Session implements AutoCloseable {
    private static final Duration LEAST_FOR_ANSWER = Duration.ofSeconds(2);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(250);
    private final Given given;
    private final Environment environment;
    private final Streams streams;
    private final Contents contents;
    private final Means means;
    private final boolean mayStartAgent;
    private final Screen screen;
    private @Nullable AgentClient client;
    private TemporaryAgent.@Nullable Running running;

    /** @param mayStartAgent whether an agent is started for this call where none runs */
    Session(
            Given given,
            Environment environment,
            Streams streams,
            Contents contents,
            Means means,
            boolean mayStartAgent) {
        this.given = given;
        this.environment = environment;
        this.streams = streams;
        this.contents = contents;
        this.means = means;
        this.mayStartAgent = mayStartAgent;
        var coloured = environment.terminal()
                && !given.has("--no-color")
                && environment.find("NO_COLOR").isEmpty();
        this.screen =
                new Screen(streams.out(), new Paint(coloured), environment.width(), environment.terminal() && !json());
    }

    public Given given() {
        return given;
    }

    public Environment environment() {
        return environment;
    }

    public Streams streams() {
        return streams;
    }

    public Contents contents() {
        return contents;
    }

    public Means means() {
        return means;
    }

    public Instant now() {
        return means.clock().get().instant();
    }

    /** A point in time as people here read it: {@code 2026-11-24 11:30:05}. */
    public String time(Instant instant) {
        return Quantity.time(instant, means.clock().get().getZone());
    }

    public Screen screen() {
        return screen;
    }

    public Paint paint() {
        return screen.paint();
    }

    public boolean json() {
        return given.has("--json");
    }

    public Duration timeout() {
        return given.duration("--timeout");
    }

    public Path socket() {
        return given.find("--socket").map(Path::of).orElseGet(environment::socket);
    }

    /** The agent; the first call looks whether it answers and starts a temporary one where the command allows it. */
    public AgentClient agent() {
        if (client == null) client = connect();
        return client;
    }

    /** The agent at the socket, whether it answers or not. */
    public AgentClient agentAt(Path socket) {
        // a wait-* command may look only once, but that look has time for an answer
        return agentAt(socket, LEAST_FOR_ANSWER);
    }

    /** The same, for calls that take so long whatever {@code --timeout} says. */
    public AgentClient agentAt(Path socket, Duration least) {
        var limit = timeout().compareTo(least) < 0 ? least : timeout();
        return new AgentClient(new UnixSocketTransport(socket), socket, limit);
    }

    /** The agent's answer as JSON where that is wanted, else as the drawing shows it. */
    public int show(Answer answer, Consumer<Screen> drawing) {
        if (json()) return print(answer.value());
        drawing.accept(screen);
        return ExitCode.OK;
    }

    /** One sentence for people, or the value as JSON. */
    public int done(String sentence, Value value) {
        return show(new Answer(value), to -> to.line(paint().ok("✓") + " " + sentence));
    }

    public int print(Value value) {
        streams.out().println(Json.pretty(value));
        return ExitCode.OK;
    }

    /**
     * Asks again and again until a condition holds or the time of {@code --timeout} is over, with a spinner where a person looks.
     *
     * @return OK or NOT_REACHED
     */
    public int await(String what, BooleanSupplier condition) {
        return await(() -> what, condition);
    }

    /** As the other, where what is awaited can be said better once it came. */
    public int await(Supplier<String> what, BooleanSupplier condition) {
        var limit = System.nanoTime() + timeout().toNanos();
        var reached = condition.getAsBoolean();
        try (var spinner = new Spinner(screen)) {
            while (!reached && System.nanoTime() < limit) {
                spinner.turn("waiting: " + what.get());
                Thread.sleep(BETWEEN_POLLS);
                reached = condition.getAsBoolean();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var told = reached
                ? paint().ok("✓ ") + what.get()
                : paint().bad("✕ ") + "not within " + Quantity.duration(timeout()) + ": " + what.get();
        show(
                new Answer(Value.object()
                        .with("reached", reached)
                        .with("what", what.get())
                        .end()),
                to -> to.line(told));
        return reached ? ExitCode.OK : ExitCode.NOT_REACHED;
    }

    /** A quote under the answer, where a person looks and did not forbid it. */
    public void quote() {
        var wanted = screen.live()
                && !given.has("--no-quote")
                && environment.find("OPSBRO_NO_QUOTE").isEmpty();
        if (wanted) screen.line("\n" + paint().faint("  « " + Quotes.any(new SplittableRandom()) + " »"));
    }

    @Override
    public void close() {
        if (running != null) running.close();
    }

    private AgentClient connect() {
        var resident = agentAt(socket());
        if (!mayStartAgent || given.find("--socket").isPresent() || resident.isThere()) return resident;
        streams.error().println(paint().faint("no agent runs here: one is started for this command"));
        streams.error().flush();
        running = means.temporary().start();
        return agentAt(running.socket());
    }
}
