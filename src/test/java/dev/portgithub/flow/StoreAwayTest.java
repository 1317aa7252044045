package dev.portgithub.flow;

import static dev.portgithub.flow.World.inputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.Run;
import dev.portgithub.simulator.WorkflowRun;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real PostgreSQL under the running backend, and brings it back. */
class StoreAwayTest {
  private static final int RECORDS_WHILE_AWAY = 200;

  @Test
  void the_intake_stops_loses_nothing_and_resumes_by_itself(
      @TempDir(cleanup = CleanupMode.NEVER) Path folder) throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres postgres = start(data, 0);
    try (World world = new World()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      try (BackendUnderTest backend = new SpringBootBackend(world.settings(url))) {
        endWell(world, publish(world, "before"), "before");

        kill(postgres, data);
        // Nothing to stop any more; gives the folder free.
        postgres.close();
        List<Run> published = new ArrayList<>();
        for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
          published.add(publish(world, "away-" + i));
        }
        long committed = committed(world);
        EmbeddedPostgres again = start(data, postgres.getPort());

        try {
          for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
            world.awaitStarted("away-" + i);
          }
          world.awaitAllRead();
          assertThat(committed).as("offsets while the store was away").isEqualTo(1);
          for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
            assertThat(world.startedWith("away-" + i)).hasSize(1);
          }
          endWell(world, published.get(7), "away-7");
        } finally {
          again.close();
        }
      }
    }
  }

  private static Run publish(World world, String service) {
    Run run = world.createRun("deploy.yml", inputs(service, "1"), true);
    world.publish(run);
    return run;
  }

  private static void endWell(World world, Run run, String service) {
    WorkflowRun started = world.awaitStarted(service);
    world.github.complete(started.id(), "success");
    assertThat(world.awaitEnd(run).status()).isEqualTo("SUCCESS");
  }

  private static long committed(World world) {
    return world.broker.committedOffsets(world.group).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
    if (port != 0) {
      builder.setPort(port);
    }
    return builder.start();
  }

  /** SIGKILL to the server, as when the kernel runs out of memory; its children follow. */
  private static void kill(EmbeddedPostgres postgres, Path data) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> children = server.children().toList();
    server.destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> !server.isAlive());
    for (ProcessHandle child : children) {
      child.destroyForcibly();
      await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    }
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }
}
