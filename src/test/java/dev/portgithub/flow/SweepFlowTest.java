package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends that a sweep sees; polling alone would see them an hour later. */
class SweepFlowTest {
  @Test
  void an_end_is_in_port_soon_after_a_sweep_has_shown_it(@TempDir Path folder) {
    try (World world = new World()) {
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("poll.shortest-interval", "1h");
      settings.put("poll.longest-interval", "1h");
      settings.put("sweep.period", "100");
      settings.put("sweep.shortest-interval", "500ms");
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        PortRun run = world.deploy("swept");
        GithubRun started = world.awaitStarted("swept");
        world.awaitRun(run, seen -> "Running".equals(seen.statusLabel()));
        await().until(() -> world.github.journal().count("POST", "^/graphql$") > 2);
        world.endWell(run, "swept");
        assertThat(world.github.journal().count("GET", "/runs/" + started.id() + "$"))
            .isLessThanOrEqualTo(1);
      }
    }
  }
}
