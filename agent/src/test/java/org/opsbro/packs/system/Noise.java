package org.opsbro.packs.system;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Texts by chance, for lenses of files. */
final class Noise {
    private Noise() {}

    static String of(Random random, String letters) {
        var text = new StringBuilder();
        for (var left = random.nextInt(40); left > 0; left--)
            text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }

    /** The lines, without their ends, but for those that a rule may touch. */
    static List<String> without(String text, Predicate<String> touched) {
        return Stream.of(text.split("\n", -1))
                .map(line -> line.replaceAll("\r+$", ""))
                .filter(line -> !line.isEmpty() && touched.negate().test(line))
                .toList();
    }
}
