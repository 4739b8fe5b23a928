package org.opsbro.packs.system;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** When cron(8) runs a job, crontab(5). A wrong one makes cron drop the whole file, so it is read here as strictly. */
final class CronSchedule {
    private static final Set<String> NICKNAMES =
            Set.of("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern ITEM = Pattern.compile("(?:\\*|(\\w{1,3})(?:-(\\w{1,3}))?)(?:/([0-9]{1,2}))?");

    private record Field(String what, int min, int max, List<String> names) {}

    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of()),
            new Field("hour", 0, 23, List.of()),
            new Field("day of the month", 1, 31, List.of()),
            new Field(
                    "month",
                    1,
                    12,
                    List.of("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
            new Field("day of the week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    private CronSchedule() {}

    /** What is wrong with it; empty if nothing is. */
    static String fault(String schedule) {
        if (NICKNAMES.contains(schedule)) return "";
        var words = schedule.split(" ", -1);
        if (words.length != FIELDS.size()) return "want five fields such as \"0 4 * * sun\", or @daily and its like";
        for (var i = 0; i < words.length; i++) {
            var field = FIELDS.get(i);
            for (var item : words[i].split(",", -1))
                if (!fits(item, field))
                    return "the " + field.what() + " is \"" + item + "\", want " + field.min() + " to " + field.max()
                            + ", a range, * or one of them with /step";
        }
        return "";
    }

    private static boolean fits(String item, Field field) {
        var match = ITEM.matcher(item);
        if (!match.matches()) return false;
        var step = match.group(3);
        if (step != null && (Integer.parseInt(step) == 0 || (match.group(1) != null && match.group(2) == null)))
            return false;
        if (match.group(1) == null) return true;
        var from = number(match.group(1), field);
        var to = match.group(2) == null ? from : number(match.group(2), field);
        return from >= field.min() && to <= field.max() && from <= to;
    }

    private static int number(String word, Field field) {
        var name = field.names().indexOf(word.toLowerCase(Locale.ROOT));
        if (name >= 0) return name;
        return word.matches("[0-9]{1,2}") ? Integer.parseInt(word) : Integer.MIN_VALUE;
    }
}
