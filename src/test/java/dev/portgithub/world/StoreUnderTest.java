package dev.portgithub.world;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import dev.portgithub.store.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * The stores that the contracts are run against: each is opened once for all tests of the JVM, and
 * emptied for each test.
 */
public enum StoreUnderTest {
  H2 {
    @Override
    HikariDataSource connect() {
      return Database.open(new DatabaseAccess(BackendSettings.h2(folder()), "", ""), CONNECTIONS);
    }

    @Override
    String another(String name) {
      return "jdbc:h2:mem:" + name;
    }
  },
  POSTGRES {
    private PostgresServer server;

    @Override
    HikariDataSource connect() {
      server = PostgresServer.temporary(Map.of());
      return Database.open(new DatabaseAccess(server.url(), "postgres", ""), CONNECTIONS);
    }

    @Override
    String another(String name) {
      open();
      return server.create(name);
    }
  };

  private static final int CONNECTIONS = 12;
  private static final List<String> TABLES =
      List.of(
          "report",
          "run",
          "dead_letter",
          "repository",
          "credential",
          "dispatch_count",
          "workflow_title",
          "shut_out",
          "instance",
          "sweep",
          "lane",
          "dispatch_slot",
          "stage_pause",
          "misfit",
          "operation");

  private static Path folder;

  private HikariDataSource pool;

  abstract HikariDataSource connect();

  /** The address of a new, empty database. */
  abstract String another(String name);

  /** A database of its own, for a test that fills it; the caller closes it. */
  public HikariDataSource fresh(String name) {
    HikariDataSource fresh = blank(name);
    Database.migrate(fresh, 3);
    return fresh;
  }

  /** The same without any table. */
  public HikariDataSource blank(String name) {
    String username = this == POSTGRES ? "postgres" : "";
    return Database.open(new DatabaseAccess(another(name), username, ""), CONNECTIONS);
  }

  /** The store, with empty tables. */
  public synchronized HikariDataSource open() {
    if (pool == null) {
      pool = connect();
      Database.migrate(pool, 3);
    }
    empty(Database.jdbi(pool));
    return pool;
  }

  public static void empty(Jdbi store) {
    store.useTransaction(handle -> TABLES.forEach(table -> handle.execute("delete from " + table)));
  }

  /** Where H2 keeps its file. */
  public static synchronized Path folder() {
    if (folder == null) {
      folder = Folder.temporary("store-under-test");
    }
    return folder;
  }
}
