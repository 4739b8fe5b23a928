package org.opsbro.detection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.Value;

/** Where a declared collector takes its text from. Each text of it is interpolated with the parameters of the pack. */
sealed interface FactSource
        permits FactSource.Command, FactSource.File, FactSource.Http, FactSource.Program, FactSource.Socket, SqlSource {
    /** The most bytes that are taken. */
    int MAX_BYTES = 4 * 1024 * 1024;

    /** Text, or how the run ended without any. */
    sealed interface Taken {
        record Text(String text) implements Taken {}

        /** Somebody is there and does not give it: it wants to be told to. */
        record Withheld(String why) implements Taken {}

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

    /** Where somebody may be, each a path or {@code host:port}: the first that is there, or is no path, counts. Those that are empty are left out. */
    record Places(List<Expression> all) {
        Optional<String> found(Host host, Scope scope) {
            return named(scope)
                    .filter(place -> !place.startsWith("/") || host.files().exists(place))
                    .findFirst();
        }

        Taken missing(Scope scope) {
            return new Taken.Withheld("there is no socket " + named(scope).collect(Collectors.joining(" or ")));
        }

        private Stream<String> named(Scope scope) {
            return all.stream().map(place -> text(place, scope)).filter(place -> !place.isEmpty());
        }
    }

    /** A page of a program that speaks FastCGI. */
    record Program(Places places, Expression uri) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var found = places.found(host, scope);
            if (found.isEmpty()) return places.missing(scope);
            var place = found.get();
            var page = text(uri, scope);
            if (!page.startsWith("/")) return failed("want a uri that starts with /, found \"" + page + "\"");
            return switch (host.network().exchange(place, FastCgi.request(page), timeout, MAX_BYTES)) {
                case Answer.Received(int code, String answer) -> taken(place, page, answer);
                case Answer.NoAnswer(String reason) -> unheard(place, reason);
            };
        }

        private static Taken taken(String place, String uri, String answer) {
            try {
                var page = FastCgi.page(answer);
                return page.status() == 200 ? new Taken.Text(page.body()) : status(uri + " of " + place, page.status());
            } catch (IllegalArgumentException odd) {
                return failed(place + ": " + odd.getMessage());
            }
        }
    }

    /**
     * A page.
     *
     * @param headers sent along
     * @param user who asks, by basic authentication; empty for nobody
     */
    record Http(Expression url, Map<String, Expression> headers, Expression user, Expression password)
            implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var address = text(url, scope);
            Map<String, String> sent = new LinkedHashMap<>();
            headers.forEach((name, value) -> sent.put(name, text(value, scope)));
            var who = text(user, scope);
            if (!who.isEmpty()) sent.put("Authorization", "Basic " + basic(who + ":" + text(password, scope)));
            return switch (host.network().http(new Network.HttpCall("GET", address, sent, "", timeout, MAX_BYTES))) {
                case Answer.Received(int code, String body) when code == 200 -> new Taken.Text(body);
                case Answer.Received(int code, String body) -> status(address, code);
                case Answer.NoAnswer(String reason) -> failed(address + ": " + reason);
            };
        }

        private static String basic(String both) {
            return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What is answered to a text. */
    record Socket(Places places, Expression send) implements FactSource {
        @Override
        public Taken take(Host host, Scope scope, Duration timeout) {
            var found = places.found(host, scope);
            if (found.isEmpty()) return places.missing(scope);
            var place = found.get();
            return switch (host.network().talk(place, text(send, scope), timeout, MAX_BYTES)) {
                case Answer.Received(int code, String body) -> new Taken.Text(body);
                case Answer.NoAnswer(String reason) -> unheard(place, reason);
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

    private static Taken unheard(String place, String reason) {
        var why = place + ": " + reason;
        return reason.contains("Permission denied") ? new Taken.Withheld(why) : failed(why);
    }

    /** An answer that is no page: what is hidden, elsewhere or not there wants a person; all else is a failure. */
    private static Taken status(String what, int code) {
        var why = what + " answered with status " + code + ", want 200";
        return code >= 300 && code < 500 ? new Taken.Withheld(why) : failed(why);
    }

    private static Taken failed(String why) {
        return new Taken.Nothing(new Collected.Failed(why));
    }

    static String text(Expression expression, Scope scope) {
        return expression.evaluate(scope) instanceof Value.Text text ? text.text() : "";
    }

    private static String first(String before, String text) {
        Function<String, String> joined = line -> line.isEmpty() ? "" : before + line;
        return text.lines().findFirst().map(joined).orElse("");
    }
}
