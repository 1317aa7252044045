package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.port.PortPause;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 50-report: Port is told everything, in order, for as long as it takes. */
class ReportRouteTest extends RouteTest {
  private static final Predicate<Request> PATCH = Request.of("PATCH", "/v1/actions/runs/");
  private static final Predicate<Request> WRITE = Request.of("*", "/v1/actions/runs/");
  private static final Fault TOO_MANY =
      Fault.status(429, "{}", "application/json", Map.of("Retry-After", "77"));
  private static final Predicate<Request> READ = Request.of("GET", "/v1/actions/runs/");

  @Test
  void port_gets_the_link_first_and_the_rest_in_order() {
    String runId = running();
    report();
    PortRun told = PORT.run(runId);
    assertThat(told.externalRunId()).isEqualTo(String.valueOf(workflowRunId(runId)));
    assertThat(told.history()).extracting(PortRun.Write::kind).containsExactly("patch", "log");
    assertThat(count("report where outcome = 'DELIVERED'")).isEqualTo(2);
    assertThat(reportDueAt(runId)).isNull();
  }

  @Test
  void a_report_that_fails_waits_and_those_behind_it_too() {
    String runId = running();
    PORT.faults().next(PATCH, Fault.status(503));
    report();
    assertThat(PORT.run(runId).history()).isEmpty();
    assertThat(count("report where settled_at is null")).isEqualTo(2);
    assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
    report();
    assertThat(PORT.run(runId).history()).as("not due yet").isEmpty();
    CLOCK.tick(Duration.ofSeconds(2));
    report();
    assertThat(PORT.run(runId).history()).hasSize(2);
  }

