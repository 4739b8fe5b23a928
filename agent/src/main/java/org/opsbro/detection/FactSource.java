package org.opsbro.detection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.Value;

/** Where a declared collector takes its text from. Each text of it is interpolated with the parameters of the pack. */
sealed interface FactSource {
    /** The most bytes that are taken. */
    int MAX_BYTES = 4 * 1024 * 1024;

    /** Text, or how the run ended without any. */
    sealed interface Taken {
        record Text(String text) implements Taken {}

        record Nothing(Collected why) implements Taken {}
    }

    Taken take(Host host, Scope scope, Duration timeout);

    /** @param codes the exit codes that are fine */
    record Command(List<Expression> words, List<Integer> codes) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var words = this.words.stream().map(word -> text(word, scope)).toList();
            var command = new Commands.Command(words, Map.of(), "", timeout, MAX_BYTES);
            var name = words.getFirst();
            return switch (host.commands().run(command)) {
                case Outcome.Exited exited
                when !codes.contains(exited.code()) ->
                    failed(name + " ended with exit code " + exited.code() + first(": ", exited.errors()));
                case Outcome.Exited exited
                when exited.truncated() -> failed(name + " printed more than " + MAX_BYTES + " bytes");
                case Outcome.Exited exited -> new Taken.Text(exited.output());
                case Outcome.Signalled signalled -> failed(name + " was ended by signal " + signalled.signal());
                case Outcome.TimedOut late ->
                    failed(name + " was killed after " + late.limit().toMillis() + " ms");
                case Outcome.Stopped stopped -> failed(name + " was stopped with the agent");
                case Outcome.NotStarted not -> new Taken.Nothing(new Collected.NotEligible(not.reason()));
            };
        }
    }

    /** @param headers sent along */
    record Http(Expression url, Map<String, Expression> headers) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var address = text(url, scope);
            var sent = new java.util.LinkedHashMap<String, String>();
            headers.forEach((name, value) -> sent.put(name, text(value, scope)));
            return switch (host.network().http(new Network.HttpCall("GET", address, sent, "", timeout, MAX_BYTES))) {
                case Answer.Received(int code, String body) when code == 200 -> new Taken.Text(body);
                case Answer.Received(int code, String body) ->
                    failed(address + " answered with status " + code + ", want 200");
                case Answer.NoAnswer(String reason) -> failed(address + ": " + reason);
            };
        }
    }

    /** @param where a path or {@code host:port} */
    record Socket(Expression where, Expression send) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var place = text(where, scope);
            return switch (host.network().talk(place, text(send, scope), timeout, MAX_BYTES)) {
                case Answer.Received(int code, String body) -> new Taken.Text(body);
                case Answer.NoAnswer(String reason) -> failed(place + ": " + reason);
            };
        }
    }

    /** A file that is absent says that there is nothing of this kind here. */
    record File(Expression path) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var place = text(path, scope);
            var size = host.files().facts(place).map(facts -> facts.sizeBytes()).orElse(0L);
            if (size > MAX_BYTES) return failed(place + " has " + size + " bytes, at most " + MAX_BYTES + " are taken");
            return host.files()
                    .text(place)
                    .<Taken>map(Taken.Text::new)
                    .orElseGet(() -> new Taken.Nothing(new Collected.NotEligible("no file " + place)));
        }
    }

    private static Taken failed(String why) {
        return new Taken.Nothing(new Collected.Failed(why));
    }

    private static String text(Expression expression, Scope scope) {
        return expression.evaluate(scope) instanceof Value.Text text ? text.text() : "";
    }

    private static String first(String before, String text) {
        Function<String, String> joined = line -> line.isEmpty() ? "" : before + line;
        return text.lines().findFirst().map(joined).orElse("");
    }
}
