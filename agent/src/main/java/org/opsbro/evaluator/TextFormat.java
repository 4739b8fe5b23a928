package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Value;

/** A text with conversions, {@code 'disk %s is at %.1f%%'}, read once and applied to values: Python's {@code %}. */
final class TextFormat {
    /** Text as it is, then a conversion; the last piece has none. */
    private record Piece(String before, Conversion conversion) {}

    private final List<Piece> pieces;
    private final String end;

    private TextFormat(List<Piece> pieces, String end) {
        this.pieces = List.copyOf(pieces);
        this.end = end;
    }

    static TextFormat parse(String text) {
        List<Piece> pieces = new ArrayList<>();
        var before = new StringBuilder();
        var at = 0;
        while (at < text.length()) {
            var percent = text.indexOf('%', at);
            if (percent < 0) break;
            before.append(text, at, percent);
            var reader = new ConversionReader(text, percent + 1);
            var conversion = reader.read();
            at = reader.end();
            pieces.add(new Piece(before.toString(), conversion));
            before.setLength(0);
        }
        return new TextFormat(pieces, before + text.substring(Math.min(at, text.length())));
    }

    Value applied(Value argument) {
        var arguments = new Arguments(argument);
        var out = new StringBuilder(end.length() + 16 * pieces.size() + 16);
        for (var piece : pieces) {
            out.append(piece.before());
            var conversion = piece.conversion();
            if (conversion.letter() == '%') {
                out.append('%');
                continue;
            }
            conversion.write(
                    conversion.key().isPresent()
                            ? arguments.named(conversion.key().get())
                            : arguments.next(),
                    out);
            Limits.checkText(out.length());
        }
        arguments.end();
        return Limits.text(out.append(end).toString());
    }

    /** The values in the order in which conversions take them: those of a tuple one by one, anything else once. */
    private static final class Arguments {
        private final Value all;
        private Value one;
        private int taken;
        private boolean byName;

        Arguments(Value all) {
            this.all = all;
            this.one = all;
        }

        Value next() {
            if (one instanceof Value.Tuple tuple && !byName) {
                if (taken == tuple.all().size()) throw tooFew();
                return tuple.all().get(taken++);
            }
            if (taken > 0) throw tooFew();
            taken = 1;
            return one;
        }

        Value named(String key) {
            if (!Dictionaries.isOne(all))
                throw new EvaluationException("%(" + key + ")s wants a dictionary, found " + Display.described(all));
            one = Containers.at(all, Value.of(key));
            byName = true;
            taken = 1;
            return one;
        }

        void end() {
            var left = all instanceof Value.Tuple tuple ? taken < tuple.all().size() : taken == 0;
            // lists and dictionaries need not be used up: CPython takes both for mappings here
            if (left && !(all instanceof Value.Items) && !Dictionaries.isOne(all))
                throw new EvaluationException("more values than conversions in this format");
        }

        private static EvaluationException tooFew() {
            return new EvaluationException("fewer values than conversions in this format");
        }
    }
}
