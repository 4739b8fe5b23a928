package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.BOOL;
import static org.opsbro.evaluator.Function.Type.INT;
import static org.opsbro.evaluator.Function.Type.NUMBER;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.pure;

import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Limits;
import org.opsbro.evaluator.Patterns;
import org.opsbro.model.Value;

/** Texts: case, parts, patterns, versions, digests, and bars for a terminal. */
@AutoService(FunctionLibrary.class)
public final class TextFunctions implements FunctionLibrary {
    private static final Map<String, String> DIGESTS = Map.of(
            "md5", "MD5", "sha1", "SHA-1", "sha224", "SHA-224", "sha256", "SHA-256", "sha384", "SHA-384", "sha512",
            "SHA-512");

    @Override
    public List<Function> functions() {
        return List.of(
                pure(
                        "string",
                        "string_upper",
                        "The text in capital letters.",
                        "string_upper('ab') → 'AB'",
                        a -> Value.of(Arguments.text(a, 0).toUpperCase(Locale.ROOT)),
                        Argument.of("text", TEXT)),
                pure(
                        "string",
                        "string_lower",
                        "The text in small letters.",
                        "string_lower('AB') → 'ab'",
                        a -> Value.of(Arguments.text(a, 0).toLowerCase(Locale.ROOT)),
                        Argument.of("text", TEXT)),
                pure(
                        "string",
                        "string_split",
                        "The parts of the text between the separators.",
                        "string_split('a,b', ',') → ['a', 'b']",
                        TextFunctions::split,
                        Argument.of("text", TEXT),
                        Argument.of("separator", TEXT)),
                pure(
                        "string",
                        "string_join",
                        "The values of a list as one text, with the separator between them.",
                        "string_join(['a', 'b'], ', ') → 'a, b'",
                        TextFunctions::join,
                        Argument.of("values", ANY),
                        Argument.of("separator", TEXT, Value.of(","))),
                pure(
                        "string",
                        "regexp_match",
                        "Whether the pattern is found in the text; ^ and $ bind it to the ends. Patterns are linear: no look-around, no back references.",
                        "regexp_match('^deb', 'debian') → True",
                        a -> Value.of(Patterns.of(Arguments.text(a, 0), Arguments.flag(a, 2))
                                .find(Arguments.text(a, 1))),
                        Argument.of("pattern", TEXT),
                        Argument.of("text", TEXT),
                        Argument.of("ignore_case", BOOL, Value.FALSE)),
                pure(
                        "string",
                        "version",
                        "A text as a version that compares by its numbers: 1.10 is above 1.9.",
                        "version('1.10') > version('1.9') → True",
                        a -> Versions.of(Display.str(a.getFirst())),
                        Argument.of("text", ANY)),
                pure(
                        "hash",
                        "hash",
                        "The digest of a text, in hexadecimal: md5 sha1 sha224 sha256 sha384 sha512.",
                        "hash('a', 'md5') → '0cc175b9c0f1b6a831c399e269772661'",
                        a -> Value.of(
                                digest(Arguments.text(a, 0).getBytes(StandardCharsets.UTF_8), Arguments.text(a, 1))),
                        Argument.of("text", TEXT),
                        Argument.of("algorithm", TEXT, Value.of("sha256"))),
                digestOf("md5", "0cc175b9c0f1b6a831c399e269772661"),
                digestOf("sha1", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
                digestOf("sha256", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
                pure(
                        "display",
                        "get_horizontal_bar",
                        "A bar of a part of 1, or of 100 where it is above 1, so many characters wide.",
                        "get_horizontal_bar(0.5, 4) → '██░░'",
                        TextFunctions::bar,
                        Argument.of("value", NUMBER),
                        Argument.of("width", INT, Value.of(80))),
                pure(
                        "display",
                        "get_donut",
                        "A ring of a part of 1, or of 100 where it is above 1, with its percentage.",
                        "get_donut(0.5) → '◑ 50%'",
                        TextFunctions::donut,
                        Argument.of("value", NUMBER)),
                pure(
                        "display",
                        "colorize",
                        "The text in one of the 64 first colours of a terminal.",
                        "len(colorize('a', 2)) → 14",
                        TextFunctions::colorize,
                        Argument.of("text", TEXT),
                        Argument.of("color", INT)));
    }

    private static Function digestOf(String algorithm, String ofA) {
        return pure(
                "hash",
                algorithm,
                "The " + algorithm + " digest of a text, in hexadecimal.",
                algorithm + "('a') → '" + ofA + "'",
                a -> Value.of(digest(Arguments.text(a, 0).getBytes(StandardCharsets.UTF_8), algorithm)),
                Argument.of("text", TEXT));
    }

    static String digest(byte[] bytes, String algorithm) {
        var name = DIGESTS.get(algorithm.toLowerCase(Locale.ROOT));
        if (name == null)
            throw new EvaluationException("there is no digest " + algorithm + ": want one of "
                    + DIGESTS.keySet().stream().sorted().collect(Collectors.joining(", ")));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new EvaluationException("this Java has no digest " + name);
        }
    }

    private static Value split(List<Value> arguments) {
        var separator = Arguments.text(arguments, 1);
        if (separator.isEmpty()) throw new EvaluationException("string_split() wants a separator, found an empty one");
        var text = Arguments.text(arguments, 0);
        var parts = new ArrayList<Value>();
        var at = 0;
        for (var next = text.indexOf(separator); next >= 0; next = text.indexOf(separator, at)) {
            parts.add(Value.of(text.substring(at, next)));
            at = next + separator.length();
        }
        parts.add(Value.of(text.substring(at)));
        return new Value.Items(Limits.list(parts));
    }

    private static Value join(List<Value> arguments) {
        return Limits.text(Arguments.parts(arguments, 0).stream()
                .map(Display::str)
                .collect(Collectors.joining(Arguments.text(arguments, 1))));
    }

    private static double part(double value) {
        return Math.clamp(value > 1 ? value / 100 : value, 0, 1);
    }

    private static Value bar(List<Value> arguments) {
        var width = Math.clamp(Arguments.whole(arguments, 1), 1, 500);
        var full = (int) Math.round(part(Arguments.real(arguments, 0)) * width);
        return Value.of("█".repeat(full) + "░".repeat(width - full));
    }

    private static Value donut(List<Value> arguments) {
        var part = part(Arguments.real(arguments, 0));
        return Value.of("○◔◑◕●".charAt((int) Math.round(part * 4)) + " " + Math.round(part * 100) + "%");
    }

    private static Value colorize(List<Value> arguments) {
        var colour = Arguments.whole(arguments, 1);
        if (colour < 1 || colour > 64) throw new EvaluationException("want a colour from 1 to 64, found " + colour);
        return Limits.text("\u001b[38;5;" + colour + "m" + Arguments.text(arguments, 0) + "\u001b[0m");
    }
}