  @Test
  void delays_grow() {
    String runId = running();
    for (int seconds : new int[] {2, 4, 8}) {
      PORT.faults().next(PATCH, Fault.dropBefore());
      report();
      assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(seconds));
      CLOCK.tick(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void a_limit_holds_for_all_runs_until_the_time_that_port_names() throws Exception {
    List<String> runIds = Stream.generate(this::running).limit(20).toList();
    PORT.journal().clear();
    PORT.faults().always(WRITE, TOO_MANY);
    startClaiming();
    try {
      wake("claim-reports");
      await().until(() -> bean("portPause", PortPause.class).state() != null);
      CLOCK.tick(Duration.ofSeconds(76));
      wake("claim-reports");
      await().until(this::idle);
      assertThat(told(runIds)).isZero();
      assertThat(PORT.journal().count("*", "/actions/runs/"))
          .as("calls that were under way")
          .isBetween(1L, 8L);
      assertThat(count("report where attempts > 0")).isZero();

      PORT.faults().clear();
      CLOCK.tick(Duration.ofSeconds(1));
      wake("claim-reports");
      await().until(() -> bean("portPause", PortPause.class).state() == null);
      wake("claim-reports");
      await().until(() -> told(runIds) == 20);
      runIds.forEach(
          runId ->
              assertThat(PORT.run(runId).history())
                  .extracting(PortRun.Write::kind)
                  .containsExactly("patch", "log"));
    } finally {
      camel.getRouteController().stopRoute("claim-reports");
    }
  }

  @Test
  void during_an_outage_one_report_at_a_time_tries() throws Exception {
    List<String> runIds = Stream.generate(this::running).limit(20).toList();
    PORT.faults().always(WRITE, Fault.dropBefore());
    startClaiming();
    try {
      wake("claim-reports");
      await().until(() -> bean("portPause", PortPause.class).state() != null);
      await().until(this::idle);
      PORT.journal().clear();
      for (int tries = 1; tries <= 5; tries++) {
        CLOCK.set(bean("portPause", PortPause.class).state().pausedUntil());
        wake("claim-reports");
        int calls = tries;
        await().until(() -> PORT.journal().count("*", ".*") == calls);
        await().until(this::idle);
      }
      assertThat(PORT.journal().count("*", ".*")).isEqualTo(5);

      PORT.faults().clear();
      CLOCK.set(bean("portPause", PortPause.class).state().pausedUntil());
      wake("claim-reports");
      await().until(() -> bean("portPause", PortPause.class).state() == null);
      wake("claim-reports");
      await().until(() -> told(runIds) == 20);
    } finally {
      camel.getRouteController().stopRoute("claim-reports");
    }
  }

  private void startClaiming() throws Exception {
    camel.getRouteController().startRoute("claim-reports");
  }

  private long told(List<String> runIds) {
    return runIds.stream().filter(runId -> PORT.run(runId).history().size() == 2).count();
  }

  /** No report is claimed or on its way. */
  private boolean idle() {
    return Stream.of("claim-reports", "report-run")
            .allMatch(
                id ->
                    camel.getInflightRepository().size(id) == 0
                        && camel.getEndpoint("seda:" + id, SedaEndpoint.class).getQueue().isEmpty())
        && count("run where report_due_at > ?", CLOCK.instant().plusSeconds(30)) == 0;
  }

  @Test
  void a_refusal_because_the_run_has_ended_is_settled_by_a_look_and_not_repeated() {
    String runId = running();
    PORT.endRun(runId, "FAILURE");
    report();
    await().until(() -> count("report where outcome = 'CLOSED'") == 2);
    assertThat(reportDueAt(runId)).isNull();
    assertThat(count("dead_letter")).isZero();
    assertThat(PORT.journal().count("PATCH", runId)).isEqualTo(1);
    assertThat(PORT.journal().count("GET", runId)).isEqualTo(1);
  }

  @Test
  void a_refusal_of_an_open_run_is_parked_and_the_next_report_is_due() {
    String runId = running();
    PORT.faults().next(PATCH, Fault.status(422));
    report();
    await().until(() -> count("dead_letter") == 1);
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("PORT_REFUSED");
    assertThat(value(String.class, "select run_id from dead_letter")).isEqualTo(runId);
    report();
    assertThat(PORT.run(runId).history()).extracting(PortRun.Write::kind).containsExactly("log");
  }

  @Test
  void a_run_that_port_does_not_know_is_parked() {
    String runId = running();
    PORT.deleteRun(runId);
    report();
    await().until(() -> count("dead_letter where report_id is not null") == 1);
    assertThat(count("report where outcome = 'PARKED'")).isEqualTo(1);
    assertThat(reportDueAt(runId)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 400, 410, 422})
  void a_refusal_that_cannot_be_settled_now_is_settled_later(int status) {
    String runId = running();
    PORT.endRun(runId, "SUCCESS");
    PORT.faults().next(READ, Fault.status(status));
    report();
    await().until(() -> count("report where attempts = 1") == 1);
    assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
    CLOCK.tick(Duration.ofSeconds(2));
    report();
    await().until(() -> count("report where outcome = 'CLOSED'") == 2);
  }

  @Test
  @Tag("P4")
  void two_runs_do_not_wait_for_each_other() throws Exception {
    String failing = running();
    String other = running();
    PORT.faults().always(Request.of("*", failing), Fault.status(503));
    camel.getRouteController().startRoute("claim-reports");
    try {
      wake("claim-reports");
      await().until(() -> PORT.run(other).history().size() == 2);
      assertThat(PORT.run(failing).history()).isEmpty();
    } finally {
      camel.getRouteController().stopRoute("claim-reports");
    }
  }

  @Test
  void a_report_under_an_old_claim_stops_after_the_one_it_holds() {
    String runId = running();
    Report first = bean("outbox", Outbox.class).claim(1).get(0);
    execute("update run set report_claim = report_claim + 1");
    // A claim is relied on for so long.
    CLOCK.tick(Duration.ofSeconds(2));
    process("seda:report-run", first);
    assertThat(PORT.run(runId).history()).hasSize(1);
  }

  private void report() {
    for (Report report : bean("outbox", Outbox.class).claim(8)) {
      process("seda:report-run", report);
    }
  }
}
