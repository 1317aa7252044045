package dev.portgithub.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;

/**
 * The store: opens it, brings its schema up to date, and says how its tables are read and written;
 * an H2 file, or PostgreSQL.
 *
 * <p>A commit to either survives the death of this process at any instant. A commit to the H2 file
 * may be lost when the machine itself loses power, since H2 does not force each commit to the disk;
 * PostgreSQL does.
 */
public final class Database {
  /**
   * H2 writes commits up to half a second late unless told otherwise (WRITE_DELAY); a killed
   * process would lose them. And it parses each statement anew, unless the session has kept it: by
   * default the last eight, which are fewer than a run takes.
   */
  private static final String H2_SETTINGS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;LOCK_TIMEOUT=10000"
          + ";DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=100";

  /**
   * Migrations that this version does not have: a newer one ran beside it, or a build that was
   * never released.
   */
  private static final String[] OF_ANOTHER_VERSION = {"*:future", "*:missing"};

  private Database() {}

  /**
   * @param access of H2 or PostgreSQL
   * @param maxConnections size of the pool; at least the number of worker threads that write
   * @return a pool whose callers wait at most two seconds for a connection, so that a store that is
   *     unavailable is noticed
   */
  public static HikariDataSource open(DatabaseAccess access, int maxConnections) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("store");
    boolean h2 = access.url().startsWith("jdbc:h2:");
    // By name: in the Camel CLI the JDK does not find drivers, which have a class loader of their
    // own.
    pool.setDriverClassName(h2 ? "org.h2.Driver" : "org.postgresql.Driver");
    pool.setJdbcUrl(h2 ? access.url() + H2_SETTINGS : access.url());
    pool.setUsername(h2 && access.username().isBlank() ? "sa" : access.username());
    pool.setPassword(access.password());
    pool.setMaximumPoolSize(maxConnections);
    pool.setMinimumIdle(Math.min(4, maxConnections));
    pool.setConnectionTimeout(2_000);
    pool.setValidationTimeout(1_000);
    // The schema migration that follows reports an unreachable store better than the pool does.
    pool.setInitializationFailTimeout(-1);
    if (!h2) {
      // A server that froze must not hold our threads for ever.
      pool.addDataSourceProperty("socketTimeout", "30");
      pool.addDataSourceProperty("connectTimeout", "2");
      pool.addDataSourceProperty("tcpKeepAlive", "true");
    }
    return new HikariDataSource(pool);
  }

  /**
   * Creates or upgrades the tables.
   *
   * @param connectRetries how often to try again, with growing pauses of at most ten seconds, while
   *     the store is unavailable
   */
  public static void migrate(DataSource store, int connectRetries) {
    migrations(store).connectRetries(connectRetries).connectRetriesInterval(10).load().migrate();
  }

  static FluentConfiguration migrations(DataSource store) {
    return Flyway.configure(Database.class.getClassLoader())
        .dataSource(store)
        .locations("classpath:port-github-backend/db/migration")
        .placeholders(
            isH2(store)
                ? Map.of(
                    "bytes", "varbinary(1000000)",
                    "blob", "binary large object",
                    "stored", "",
                    "where-running", "",
                    "open-by-age", "(finished_at, state, accepted_at)",
                    "on-h2", "",
                    "lane-of-accepted", "(state, lane, due_at)",
                    "on-postgresql", "--")
                : Map.of(
                    "bytes", "bytea",
                    "blob", "bytea",
                    "stored", "stored",
                    "where-running", "where state = 'RUNNING'",
                    "open-by-age", "(state, accepted_at) where finished_at is null",
                    "on-h2", "--",
                    "lane-of-accepted", "(lane, due_at) where state = 'ACCEPTED'",
                    "on-postgresql", ""))
        .ignoreMigrationPatterns(OF_ANOTHER_VERSION);
  }

  /**
   * How the tables are read and written: instants are UTC, whatever the time zone of this machine.
   */
  public static Jdbi jdbi(DataSource store) {
    Jdbi jdbi = Jdbi.create(store);
    jdbi.registerArgument(new InstantArgument());
    jdbi.registerColumnMapper(Instant.class, INSTANT);
    return jdbi;
  }

  private static final ColumnMapper<Instant> INSTANT =
      (row, column, context) -> {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
      };

  private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.TIMESTAMP_WITH_TIMEZONE);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) ->
          statement.setObject(position, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
    }
  }

  /**
   * The order in which rows are locked, of a statement whose condition is a range of an index on
   * this column.
   *
   * <p>H2 sorts all rows of the range before it locks the first few, however many are due; unless
   * it is given no order: then it reads the index, which has the same. PostgreSQL has to be told.
   */
  public static String oldestFirst(Handle handle, String column) {
    return isH2(handle) ? "" : " order by " + column;
  }

  /** H2, or else PostgreSQL. */
  public static boolean isH2(Handle handle) {
    try {
      return handle.getConnection().getMetaData().getDatabaseProductName().equals("H2");
    } catch (SQLException e) {
      throw new IllegalStateException("The store does not say what it is", e);
    }
  }

  private static boolean isH2(DataSource store) {
    return store instanceof HikariDataSource pool && pool.getJdbcUrl().startsWith("jdbc:h2:");
  }
}
