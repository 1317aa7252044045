package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.PortRun;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an operator stops the start of workflows at night, by the requests that Hawtio makes. */
class HostPauseTest {
  private static final String PAUSES =
      "org.apache.camel:context=port-github-backend,type=services,name=Pauses";

  private final RunningHost host = RunningHost.get();

  @AfterEach
  void resume() {
    exec("resume", "dispatch");
  }

  @Test
  void dispatching_stops_and_tracking_goes_on_and_everybody_sees_why() {
    PortRun before = host.world.deploy("before-the-pause");
    GithubRun followed = host.world.awaitStarted("before-the-pause");
    assertThat(exec("pause", "dispatch", "the night shift sleeps")).contains("in all instances");

    PortRun waiting = host.world.deploy("in-the-pause");
    host.world.awaitRun(
        waiting,
        run ->
            String.valueOf(run.statusLabel())
                .startsWith("Waits: dispatching was paused by admin at 20"));
    host.world.github.complete(followed.id(), "success");
    host.world.awaitRun(before, run -> run.status().equals("SUCCESS"));
    assertThat(host.world.startedWith("in-the-pause")).isEmpty();

    assertThat(host.getWithLogin("/observe/health/ready").statusCode()).isEqualTo(200);
    assertThat(host.getWithLogin("/observe/health/ready").body())
        .contains("\"pauses\":{\"description\"", "by admin: the night shift sleeps");
    assertThat(host.get("/observe/health/ready").body()).doesNotContain("night shift");
    assertThat(host.getWithLogin("/observe/metrics").body())
        .contains("stage_paused{stage=\"dispatch\"} 1", "stage_paused{stage=\"report\"} 0");
    assertThat(
            host.jolokia(Map.of("type", "read", "mbean", PAUSES, "attribute", "Paused"))
                .path("value")
                .asText())
        .startsWith("dispatch since ");

    assertThat(exec("resumeBecause", "dispatch", "morning")).contains("goes on");
    host.world.awaitStarted("in-the-pause");
    await()
        .until(
            () ->
                host.getWithLogin("/observe/metrics")
                    .body()
                    .contains("stage_paused{stage=\"dispatch\"} 0"));
  }

  private String exec(String operation, Object... arguments) {
    return host.operate(PAUSES, operation, arguments);
  }
}
