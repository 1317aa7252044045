package dev.portgithub.flow;

import static dev.portgithub.flow.World.inputs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.simulator.Run;
import dev.portgithub.simulator.WorkflowRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The job, end to end, over a real broker and real HTTP. A subclass says on which runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlowContract {
  final World world = new World();
  BackendUnderTest backend;

  abstract BackendUnderTest start(Map<String, String> settings);

  @BeforeAll
  void start(@TempDir Path folder) {
    backend = start(world.settings(World.h2(folder)));
  }

  @AfterAll
  void stop() {
    backend.close();
    world.close();
  }

  @Test
  void a_deployment_is_started_followed_and_reported() {
    Run run = world.deploy();
    Run linked = world.awaitRun(run, seen -> !seen.link().isEmpty());
    WorkflowRun workflowRun = world.github.run(Long.parseLong(linked.externalRunId()));
    assertThat(workflowRun.inputs()).isEqualTo(Map.of("service", "checkout", "version", "2.1.0"));
    assertThat(linked.link()).containsExactly(workflowRun.htmlUrl());
    world.github.complete(workflowRun.id(), "success");
    Run ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("SUCCESS");
    assertThat(ended.summary()).contains("success").contains("main");
  }

  @Test
  void a_failure_names_the_failed_job_and_step() {
    Run run = world.deploy();
    Run linked = world.awaitRun(run, seen -> seen.externalRunId() != null);
    world.github.complete(Long.parseLong(linked.externalRunId()), "failure", "deploy", "Roll out");
    Run ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("failure").contains("deploy").contains("Roll out");
  }

  @Test
  void a_refusal_of_github_reaches_port_in_its_words_with_a_hint() {
    Run run = world.createRun("missing.yml", inputs("checkout", "2.1.0"), true);
    world.publish(run);
    Run ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("Not Found").contains("default branch");
  }
}
