package dev.portgithub.benchmark;

import dev.portgithub.world.BackendSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * New, empty stores: H2 files in a temporary folder, and databases of one PostgreSQL, which is
 * started with the first.
 *
 * <p>PostgreSQL runs as it ships, but with room for the connections of four instances, and counts
 * statements.
 */
final class Stores implements AutoCloseable {
  private final List<Path> folders = new ArrayList<>();
  private EmbeddedPostgres postgres;

  /** The settings of a backend with a store of its own. */
  Map<String, String> h2() throws IOException {
    Path folder = Files.createTempDirectory("benchmark");
    folders.add(folder);
    return Map.of("database.url", BackendSettings.h2(folder));
  }

  /** The same in PostgreSQL; several backends may share it. */
  Map<String, String> postgres() throws IOException, SQLException {
    String name = "bench_" + UUID.randomUUID().toString().replace("-", "");
    execute("create database " + name);
    return Map.of(
        "database.url",
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name,
        "database.username",
        "postgres");
  }

  /** Forgets what was counted for a store of {@link #postgres()}. */
  void resetStatements(Map<String, String> store) throws IOException, SQLException {
    execute("select pg_stat_statements_reset(0, " + oid(store) + ", 0)");
  }

  /** How often each statement was executed in a store of {@link #postgres()}; most often first. */
  Map<String, Long> statements(Map<String, String> store) throws IOException, SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "select query, sum(calls) from pg_stat_statements where dbid = "
                    + oid(store)
                    + " group by query order by 2 desc")) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }

  private static String oid(Map<String, String> store) {
    String url = store.get("database.url");
    String name = url.substring(url.lastIndexOf('/') + 1);
    return "(select oid from pg_database where datname = '" + name + "')";
  }

  private synchronized Connection connect() throws IOException, SQLException {
    if (postgres == null) {
      postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("max_connections", "300")
              .setServerConfig("shared_preload_libraries", "pg_stat_statements")
              .start();
      execute("create extension pg_stat_statements");
    }
    return postgres.getPostgresDatabase().getConnection();
  }

  private void execute(String statement) throws IOException, SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Override
  public void close() {
    try {
      if (postgres != null) {
        postgres.close();
      }
      for (Path folder : folders) {
        delete(folder);
      }
    } catch (IOException e) {
      System.err.println("Temporary files are left: " + e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
