package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bulk action and a rollback, with the limit as it ships. */
class FairnessTest {
  @Test
  void a_rollback_is_next_although_a_thousand_runs_of_another_action_wait(@TempDir Path folder) {
    try (World world = new World()) {
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("github.writes-per-minute", "60");
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        for (int i = 0; i < 1000; i++) {
          world.deploy("bulk-" + i);
        }
        world.awaitAllRead();
        int before = started(world).size();
        ObjectNode payload = SignedInvocation.method(World.ORG, World.REPO, "deploy.yml");
        payload.set("workflowInputs", World.inputs("rollback", "1.0.0"));
        world.publish(world.port.createRun("r_rollback", "rollback", payload));
        world.awaitStarted("rollback");

        // A place for the bulk may have come meanwhile.
        assertThat(started(world).indexOf("rollback")).isBetween(before, before + 2);
        assertThat(started(world)).hasSizeLessThan(100);
      }
    }
  }

  private static List<String> started(World world) {
    return world.github.runs().stream().map(run -> run.inputs().get("service")).toList();
  }
}
