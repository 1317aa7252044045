package dev.portgithub.benchmark;

import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.PostgresServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * New, empty stores: H2 files in a temporary folder, and databases of one PostgreSQL, which is
 * started with the first.
 *
 * <p>PostgreSQL runs as it ships, but with room for the connections of four instances, and counts
 * statements.
 */
final class Stores implements AutoCloseable {
  private PostgresServer postgres;

  /** The settings of a backend with a store of its own. */
  Map<String, String> h2() {
    return Map.of("database.url", BackendSettings.h2(Folder.temporary("benchmark")));
  }

  /** The same in PostgreSQL; several backends may share it. */
  Map<String, String> postgres() {
    String url = server().create("bench_" + UUID.randomUUID().toString().replace("-", ""));
    return Map.of("database.url", url, "database.username", "postgres");
  }

  /** Forgets what was counted for a store of {@link #postgres()}. */
  void resetStatements(Map<String, String> store) {
    server().execute("select pg_stat_statements_reset(0, " + oid(store) + ", 0)");
  }

  /** How often each statement was executed in a store of {@link #postgres()}; most often first. */
  Map<String, Long> statements(Map<String, String> store) {
    Map<String, Long> counts = new LinkedHashMap<>();
    server()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .select(
                        "select query, sum(calls) as calls from pg_stat_statements where dbid = "
                            + oid(store)
                            + " group by query order by 2 desc")
                    .map((row, context) -> counts.put(row.getString("query"), row.getLong("calls")))
                    .list());
    return counts;
  }

  private static String oid(Map<String, String> store) {
    String name = URI.create(store.get("database.url").substring("jdbc:".length())).getPath();
    return "(select oid from pg_database where datname = '" + name.substring(1) + "')";
  }

  private synchronized PostgresServer server() {
    if (postgres == null) {
      postgres =
          PostgresServer.temporary(
              Map.of("max_connections", "300", "shared_preload_libraries", "pg_stat_statements"));
      postgres.execute("create extension pg_stat_statements");
    }
    return postgres;
  }

  @Override
  public void close() {
    if (postgres != null) {
      postgres.close();
    }
  }
}
