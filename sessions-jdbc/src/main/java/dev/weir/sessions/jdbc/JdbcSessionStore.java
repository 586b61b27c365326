package dev.weir.sessions.jdbc;

import dev.weir.sessions.SessionRecord;
import dev.weir.sessions.SessionStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Sessions in a table of a database, for any number of servers.
 *
 * <pre>{@code
 * CREATE TABLE weir_sessions (
 *     id      VARCHAR(43)  NOT NULL PRIMARY KEY,  -- SHA-256 of what the client has
 *     owner   VARCHAR(200),                       -- who is logged in
 *     content TEXT         NOT NULL,
 *     expires BIGINT       NOT NULL,              -- milliseconds since 1970
 *     version BIGINT       NOT NULL
 * );
 * CREATE INDEX weir_sessions_expires ON weir_sessions (expires);
 * CREATE INDEX weir_sessions_owner ON weir_sessions (owner);
 * }</pre>
 *
 * <p>{@link #createTable} makes it where it is not there. The statements are those of standard SQL, and tested with
 * PostgreSQL; {@code TEXT} may be any type for 32,000 characters of ASCII. The account of the program needs to select,
 * insert, update and delete.
 *
 * <p><b>Connections.</b> Each call takes one from the data source and closes it, whatever comes: so the data source
 * should be a pool. Its time limits are those of the requests, so it should have some, for connecting and for reading
 * (in PostgreSQL's driver {@code connectTimeout} and {@code socketTimeout}). One that does not commit by itself is
 * committed.
 *
 * <p><b>Purge.</b> What is over is deleted bit by bit: at most once a minute a call of {@link #save} first deletes up
 * to 500 such rows. {@link #purge} does it for a program that would rather have a job of its own for that, too.
 *
 * <p><b>Clocks.</b> That of each server decides what is over, so they should agree to some seconds.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class JdbcSessionStore implements SessionStore {
    /** Names of indexes are longer by some characters, and PostgreSQL cuts off what is over 63. */
    private static final int MAX_TABLE = 50;

    private static final int MOST_TRIES = 5;
    private static final int PURGE_ROWS = 500;
    private static final long PURGE_MILLIS = 60_000;

    private final DataSource source;
    private final InstantSource clock;
    private final List<String> tableSql;
    private final String probeSql;
    private final String loadSql;
    private final String insertSql;
    private final String updateSql;
    private final String deleteSql;
    private final String deleteUserSql;
    private final String overSql;
    private final String purgeSql;
    private final AtomicLong lastPurge = new AtomicLong();

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Keeps sessions in the table {@code weir_sessions}.
     *
     * @param source where connections come from
     */
    public JdbcSessionStore(DataSource source) {
        this(source, "weir_sessions", InstantSource.system());
    }

    /**
     * Keeps sessions in a table.
     *
     * @param source where connections come from
     * @param table the table's name, maybe after its schema and a dot: ASCII letters, digits and underscores, no digit
     *     first, at most 50 of them each
     * @param clock tells which rows are over
     * @throws IllegalArgumentException for any other name
     */
    public JdbcSessionStore(DataSource source, String table, InstantSource clock) {
        this.source = Objects.requireNonNull(source, "source");
        this.clock = Objects.requireNonNull(clock, "clock");
        int dot = table.indexOf('.');
        String name = table.substring(dot + 1);
        if (!isName(name) || dot >= 0 && !isName(table.substring(0, dot))) {
            throw new IllegalArgumentException(
                    "the name of a table has letters, digits and underscores, and a schema's before a dot, not: "
                            + table);
        }
        tableSql = List.of(
                "CREATE TABLE " + table + " (id VARCHAR(43) NOT NULL PRIMARY KEY, owner VARCHAR(200),"
                        + " content TEXT NOT NULL, expires BIGINT NOT NULL, version BIGINT NOT NULL)",
                "CREATE INDEX " + name + "_expires ON " + table + " (expires)",
                "CREATE INDEX " + name + "_owner ON " + table + " (owner)");
        probeSql = "SELECT id, owner, content, expires, version FROM " + table + " WHERE 1 = 0";
        loadSql = "SELECT content, owner, expires, version FROM " + table + " WHERE id = ?";
        insertSql = "INSERT INTO " + table + " (content, owner, expires, version, id) VALUES (?, ?, ?, ?, ?)";
        updateSql = "UPDATE " + table
                + " SET content = ?, owner = ?, expires = ?, version = ? WHERE id = ? AND version = ?";
        deleteSql = "DELETE FROM " + table + " WHERE id = ?";
        deleteUserSql = "DELETE FROM " + table + " WHERE owner = ?";
        // In the same order on every server, so that two that purge at once do not wait for each other.
        overSql = "SELECT id FROM " + table + " WHERE expires <= ? ORDER BY expires, id";
        purgeSql = "DELETE FROM " + table + " WHERE id = ? AND expires <= ?";
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_TABLE;
    }

    /**
     * Makes the table and its indexes where it is not there. Several servers may do so at once.
     *
     * @throws SQLException when the database cannot be reached, or refuses
     */
    public void createTable() throws SQLException {
        if (hasTable()) {
            return;
        }
        try {
            with(connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (String sql : tableSql) {
                        statement.execute(sql);
                    }
                }
                return true;
            });
        } catch (SQLException e) {
            // Another server may have been faster.
            if (!hasTable()) {
                throw e;
            }
        }
    }

    private boolean hasTable() throws SQLException {
        try {
            return with(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(probeSql);
                }
            });
        } catch (SQLException e) {
            if (isOfClass(e, "08")) {
                throw e;
            }
            // Databases differ in how they say that there is none; anything else will be told by what makes it.
            return false;
        }
    }

    private static boolean isOfClass(SQLException e, String begin) {
        return e.getSQLState() != null && e.getSQLState().startsWith(begin);
    }

    @Override
    public Optional<SessionRecord> load(String id) throws IOException {
        return reach(connection -> {
            try (PreparedStatement select = connection.prepareStatement(loadSql)) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(new SessionRecord(
                            row.getString(1),
                            Optional.ofNullable(row.getString(2)),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getLong(4)));
                }
            }
        });
    }

    @Override
    public boolean save(String id, SessionRecord session) throws IOException {
        // Before the rest: where it fails, nothing is half done.
        long now = clock.millis();
        long last = lastPurge.get();
        if (now - last >= PURGE_MILLIS && lastPurge.compareAndSet(last, now)) {
            int _ = reach(connection -> purge(connection, PURGE_ROWS));
        }
        return session.version() == 1 ? insert(id, session) : update(id, session);
    }

    private boolean insert(String id, SessionRecord session) throws IOException {
        try {
            return with(connection -> {
                try (PreparedStatement insert = connection.prepareStatement(insertSql)) {
                    set(insert, id, session);
                    return insert.executeUpdate() == 1;
                }
            });
        } catch (SQLException e) {
            if (isOfClass(e, "23")) {
                // The key is taken.
                return false;
            }
            throw unreachable(e);
        }
    }

    private boolean update(String id, SessionRecord session) throws IOException {
        return reach(connection -> {
            try (PreparedStatement update = connection.prepareStatement(updateSql)) {
                set(update, id, session);
                update.setLong(6, session.version() - 1);
                return update.executeUpdate() == 1;
            }
        });
    }

    private static void set(PreparedStatement statement, String id, SessionRecord session) throws SQLException {
        statement.setString(1, session.content());
        statement.setString(2, session.user().orElse(null));
        statement.setLong(3, session.expires().toEpochMilli());
        statement.setLong(4, session.version());
        statement.setString(5, id);
    }

    @Override
    public boolean delete(String id) throws IOException {
        return reach(connection -> delete(connection, deleteSql, id)) > 0;
    }

    /**
     * Ends all sessions of a user on all servers, as after a change of the password.
     *
     * @param user as given to {@link dev.weir.sessions.Session#login}
     * @return how many there were
     * @throws SQLException when the database cannot be reached
     */
    public int deleteUser(String user) throws SQLException {
        return with(connection -> delete(connection, deleteUserSql, user));
    }

    private static int delete(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, key);
            return delete.executeUpdate();
        }
    }

    /**
     * Deletes rows that are over.
     *
     * @param most how many at most, from 1
     * @return how many were deleted; fewer than the most where no more are left
     * @throws SQLException when the database cannot be reached
     * @throws IllegalArgumentException for a number below 1
     */
    public int purge(int most) throws SQLException {
        if (most < 1) {
            throw new IllegalArgumentException("at least one row is deleted, not " + most);
        }
        return with(connection -> purge(connection, most));
    }

    private int purge(Connection connection, int most) throws SQLException {
        long now = clock.millis();
        List<String> over = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(overSql)) {
            select.setMaxRows(most);
            select.setLong(1, now);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    over.add(rows.getString(1));
                }
            }
        }
        int count = 0;
        try (PreparedStatement delete = connection.prepareStatement(purgeSql)) {
            for (String id : over) {
                delete.setString(1, id);
                delete.setLong(2, now);
                count += delete.executeUpdate();
            }
        }
        return count;
    }

    private <T> T reach(Work<T> work) throws IOException {
        try {
            return with(work);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private static IOException unreachable(SQLException e) {
        return new IOException(e.getMessage() + " (SQL state " + e.getSQLState() + ")", e);
    }

    private <T> T with(Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (SQLException e) {
                // Class 40: rolled back for the sake of another transaction, as strict isolation does.
                if (!isOfClass(e, "40") || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (connection.getAutoCommit()) {
                return work.run(connection);
            }
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }
}
