package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.run.Milestones;
import dev.portgithub.run.Runs;
import dev.portgithub.runtime.Extensions;
import dev.portgithub.simulator.Fault;
import dev.portgithub.world.LogLines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** extensions/on-run: what teams add, and that it does no harm to a run. */
class ExtensionsTest extends RouteTest {
  private static final List<String> ROUTES =
      List.of(Milestones.ACCEPTED, Milestones.DISPATCHED, Milestones.FINISHED, Milestones.PARKED);

  /** Whatever is told stays in the queue. */
  @BeforeEach
  void stop() throws Exception {
    for (String route : ROUTES) {
      camel.getRouteController().stopRoute(route);
      queue(route).purgeQueue();
    }
  }

  @AfterEach
  void startAgain() throws Exception {
    for (String route : ROUTES) {
      queue(route).purgeQueue();
      camel.getRouteController().startRoute(route);
    }
  }

  @Test
  @Tag("P5")
  void a_run_is_told_of_at_each_milestone_without_its_inputs() {
    String runId = running();
    assertThat(told(Milestones.ACCEPTED))
        .singleElement()
        .satisfies(
            facts ->
                assertThat(facts)
                    .containsEntry("runId", runId)
                    .containsEntry("action", "deploy_service")
                    .containsEntry("state", "ACCEPTED")
                    .containsEntry("repository", repo)
                    .containsEntry("workflow", "deploy.yml"));
    assertThat(told(Milestones.DISPATCHED))
        .singleElement()
        .satisfies(
            facts ->
                assertThat(facts)
                    .containsEntry("runId", runId)
                    .containsEntry("state", "RUNNING")
                    .containsEntry("ref", "main")
                    .containsEntry("workflowRunId", workflowRunId(runId))
                    .containsEntry("workflowRunUrl", run(runId).htmlUrl()));
    assertThat(told(Milestones.FINISHED)).isEmpty();
    assertThat(ROUTES)
        .allSatisfy(route -> assertThat(told(route).toString()).doesNotContain("2.1.0"));
  }

  @Test
  void a_run_that_github_refuses_is_told_of_as_finished() {
    String runId = refused();
    assertThat(told(Milestones.FINISHED))
        .singleElement()
        .satisfies(
            facts ->
                assertThat(facts).containsEntry("runId", runId).containsEntry("state", "REFUSED"));
    assertThat(told(Milestones.DISPATCHED)).isEmpty();
  }

  @Test
  void what_is_rolled_back_is_told_to_nobody() {
    String runId = running();
    jdbi.useHandle(
        handle -> {
          handle.begin();
          bean("runs", Runs.class)
              .finished(handle, run(runId), "success", "https://github.example/1");
          assertThat(told(Milestones.FINISHED)).as("before the commit").isEmpty();
          handle.rollback();
        });
    assertThat(told(Milestones.FINISHED)).isEmpty();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void while_an_extension_hangs_further_events_are_dropped_and_runs_go_on() {
    try (LogLines log = new LogLines(Extensions.class)) {
      Extensions extensions = bean("extensions", Extensions.class);
      for (int i = 0; i < 100; i++) {
        extensions.tell(Milestones.DISPATCHED, new LinkedHashMap<>(Map.of("runId", "r_" + i)));
      }
      assertThat(log.lines()).isEmpty();
      assertThat(state(running())).isEqualTo("RUNNING");
      assertThat(state(running())).isEqualTo("RUNNING");
      assertThat(told(Milestones.DISPATCHED)).hasSize(100);
      assertThat(log.lines())
          .containsExactly(
              "WARN Extension on-dispatched is behind by 100 events; further ones are dropped, and the runs are not affected");
    }
  }

  @Test
  void an_extension_that_fails_does_no_harm_to_the_run() throws Exception {
    AtomicBoolean fails = new AtomicBoolean(true);
    AtomicInteger failures = new AtomicInteger();
    AdviceWith.adviceWith(
        camel,
        Milestones.DISPATCHED,
        advice ->
            advice
                .weaveAddFirst()
                .process(
                    exchange -> {
                      if (fails.get()) {
                        failures.incrementAndGet();
                        throw new IllegalStateException("no such channel");
                      }
                    })
                .id("fail-extension"));
    String first = running();
    String second = running();
    await().untilAsserted(() -> assertThat(failures).hasValue(2));
    fails.set(false);
    assertThat(state(first)).isEqualTo("RUNNING");
    assertThat(state(second)).isEqualTo("RUNNING");
  }

  private String refused() {
    GITHUB.faults().next(DISPATCH, Fault.status(422));
    return running();
  }

  private SedaEndpoint queue(String route) {
    return camel.getEndpoint("seda:" + route, SedaEndpoint.class);
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> told(String route) {
    return queue(route).getExchanges().stream()
        .map((Exchange event) -> (Map<String, Object>) event.getMessage().getBody(Map.class))
        .toList();
  }
}
