package dev.portgithub.world;

import dev.portgithub.simulator.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** A real PostgreSQL that can be killed and comes back with its data, on the same port. */
public final class PostgresServer implements AutoCloseable {
  private final Path data;
  private final EmbeddedPostgres.Builder builder;
  private EmbeddedPostgres server;

  /**
   * @param data the folder of its data; must not be deleted while this object lives
   */
  public PostgresServer(Path data) {
    this.data = data;
    this.builder =
        EmbeddedPostgres.builder()
            .setPort(Ports.free())
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("max_connections", "200")
            // As PostgreSQL is shipped: a commit is written before it is answered.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_wal_size", "64MB")
            .setServerConfig("min_wal_size", "32MB");
  }

  private PostgresServer(Map<String, String> configuration) {
    this.data = null;
    this.builder = EmbeddedPostgres.builder();
    configuration.forEach(builder::setServerConfig);
  }

  /** A running one, whose data go with it, and which goes with this JVM; cannot be killed. */
  public static PostgresServer temporary(Map<String, String> configuration) {
    PostgresServer postgres = new PostgresServer(configuration);
    postgres.start();
    return postgres;
  }

  /** Starts it, or starts it again after {@link #kill}. */
  public void start() {
    try {
      server = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the user "postgres", who needs no password. */
  public String url() {
    return url("postgres");
  }

  /** The same of another database. */
  public String url(String database) {
    return server.getJdbcUrl("postgres", database);
  }

  /**
   * Makes a new, empty database.
   *
   * @return its URL
   */
  public String create(String database) {
    execute("create database " + database);
    return url(database);
  }

  public void execute(String sql) {
    jdbi().useHandle(handle -> handle.execute(sql));
  }

  /** On the database "postgres". */
  public Jdbi jdbi() {
    return Jdbi.create(server.getPostgresDatabase());
  }

  /**
   * SIGKILL to the server, as when the kernel runs out of memory; its children follow. One that is
   * dead already stays so.
   */
  public void kill() {
    try {
      Path pidFile = data.resolve("postmaster.pid");
      pid(pidFile)
          .flatMap(ProcessHandle::of)
          .ifPresent(
              postmaster -> {
                List<ProcessHandle> children = postmaster.children().toList();
                end(postmaster);
                children.forEach(PostgresServer::end);
              });
      Files.deleteIfExists(pidFile);
      // Nothing to stop any more; gives the folder free.
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Long> pid(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(pidFile)) {
      return lines
          .findFirst()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf);
    }
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
