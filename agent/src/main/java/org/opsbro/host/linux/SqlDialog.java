package org.opsbro.host.linux;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.opsbro.host.Network.Rows;
import org.opsbro.host.Network.SqlCall;

/**
 * One question to a database by its JDBC driver, over a connection that ends with it. The driver's classes are loaded with the first question, so that an
 * agent without a database does not carry them; no pool, no thread that stays.
 */
final class SqlDialog {
    private static final int MOST_LETTERS = 4 * 1024 * 1024;

    private SqlDialog() {}

    static Rows ask(SqlCall call, String address) {
        try (var connection = driver(call).connect(url(call, address), properties(call, address))) {
            if (connection == null) return new Rows.NoAnswer("the driver does not know " + url(call, address));
            return answered(connection, call);
        } catch (SQLException failed) {
            return told(failed);
        } catch (ReflectiveOperationException absent) {
            return new Rows.NoAnswer("this agent came without the driver: " + absent.getMessage());
        }
    }

    /** By name: the drivers' classes are not those of the program, and stay on the disk until then. */
    private static Driver driver(SqlCall call) throws ReflectiveOperationException {
        var name = switch (call.kind()) {
            case MYSQL -> "org.mariadb.jdbc.Driver";
            case POSTGRESQL -> "org.postgresql.Driver";
        };
        return Class.forName(name)
                .asSubclass(Driver.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static String url(SqlCall call, String address) {
        var host = address.contains(":") ? "[" + address + "]" : address;
        var scheme = switch (call.kind()) {
            case MYSQL -> "mariadb";
            case POSTGRESQL -> "postgresql";
        };
        return "jdbc:" + scheme + "://" + host + ":" + call.port() + "/" + call.database();
    }

    private static Properties properties(SqlCall call, String address) {
        var properties = new Properties();
        properties.setProperty("user", call.user());
        properties.setProperty("password", call.password());
        var local = address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
        switch (call.kind()) {
            case MYSQL -> {
                var millis = Long.toString(Math.max(1, call.timeout().toMillis()));
                properties.setProperty("connectTimeout", millis);
                properties.setProperty("socketTimeout", millis);
                // a server could ask for any file of this machine
                properties.setProperty("allowLocalInfile", "false");
                // MySQL's caching_sha2_password: by a key that the server shows, which only this machine itself is
                // believed
                properties.setProperty("allowPublicKeyRetrieval", Boolean.toString(local));
            }
            case POSTGRESQL -> {
                var seconds = Long.toString(Math.max(1, call.timeout().toSeconds()));
                properties.setProperty("connectTimeout", seconds);
                properties.setProperty("socketTimeout", seconds);
                properties.setProperty("ApplicationName", "opsbro");
                properties.setProperty("readOnly", "true");
                properties.setProperty("readOnlyMode", "always");
                properties.setProperty("preferQueryMode", "simple");
                properties.setProperty(
                        "options", "-c statement_timeout=" + call.timeout().toMillis());
                // PostgreSQL's own default elsewhere: encrypted where the server can
                properties.setProperty("sslmode", local ? "disable" : "prefer");
            }
        }
        return properties;
    }

    private static Rows answered(Connection connection, SqlCall call) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setMaxRows(call.maxRows() + 1);
            try (var answer = statement.executeQuery(call.query())) {
                return received(answer, call.maxRows());
            }
        }
    }

    private static Rows received(ResultSet answer, int most) throws SQLException {
        var shape = answer.getMetaData();
        List<String> columns = new ArrayList<>();
        for (var i = 1; i <= shape.getColumnCount(); i++) columns.add(shape.getColumnLabel(i));
        List<List<String>> rows = new ArrayList<>();
        var letters = 0L;
        while (answer.next()) {
            if (rows.size() == most) return new Rows.NoAnswer("the answer has more than " + most + " rows");
            List<String> row = new ArrayList<>();
            for (var i = 1; i <= columns.size(); i++) {
                var cell = answer.getString(i);
                row.add(cell == null ? "" : cell);
                letters += row.getLast().length();
            }
            if (letters > MOST_LETTERS)
                return new Rows.NoAnswer("the answer has more than " + MOST_LETTERS + " letters");
            rows.add(List.copyOf(row));
        }
        return new Rows.Received(columns, rows);
    }

    /** By the class of the SQLSTATE (ISO 9075, appendix A of PostgreSQL's manual): 28 logins, 42 rights and names, 3D and 3F what is not there. */
    private static Rows told(SQLException failed) {
        var reason = String.valueOf(failed.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                // MariaDB's driver writes the number of the connection, another one each time
                .replaceFirst("^\\(conn=\\d+\\) ", "");
        var state = String.valueOf(failed.getSQLState());
        return state.startsWith("28") || state.startsWith("42") || state.startsWith("3D") || state.startsWith("3F")
                ? new Rows.Refused(reason)
                : new Rows.NoAnswer(reason);
    }
}
