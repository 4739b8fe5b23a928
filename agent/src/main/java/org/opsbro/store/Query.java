package org.opsbro.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A statement of a {@link Database}, for any number of runs with other arguments: numbers, texts and bytes. */
public final class Query {
    private final Path file;
    private final Connection connection;
    private final String sql;
    /** The driver closes it after some errors, such as a full disk: then it is prepared again. */
    private @Nullable PreparedStatement prepared;

    Query(Path file, Connection connection, String sql) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.sql = sql;
        this.prepared = connection.prepareStatement(sql);
    }

    private PreparedStatement prepared() throws SQLException {
        var statement = prepared;
        if (statement == null) prepared = statement = connection.prepareStatement(sql);
        return statement;
    }

    private StorageException failed(SQLException failed) {
        close();
        return Database.told(file, failed);
    }

    /** A row of an answer; columns count from 1. Good until the next one. */
    public static final class Row {
        private final Path file;
        private final ResultSet rows;

        private Row(Path file, ResultSet rows) {
            this.file = file;
            this.rows = rows;
        }

        public long number(int column) {
            try {
                return rows.getLong(column);
            } catch (SQLException failed) {
                throw Database.told(file, failed);
            }
        }

        /** Empty for null. From its bytes, as the driver makes a text by way of memory outside of the heap, which takes longer than all else of a small row. */
        public String text(int column) {
            return new String(bytes(column), StandardCharsets.UTF_8);
        }

        /** Empty for null. */
        public byte[] bytes(int column) {
            try {
                var bytes = rows.getBytes(column);
                return bytes == null ? new byte[0] : bytes;
            } catch (SQLException failed) {
                throw Database.told(file, failed);
            }
        }
    }

    /** Runs it, and tells how many rows it changed. */
    public int run(Object... arguments) {
        try {
            var statement = prepared();
            bind(statement, arguments);
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    /** The first row there is. */
    public <T> Optional<T> one(Function<Row, T> read, Object... arguments) {
        return all(read, 1, arguments).stream().findFirst();
    }

    public <T> List<T> all(Function<Row, T> read, Object... arguments) {
        return all(read, Integer.MAX_VALUE, arguments);
    }

    private <T> List<T> all(Function<Row, T> read, int most, Object... arguments) {
        try {
            var statement = prepared();
            bind(statement, arguments);
            try (var rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                var row = new Row(file, rows);
                while (all.size() < most && rows.next()) all.add(read.apply(row));
                return all;
            }
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    private static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (var at = 0; at < arguments.length; at++) {
            switch (arguments[at]) {
                case Long number -> statement.setLong(at + 1, number);
                case Integer number -> statement.setLong(at + 1, number);
                case String text -> statement.setString(at + 1, text);
                case byte[] bytes -> statement.setBytes(at + 1, bytes);
                default -> throw new IllegalArgumentException("a database takes no " + arguments[at].getClass());
            }
        }
    }

    void close() {
        try {
            if (prepared != null) prepared.close();
        } catch (SQLException ignored) {
            // it goes with its connection
        }
        prepared = null;
    }
}
