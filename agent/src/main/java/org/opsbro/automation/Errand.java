package org.opsbro.automation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;

/**
 * What to run, and on which nodes. Whatever is too long or makes no sense is refused with an IllegalArgumentException that says why.
 *
 * @param group an expression over groups: {@code web & !db}
 * @param words the program and its arguments, each as it is; 32 KiB in all
 * @param shell whether there is one word only, a line for {@code /bin/sh -c}
 * @param timeout after it the command and all that it started is killed; a tenth of a second to a day
 * @param mostBytes of its two outputs together; what it prints beyond them is dropped
 */
public record Errand(String group, List<String> words, boolean shell, Duration timeout, int mostBytes) {
    public static final Duration LONGEST = Duration.ofDays(1);
    public static final int MOST_OUTPUT_BYTES = 8 * 1024 * 1024;
    static final int MOST_WORDS = 512;
    static final int MOST_COMMAND_BYTES = 32 * 1024;
    static final int LONGEST_GROUP = 2000;
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public Errand {
        words = List.copyOf(words);
        refuse(words.isEmpty() || words.getFirst().isEmpty(), "the command is empty: want a program and its arguments");
        refuse(words.size() > MOST_WORDS, "the command has " + words.size() + " words, want at most " + MOST_WORDS);
        refuse(shell && words.size() != 1, "a line for the shell is one word, found " + words.size());
        var bytes = words.stream().mapToInt(Errand::length).sum();
        refuse(bytes > MOST_COMMAND_BYTES, "the command has " + bytes + " bytes, want at most " + MOST_COMMAND_BYTES);
        refuse(
                timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0,
                "the time limit is " + timeout.toMillis() + " ms, want 100 ms to a day");
        refuse(
                mostBytes < 0 || mostBytes > MOST_OUTPUT_BYTES,
                "the limit of the output is " + mostBytes + " bytes, want at most " + MOST_OUTPUT_BYTES);
        refuse(length(group) > LONGEST_GROUP, "the group expression is longer than " + LONGEST_GROUP + " bytes");
        parsed(group);
    }

    /** Which nodes are meant. */
    public GroupExpression nodes() {
        return parsed(group);
    }

    /** The command for people: a line, with quotes around the words that a shell would take for something else. */
    public String line() {
        return shell ? words.getFirst() : words.stream().map(Errand::quoted).collect(Collectors.joining(" "));
    }

    /** What is run, without what it is told: for logs. */
    public String program() {
        return shell ? "sh" : words.getFirst();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static GroupExpression parsed(String group) {
        try {
            return GroupExpression.parse(group);
        } catch (BadGroupExpression wrong) {
            throw new IllegalArgumentException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static int length(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        refuse(text.indexOf('\0') >= 0, "a word has a zero byte in it, which no program can be given");
        refuse(!text.equals(new String(bytes, StandardCharsets.UTF_8)), "a word is no text: half of a character");
        return bytes.length;
    }

    private static void refuse(boolean wrong, String reason) {
        if (wrong) throw new IllegalArgumentException(reason);
    }
}
