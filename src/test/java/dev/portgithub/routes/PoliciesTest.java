package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.confirm.Confirmations;
import dev.portgithub.github.RunDetailsUnsupported;
import dev.portgithub.locate.Locating;
import dev.portgithub.poll.Polling;
import dev.portgithub.port.RunUnknown;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.Run;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 00-policies: each failure of a gateway leaves its row in the state that the policy promises. */
class PoliciesTest extends RouteTest {

  private static Exception busy() {
    return new RemoteBusy("busy", CLOCK.instant().plusSeconds(99));
  }

  private static Exception refused() {
    return new RemoteRefused(404, "Not Found", "a hint");
  }

  static Stream<Arguments> starts() {
    return Stream.of(
        Arguments.of(busy(), "ACCEPTED"),
        Arguments.of(refused(), "REFUSED"),
        Arguments.of(new RunDetailsUnsupported("no"), "ACCEPTED"),
        Arguments.of(new AnswerLost("lost"), "LOCATING"),
        Arguments.of(new SocketException("Connection reset"), "LOCATING"),
        Arguments.of(new SocketTimeoutException("Read timed out"), "LOCATING"),
        Arguments.of(new ConnectException("Connection refused"), "ACCEPTED"),
        Arguments.of(new UnknownHostException("api.github.com"), "ACCEPTED"),
        Arguments.of(new NoRouteToHostException("no"), "ACCEPTED"),
        Arguments.of(new SSLHandshakeException("no"), "ACCEPTED"),
        Arguments.of(new IllegalStateException("a defect"), "DISPATCHING"),
        Arguments.of(new NullPointerException(), "DISPATCHING"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("starts")
  void start_once(Exception failure, String state) {
    String runId = accepted();
    execute("update run set ref = 'main'");
    gitHubFails(failure);
    dispatch();
    Run run = run(runId);
    assertThat(run.state()).hasToString(state);
    boolean perhapsStarted = state.equals("LOCATING") || state.equals("DISPATCHING");
    assertThat(run.intentAt() != null).isEqualTo(perhapsStarted || state.equals("REFUSED"));
    assertThat(count("report")).isEqualTo(state.equals("REFUSED") ? 2 : 0);
    if (state.equals("DISPATCHING")) {
      assertThat(dueAt(runId))
          .as("at the end of the lease")
          .isEqualTo(CLOCK.instant().plusSeconds(30));
    }
  }

  static Stream<Exception> reads() {
    // A call that may be repeated has no unknown outcome.
    return starts()
        .map(arguments -> (Exception) arguments.get()[0])
        .filter(failure -> !(failure instanceof AnswerLost));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void start_once_before_the_intent_nothing_counts_as_perhaps_started(Exception failure) {
    // The repository is asked for its default branch first.
    String runId = accepted();
    gitHubFails(failure);
    dispatch();
    assertThat(run(runId).intentAt()).isNull();
    assertThat(state(runId)).isIn("ACCEPTED", "REFUSED");
  }

  static Stream<Exception> passing() {
    return Stream.of(
        new RemoteBusy("busy", null),
        new ConnectException("Connection refused"),
        new SocketTimeoutException("Read timed out"));
  }

  static Stream<Exception> any() {
    return Stream.concat(passing(), Stream.of(refused()));
  }

  @ParameterizedTest
  @MethodSource("any")
  void locate_later(Exception failure) {
    String runId = accepted();
    execute("update run set ref = 'main'");
    gitHubFails(new AnswerLost("lost"));
    dispatch();
    CLOCK.tick(Duration.ofSeconds(2));
    gitHubFails(failure);
    bean("locating", Locating.class).claim(4).forEach(run -> process("seda:locate-run", run));
    assertThat(state(runId)).isEqualTo("LOCATING");
    assertThat(run(runId).attempts()).isEqualTo(1);
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(1));
  }

  @ParameterizedTest
  @MethodSource("any")
  void poll_later(Exception failure) {
    String runId = running();
    CLOCK.tick(Duration.ofSeconds(5));
    gitHubFails(failure);
    bean("polling", Polling.class).claim(4).forEach(due -> process("seda:poll-repository", due));
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(
            count("repository where attempts = 1 and due_at = ?", CLOCK.instant().plusSeconds(5)))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void tell_later(Exception failure) {
    String runId = running();
    portFails(failure);
    report();
    assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
    assertThat(count("report where attempts = 1 and settled_at is null")).isEqualTo(1);
    assertThat(count("dead_letter")).isZero();
  }

  @Test
  void settle_or_park() {
    running();
    portFails(new RunUnknown("no such run"));
    report();
    await().until(() -> count("dead_letter where stage = 'report'") == 1);
    assertThat(count("report where outcome = 'PARKED'")).isEqualTo(1);
  }

  @Test
  void settle_or_park_settles_nothing_by_a_refusal_that_says_nothing_of_the_run() {
    String runId = running();
    portFails(refused());
    report();
    await().until(() -> count("report where attempts = 1 and settled_at is null") == 1);
    assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
    assertThat(count("dead_letter")).isZero();
  }

  @ParameterizedTest
  @MethodSource("any")
  void confirm_with_port(Exception failure) {
    String runId = accepted(true, true);
    portFails(failure);
    confirm();
    assertThat(state(runId)).isEqualTo("CONFIRMING");
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
  }

  @Test
  void confirm_with_port_skips_a_signed_run_that_port_does_not_know() {
    String runId = accepted(true, true);
    portFails(new RunUnknown("no such run"));
    confirm();
    assertThat(state(runId)).isEqualTo("SKIPPED");
  }

  @Test
  void leave_to_lease_changes_nothing_and_lets_nothing_through() {
    String confirming = accepted(true, true);
    portFails(new IllegalStateException("a defect"));
    confirm();
    assertThat(state(confirming)).isEqualTo("CONFIRMING");
    assertThat(dueAt(confirming)).isEqualTo(CLOCK.instant().plus(Duration.ofMinutes(5)));

    String runId = running();
    report();
    assertThat(reportDueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(60));
    assertThat(count("report where settled_at is null and attempts = 0")).isEqualTo(2);
  }

  private void confirm() {
    bean("confirmations", Confirmations.class)
        .claim(4)
        .forEach(run -> process("seda:confirm-run", run));
  }

  private void report() {
    bean("outbox", Outbox.class).claim(8).forEach(report -> process("seda:report-run", report));
  }
}
