package dev.portgithub.store;

import com.zaxxer.hikari.HikariDataSource;
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
      return Store.open("jdbc:h2:file:" + folder().resolve("store"), "", "", CONNECTIONS);
    }
  },
  POSTGRES {
    @Override
    HikariDataSource connect() throws IOException {
      EmbeddedPostgres server = EmbeddedPostgres.start();
      String url = "postgresql://localhost:" + server.getPort() + "/postgres";
      return Store.open(url, "postgres", "", CONNECTIONS);
    }
  };

  private static final int CONNECTIONS = 12;
  private static final List<String> TABLES =
      List.of("report", "run", "dead_letter", "repository", "credential", "dispatch_count");

  private static Path folder;

  private HikariDataSource pool;

  abstract HikariDataSource connect() throws IOException;

  /** The store, with empty tables. */
  public synchronized HikariDataSource open() {
    try {
      if (pool == null) {
        pool = connect();
        Store.migrate(pool, 3);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Tables.of(pool)
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
