package dev.portgithub.world;

import dev.portgithub.simulator.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real PostgreSQL that can be killed and comes back with its data, on the same port. */
public final class PostgresServer implements AutoCloseable {
  private final Path data;
  private EmbeddedPostgres server;
  private final int port = Ports.free();

  /**
   * @param data the folder of its data; must not be deleted while this object lives
   */
  public PostgresServer(Path data) {
    this.data = data;
  }

  /** Starts it, or starts it again after {@link #kill}. */
  public void start() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("max_connections", "200")
            // As PostgreSQL is shipped: a commit is written before it is answered.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_wal_size", "64MB")
            .setServerConfig("min_wal_size", "32MB");
    try {
      server = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return server.getJdbcUrl("postgres", "postgres");
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
