package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.PostgresServer;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real PostgreSQL under the running backend, and brings it back. */
class StoreAwayTest {
  private static final int RECORDS_WHILE_AWAY = 200;

  @Test
  @Tag("P1")
  void the_intake_stops_loses_nothing_and_resumes_by_itself(
      @TempDir(cleanup = CleanupMode.NEVER) Path folder) throws Exception {
    try (PostgresServer postgres = new PostgresServer(folder.resolve("data"));
        World world = new World()) {
      postgres.start();
      String url = postgres.url();
      try (BackendUnderTest backend = new SpringBootBackend(world.settings(url))) {
        world.endWell(world.deploy("before"), "before");

        postgres.kill();
        List<PortRun> published = new ArrayList<>();
        for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
          published.add(world.deploy("away-" + i));
        }
        long committed = committed(world);
        postgres.start();

        for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
          world.awaitStarted("away-" + i);
        }
        world.awaitAllRead();
        assertThat(committed).as("offsets while the store was away").isEqualTo(1);
        for (int i = 0; i < RECORDS_WHILE_AWAY; i++) {
          assertThat(world.startedWith("away-" + i)).hasSize(1);
        }
        world.endWell(published.get(7), "away-7");
      }
    }
  }

  private static long committed(World world) {
    return world.broker.committedOffsets(world.group).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
