package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.poll.Polling;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubRun.Pending;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** 48-show: Port shows what open runs wait for, with what GitHub says about it. */
class ShowRouteTest extends RouteTest {
  private static final String PENDING = "/pending_deployments$";
  private static final Predicate<Request> ASK = Request.of("GET", PENDING);

  @Test
  void who_may_approve_is_read_from_github_once_and_shown_in_port() throws Exception {
    String runId = waiting();
    showUntil(() -> last(runId).contains("Who may approve"));

    assertThat(last(runId))
        .contains("production. Who may approve: anna, team Platform.")
        .contains("Review it at " + GITHUB.url());
    assertThat(texts("select label from run where run_id = ?", runId)).containsExactly("APPROVAL");
    assertThat(GITHUB.journal().count("GET", PENDING)).isEqualTo(1);
  }

  @Test
  void if_github_refuses_to_say_it_port_shows_that_it_waits_and_nothing_is_shut_out()
      throws Exception {
    String runId = waiting();
    GITHUB.faults().next(ASK, Fault.status(403));
    showUntil(() -> last(runId).contains("Waiting for an approval in GitHub"));

    assertThat(count("shut_out")).isZero();
    assertThat(GITHUB.journal().count("GET", PENDING)).isEqualTo(1);
  }

  @Test
  void while_github_is_away_port_shows_that_it_waits() throws Exception {
    String runId = waiting();
    gitHubFails(new RemoteBusy("GitHub cannot be reached", null));
    showUntil(() -> last(runId).contains("Waiting for an approval in GitHub"));
  }

  @Test
  void a_run_that_github_does_not_end_ends_as_its_jobs_did() throws Exception {
    String runId = running();
    GITHUB.wedge(workflowRunId(runId), new GithubRun.JobEnd("deploy", "failure", "Roll out"));
    poll();
    CLOCK.tick(Duration.ofHours(2));
    showUntil(() -> state(runId).equals("FINISHED"));

    assertThat(last(runId)).contains("FAILURE").contains("deploy, step: Roll out");
    assertThat(GITHUB.journal().count("GET", "/jobs$")).isEqualTo(1);
  }

  private void poll() {
    CLOCK.tick(Duration.ofSeconds(5));
    bean("polling", Polling.class)
        .claim(4)
        .forEach(repository -> process("seda:poll-repository", repository));
  }

  private String waiting() {
    String runId = running();
    GITHUB.awaitApproval(
        workflowRunId(runId), new Pending("production", 0, List.of("anna", "team:Platform")));
    poll();
    CLOCK.tick(Duration.ofSeconds(7));
    return runId;
  }

  private String last(String runId) {
    List<String> reports = reports(runId);
    return reports.get(reports.size() - 1);
  }

  private void showUntil(Callable<Boolean> condition) throws Exception {
    camel.getRouteController().startRoute("show-waits");
    try {
      await().until(condition);
    } finally {
      camel.getRouteController().stopRoute("show-waits");
    }
  }
}
