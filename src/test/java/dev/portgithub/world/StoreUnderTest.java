package dev.portgithub.world;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import dev.portgithub.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stores that the contracts are run against: each is opened once for all tests of the JVM, and
 * emptied for each test.
 */
public enum StoreUnderTest {
  H2 {
    @Override
    HikariDataSource connect() throws IOException {
      return Database.open(
          new DatabaseAccess("jdbc:h2:file:" + folder().resolve("store"), "", ""), CONNECTIONS);
    }

    @Override
    String another(String name) {
      return "jdbc:h2:mem:" + name;
    }
  },
  POSTGRES {
    private EmbeddedPostgres server;

    @Override
    HikariDataSource connect() throws IOException {
      server = EmbeddedPostgres.start();
      return Database.open(new DatabaseAccess(url("postgres"), "postgres", ""), CONNECTIONS);
    }

    @Override
    String another(String name) {
      Database.jdbi(open()).useHandle(handle -> handle.execute("create database " + name));
      return url(name);
    }

    private String url(String database) {
      return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }
  };

  private static final int CONNECTIONS = 12;
  private static final List<String> TABLES =
      List.of("report", "run", "dead_letter", "repository", "credential", "dispatch_count");

  private static Path folder;

  private HikariDataSource pool;

  abstract HikariDataSource connect() throws IOException;

  /** The address of a new, empty database. */
  abstract String another(String name);

  /** A database of its own, for a test that fills it; the caller closes it. */
  public HikariDataSource fresh(String name) {
    String username = this == POSTGRES ? "postgres" : "";
    HikariDataSource fresh =
        Database.open(new DatabaseAccess(another(name), username, ""), CONNECTIONS);
    Database.migrate(fresh, 3);
    return fresh;
  }

  /** The store, with empty tables. */
  public synchronized HikariDataSource open() {
    try {
      if (pool == null) {
        pool = connect();
        Database.migrate(pool, 3);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Database.jdbi(pool)
        .useTransaction(handle -> TABLES.forEach(table -> handle.execute("delete from " + table)));
    return pool;
  }

  /** Where H2 keeps its file. */
  public static synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("store-under-test");
      Runtime.getRuntime().addShutdownHook(new Thread(StoreUnderTest::delete));
    }
    return folder;
  }

  private static void delete() {
    if (H2.pool != null) {
      H2.pool.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
