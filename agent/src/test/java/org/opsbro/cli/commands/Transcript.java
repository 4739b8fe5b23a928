package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Calls of the tool with what they print.
 *
 * <pre>
 * &lt; GET /agent/state 0                the agent's answer to a call, instead of the captured one; 0 for none at all
 * $ NAME=value opsbro agent info        the call, with variables before it
 * what it printed                       *** stands for any text within a line, alone for any lines
 * ! what it printed as an error
 * [3]                                   the exit code unless it is 0
 * </pre>
 */
record Transcript(List<Call> calls) {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final String ANY = "***";

    Transcript {
        calls = List.copyOf(calls);
    }

    record Answer(String call, int status, String body) {
        static Answer parse(String line) {
            var parts = line.split(" ", 4);
            return new Answer(parts[0] + " " + parts[1], Integer.parseInt(parts[2]), parts.length < 4 ? "" : parts[3]);
        }
    }

    record Call(List<String> answerLines, String line, String said) {
        List<Answer> answers() {
            return answerLines.stream().map(Answer::parse).toList();
        }

        Map<String, String> variables() {
            var variables = new LinkedHashMap<String, String>();
            for (var word : split(line)) {
                if (word.equals("opsbro")) break;
                variables.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
            return variables;
        }

        List<String> words() {
            var all = split(line);
            return all.subList(all.indexOf("opsbro") + 1, all.size());
        }

        Call saying(String text) {
            return new Call(answerLines, line, text);
        }

        /** With what was printed now; lines that stand for any text stay where they still fit. */
        Call renewed(String text) {
            var masks = said.lines()
                    .filter(each -> each.contains(ANY) && !each.equals(ANY))
                    .toList();
            return saying(text.lines()
                    .map(each -> masks.stream()
                                    .filter(mask -> Pattern.matches(pattern(mask), each))
                                    .findFirst()
                                    .orElse(each)
                            + "\n")
                    .collect(Collectors.joining()));
        }

        boolean matches(String text) {
            var pattern = said.lines()
                    .map(each -> each.equals(ANY) ? "(?:.*\n)*" : pattern(each) + "\n")
                    .collect(Collectors.joining());
            return Pattern.matches(pattern, withoutBlankEnd(text));
        }

        private static String pattern(String line) {
            return Pattern.quote(line).replace(ANY, "\\E.*\\Q");
        }

        @Override
        public String toString() {
            return answerLines.stream().map(each -> "< " + each + "\n").collect(Collectors.joining()) + "$ " + line
                    + "\n" + said;
        }
    }

    static List<String> split(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            for (var group = 1; group <= 3; group++) if (matcher.group(group) != null) words.add(matcher.group(group));
        }
        return words;
    }

    static Transcript parse(String text) {
        var calls = new ArrayList<Call>();
        var answers = new ArrayList<String>();
        for (var line : text.lines().toList()) {
            if (line.startsWith("< ")) {
                answers.add(line.substring(2));
            } else if (line.startsWith("$ ")) {
                calls.add(new Call(List.copyOf(answers), line.substring(2), ""));
                answers.clear();
            } else if (!calls.isEmpty()) {
                var last = calls.removeLast();
                calls.add(last.saying(last.said() + line + "\n"));
            }
        }
        return new Transcript(calls.stream()
                .map(each -> each.saying(withoutBlankEnd(each.said())))
                .toList());
    }

    private static String withoutBlankEnd(String text) {
        return text.isBlank() ? "" : text.stripTrailing() + "\n";
    }

    @Override
    public String toString() {
        return calls.stream()
                .map(each -> each.saying(withoutBlankEnd(each.said())).toString())
                .collect(Collectors.joining("\n"));
    }
}
