package org.opsbro.evaluator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.opsbro.model.Value;

/** Python's {@code int()}, {@code float()} and {@code round()}. */
public final class Conversions {
    private static final int MAX_DIGITS = 400;

    private Conversions() {}

    public static Value whole(Value value) {
        return switch (value) {
            case Value.Int number -> number;
            case Value.Bool bool -> Value.of(bool.isTrue() ? 1 : 0);
            case Value.Real real -> whole(real.number());
            case Value.Text text -> whole(text);
            default ->
                throw new EvaluationException("int() wants a number or a text, found " + Display.described(value));
        };
    }

    public static Value real(Value value) {
        if (Numbers.isNumber(value)) return Value.of(Numbers.real(value));
        if (!(value instanceof Value.Text text))
            throw new EvaluationException("float() wants a number or a text, found " + Display.described(value));
        var word = text.text().strip();
        if (word.matches("(?i)[+-]?(inf|infinity)"))
            return Value.of(word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        if (word.matches("(?i)[+-]?nan")) return Value.of(Double.NaN);
        if (!word.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"))
            throw new EvaluationException("float() cannot read " + Display.described(value));
        return Value.of(Double.parseDouble(word));
    }

    /** Half to even: to an integer without digits, else to so many behind the point, or before it where they are negative. */
    public static Value round(Value number, Value wanted) {
        if (wanted instanceof Value.None && number instanceof Value.Real real) return whole(Math.rint(real.number()));
        return round(number, wanted instanceof Value.None ? 0 : Numbers.whole(wanted));
    }

    private static Value round(Value number, long digits) {
        if (!(number instanceof Value.Real real)) {
            if (digits >= 0) return Value.of(Numbers.whole(number));
            return whole(rounded(BigDecimal.valueOf(Numbers.whole(number)), digits));
        }
        if (!Double.isFinite(real.number()) || digits > MAX_DIGITS) return number;
        return Value.of(
                Math.copySign(rounded(new BigDecimal(real.number()), digits).doubleValue(), real.number()));
    }

    private static BigDecimal rounded(BigDecimal number, long digits) {
        return digits < -MAX_DIGITS ? BigDecimal.ZERO : number.setScale((int) digits, RoundingMode.HALF_EVEN);
    }

    private static Value whole(BigDecimal number) {
        if (number.toBigInteger().bitLength() > 63) throw Numbers.overflow(number.toPlainString());
        return Value.of(number.longValue());
    }

    private static Value whole(double number) {
        if (!(number >= -0x1p63 && number < 0x1p63)) throw Numbers.overflow(RealText.repr(number));
        return Value.of((long) number);
    }

    private static Value whole(Value.Text text) {
        var word = text.text().strip();
        if (!word.matches("[+-]?[0-9]+(_[0-9]+)*"))
            throw new EvaluationException("int() cannot read " + Display.described(text));
        try {
            return Value.of(Long.parseLong(word.replace("_", "")));
        } catch (NumberFormatException tooLarge) {
            throw Numbers.overflow(word);
        }
    }
}
