package org.opsbro.template;

import java.util.Locale;
import java.util.Set;
import org.opsbro.evaluator.Conversions;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Operators;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What texts and numbers stand for. */
final class Readings {
    private static final Set<String> YES = Set.of("yes", "on", "true", "1");
    private static final String[] UNITS = {"k", "M", "G", "T", "P", "E", "Z", "Y"};

    private Readings() {}

    static Value whole(Value value, Value otherwise, long base) {
        try {
            if (value instanceof Value.Text text && base != 10) return inBase(text.text(), base);
            return Conversions.whole(value);
        } catch (EvaluationException noInteger) {
            var real = real(value, Value.NONE);
            // an integer beyond 64 bits has no default: it would be a wrong value in silence
            return real instanceof Value.None ? otherwise : Conversions.whole(real);
        }
    }

    private static Value inBase(String text, long base) {
        if (base < 2 || base > 36) throw new EvaluationException("want a base from 2 to 36, found " + base);
        var digits = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
        var sign = digits.startsWith("-") ? "-" : "";
        if (digits.startsWith("-") || digits.startsWith("+")) digits = digits.substring(1);
        var prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
        if (!prefix.isEmpty() && digits.startsWith(prefix)) digits = digits.substring(2);
        try {
            return Value.of(Long.parseLong(sign + digits, (int) base));
        } catch (NumberFormatException none) {
            throw new EvaluationException(Display.repr(Value.of(text)) + " is no integer of base " + base);
        }
    }

    static Value real(Value value, Value otherwise) {
        try {
            return Conversions.real(value);
        } catch (EvaluationException noNumber) {
            return otherwise;
        }
    }

    static boolean flag(Value value) {
        return YES.contains(Display.str(value).toLowerCase(Locale.ROOT));
    }

    static Value round(Value number, long digits, String method) {
        if (method.equals("common")) return Conversions.round(number, Value.of(digits));
        if (!method.equals("ceil") && !method.equals("floor"))
            throw new EvaluationException(
                    "want common, ceil or floor as method, found " + Display.repr(Value.of(method)));
        var exact = Conversions.real(number) instanceof Value.Real real ? real.number() : 0;
        var scale = Math.pow(10, (double) digits);
        return Value.of((method.equals("ceil") ? Math.ceil(exact * scale) : Math.floor(exact * scale)) / scale);
    }

    static String bytes(Value value, boolean binary) {
        var bytes = Conversions.real(value) instanceof Value.Real real ? real.number() : 0;
        var base = binary ? 1024.0 : 1000.0;
        if (bytes == 1) return "1 Byte";
        if (bytes < base) return (long) bytes + " Bytes";
        var step = 0;
        var unit = base * base;
        while (bytes >= unit && step < UNITS.length - 1) {
            unit *= base;
            step++;
        }
        var shown = Display.str(Operators.formatted("%.1f", Value.of(base * bytes / unit)));
        var letter = binary && step == 0 ? "K" : UNITS[step];
        return shown + " " + letter + (binary ? "iB" : "B");
    }

    static Value json(String text) {
        try {
            return Json.read(text);
        } catch (Json.NotJson wrong) {
            throw new EvaluationException("this is no JSON: " + wrong.getMessage());
        }
    }
}
