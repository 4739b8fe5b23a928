package org.opsbro.detection;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.host.Network.Database;
import org.opsbro.host.Network.Rows;
import org.opsbro.host.Network.SqlCall;

/**
 * The rows that a database answers to a question, as comma separated values with the names of the columns first.
 *
 * @param url {@code mysql://HOST:PORT/DATABASE} or {@code postgresql://…}
 * @param user who asks; without one nobody is asked, and it is told that one is wanted
 */
record SqlSource(Expression url, Expression query, Expression user, Expression password) implements FactSource {
    private static final int MAX_ROWS = 10_000;
    private static final Pattern URL = Pattern.compile(
            "(mysql|mariadb|postgresql)://(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})(?:/([\\w$-]{0,64}))?");

    @Override
    public Taken take(Host host, Scope scope, Duration timeout) {
        var place = FactSource.text(url, scope);
        var parts = URL.matcher(place);
        if (!parts.matches() || port(parts) > 65_535)
            return failed("want mysql://HOST:PORT/DATABASE or postgresql://HOST:PORT/DATABASE, found " + place);
        var call = call(parts, scope, timeout);
        if (call.user().isEmpty()) return unasked(host, call, place);
        return switch (host.network().sql(call)) {
            case Rows.Received(var columns, var rows) -> new Taken.Text(csv(columns, rows));
            case Rows.Refused(String reason) -> new Taken.Withheld(place + ": " + reason);
            case Rows.NoAnswer(String reason) -> failed(place + ": " + reason);
        };
    }

    private SqlCall call(Matcher parts, Scope scope, Duration timeout) {
        var database = parts.group(4);
        return new SqlCall(
                parts.group(1).equals("postgresql") ? Database.POSTGRESQL : Database.MYSQL,
                parts.group(2).replaceAll("[\\[\\]]", ""),
                port(parts),
                database == null ? "" : database,
                FactSource.text(user, scope),
                FactSource.text(password, scope),
                FactSource.text(query, scope),
                timeout,
                MAX_ROWS);
    }

    private static int port(Matcher parts) {
        return Integer.parseInt(parts.group(3));
    }

    /** Whether somebody is there can be told without a user. */
    private static Taken unasked(Host host, SqlCall call, String place) {
        return host.network().connects(call.host(), call.port(), call.timeout())
                ? new Taken.Withheld(place + " wants to know who asks")
                : failed(place + ": no connection");
    }

    private static Taken failed(String why) {
        return new Taken.Nothing(new Collected.Failed(why));
    }

    private static String csv(List<String> columns, List<List<String>> rows) {
        var text = new StringBuilder(line(columns));
        for (var row : rows) text.append(line(row));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\n"));
    }
}
