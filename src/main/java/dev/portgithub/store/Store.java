package dev.portgithub.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Opens the store and brings its schema up to date: an H2 file, or PostgreSQL.
 *
 * <p>A commit to either survives the death of this process at any instant. A commit to the H2 file
 * may be lost when the machine itself loses power, since H2 does not force each commit to the disk;
 * PostgreSQL does.
 */
public final class Store {
  /** One file in data/, in the folder that the process was started in. */
  public static final String DEFAULT_URL = "jdbc:h2:file:./data/port-github-backend";

  private static final Pattern PLAIN_POSTGRES_URL =
      Pattern.compile("postgres(?:ql)?://(?:[^@/]*@)?([^@/?]+)/([^@/?]+)(\\?.*)?");

  /**
   * H2 writes commits up to half a second late unless told otherwise (WRITE_DELAY); a killed
   * process would lose them.
   */
  private static final String H2_SETTINGS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;LOCK_TIMEOUT=10000"
          + ";DB_CLOSE_ON_EXIT=FALSE";

  private Store() {}

  /**
   * @param url a JDBC URL of H2 or PostgreSQL, or postgresql://host/database; blank for the H2 file
   * @param maxConnections size of the pool; at least the number of worker threads that write
   * @return a pool whose callers wait at most two seconds for a connection, so that a store that is
   *     away is noticed
   */
  public static HikariDataSource open(
      String url, String username, String password, int maxConnections) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("store");
    String jdbcUrl = jdbcUrl(url);
    boolean h2 = jdbcUrl.startsWith("jdbc:h2:");
    pool.setJdbcUrl(h2 ? jdbcUrl + H2_SETTINGS : jdbcUrl);
    pool.setUsername(h2 && username.isBlank() ? "sa" : username);
    pool.setPassword(password);
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
   *     the store is away
   */
  public static void migrate(DataSource store, int connectRetries) {
    Flyway.configure()
        .dataSource(store)
        .locations("classpath:port-github-backend/db/migration")
        .placeholders(
            isH2(store)
                ? Map.of(
                    "bytes", "varbinary(1000000)",
                    "blob", "binary large object",
                    "where-running", "",
                    "on-postgresql", "--")
                : Map.of(
                    "bytes", "bytea",
                    "blob", "bytea",
                    "where-running", "where state = 'RUNNING'",
                    "on-postgresql", ""))
        .connectRetries(connectRetries)
        .connectRetriesInterval(10)
        .load()
        .migrate();
  }

  /**
   * @throws IllegalArgumentException when the URL is of neither kind; the message holds no part of
   *     the URL, which may carry a password
   */
  public static String jdbcUrl(String url) {
    if (url == null || url.isBlank()) {
      return DEFAULT_URL;
    }
    if (url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:")) {
      return url;
    }
    Matcher plain = PLAIN_POSTGRES_URL.matcher(url);
    if (plain.matches()) {
      String options = plain.group(3) == null ? "" : plain.group(3);
      return "jdbc:postgresql://" + plain.group(1) + "/" + plain.group(2) + options;
    }
    throw new IllegalArgumentException(
        "must start with jdbc:postgresql:, postgresql:// or jdbc:h2:, for example jdbc:postgresql://db.example.com:5432/portgithub");
  }

  private static boolean isH2(DataSource store) {
    return store instanceof HikariDataSource pool && pool.getJdbcUrl().startsWith("jdbc:h2:");
  }
}
