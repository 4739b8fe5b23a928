package org.opsbro.detection;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.detection.FactSource.Taken;
import org.opsbro.detection.parse.FactParser;
import org.opsbro.detection.parse.Unreadable;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.host.Host;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;
import org.opsbro.model.Value;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;
import org.opsbro.pack.Parameters;

/**
 * A collector that a pack declares in YAML: where its text comes from ({@code command}, {@code http}, {@code fastcgi}, {@code socket},
 * {@code sql} or {@code file}) and how it is read ({@code parse}). It takes the name of its file. With {@code setup}, what a person must write where, an answer that is withheld or is
 * something else means that nobody has written it yet; without it that is an error.
 */
public final class DeclaredCollector implements Collector {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final String name;
    private final String pack;
    private final String doc;
    private final Duration every;
    private final String ifGroup;
    private final Duration timeout;
    private final String took;
    private final FactSource source;
    private final FactParser parser;
    private final Rates rates;
    private final Refusal refusal;
    private final Expression setup;

    private DeclaredCollector(
            Definition definition,
            Common common,
            FactSource source,
            FactParser parser,
            Rates rates,
            Refusal refusal,
            Expression setup) {
        this.name = definition.name();
        this.pack = definition.pack();
        this.doc = common.doc;
        this.every = common.every;
        this.ifGroup = common.ifGroup;
        this.timeout = common.timeout;
        this.took = common.took;
        this.source = source;
        this.parser = parser;
        this.rates = rates;
        this.refusal = refusal;
        this.setup = setup;
    }

    private record Common(String doc, Duration every, String ifGroup, Duration timeout, String took) {
        static Common from(Keys keys) {
            var common = new Common(
                    keys.text("doc").orElse(""),
                    keys.duration("interval", Duration.ofSeconds(10)),
                    keys.text("if_group").orElse("*"),
                    keys.duration("timeout", Duration.ofSeconds(10)),
                    keys.text("took").orElse(""));
            if (common.every.compareTo(SHORTEST) < 0) keys.problem("interval", "want at least 1s");
            if (common.timeout.isZero()) keys.problem("timeout", "want more than nothing");
            try {
                GroupExpression.parse(common.ifGroup);
            } catch (BadGroupExpression bad) {
                keys.problem("if_group", String.valueOf(bad.getMessage()));
            }
            return common;
        }
    }

    /** Reads a definition; what is wrong is reported on its keys, and then it is empty. */
    public static Optional<DeclaredCollector> from(Definition definition, Evaluator evaluator) {
        var keys = definition.keys();
        if (!NAME.matcher(definition.name()).matches())
            keys.problem(
                    "",
                    "a collector is called after its file: lower case letters, digits, - and _, not \""
                            + definition.name() + "\"");
        var common = Common.from(keys);
        var reader = new FactSourceReader(definition, keys, evaluator);
        var source = reader.read();
        var parser = FactParser.from(keys);
        var rates = Rates.from(keys);
        var refusal = Refusal.from(keys);
        var setup = reader.orNothing("setup");
        keys.end();
        if (source.isEmpty() || parser.isEmpty() || keys.broken()) return Optional.empty();
        return Optional.of(
                new DeclaredCollector(definition, common, source.get(), parser.get(), rates, refusal, setup));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String pack() {
        return pack;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public String ifGroup() {
        return ifGroup;
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var scope = new ParameterScope(parameters, host);
        var start = host.nanos();
        try {
            return switch (source.take(host, scope, timeout)) {
                case Taken.Nothing(var why) -> why;
                case Taken.Withheld(var why) -> wanting(why, scope);
                case Taken.Text(var text) -> facts(text, start, host.nanos(), scope);
            };
        } catch (EvaluationException undefined) {
            return new Collected.Misconfigured(String.valueOf(undefined.getMessage()));
        }
    }

    private Collected facts(String text, long start, long end, ParameterScope scope) {
        var no = refusal.in(text);
        if (no.isPresent()) return wanting(no.get(), scope);
        try {
            var read = parser.labelled(text);
            return new Collected.Facts(timed(rates.beside(read.fields(), end), (end - start) / 1e6), read.labels());
        } catch (Unreadable unreadable) {
            var why = String.valueOf(unreadable.getMessage());
            return refusal.isKnown() ? new Collected.Failed(why) : wanting(why, scope);
        }
    }

    private Value.Fields timed(Value.Fields facts, double millis) {
        if (took.isEmpty() || facts.size() == 0) return facts;
        var all = Value.object();
        facts.forEach(all::with);
        return all.with(took, Math.round(1000 * millis) / 1000.0).end();
    }

    private Collected wanting(String why, ParameterScope scope) {
        var todo = FactSource.text(setup, scope);
        return todo.isEmpty() ? new Collected.Failed(why) : new Collected.Misconfigured(why + ": " + todo);
    }
}
