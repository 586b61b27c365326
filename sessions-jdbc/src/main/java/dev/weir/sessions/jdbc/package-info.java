/**
 * Sessions in a database: {@link dev.weir.sessions.jdbc.JdbcSessionStore} over any {@link javax.sql.DataSource}.
 *
 * <p>Nothing here may be null unless it says so.
 */
@NullMarked
package dev.weir.sessions.jdbc;

import org.jspecify.annotations.NullMarked;
