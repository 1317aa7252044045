package dev.portgithub.port;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Port is one remote: what it asks of one call holds for all, in every instance. */
abstract class PortPauseContract extends DatabaseContract {
  private static final RemoteAnswer DOWN = answer(500, "{'message':'down'}");
  private static final RemoteAnswer WORKS = answer(200, "{'ok':true}");

  private PortPause pause;

  PortPauseContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void find() {
    pause = backend.bean(PortPause.class);
  }

  @Test
  void while_port_works_a_stage_claims_as_much_as_it_wants() {
    assertThat(pause.room(8)).isEqualTo(8);
    assertThat(pause.state()).isNull();
  }

  @Test
  void a_limit_pauses_all_instances_until_the_time_that_port_names_and_survives_a_restart() {
    assertThat(limited(77).until()).isEqualTo(START.plusSeconds(77));

    assertThat(pause.room(8)).isZero();
    PortPause restarted = backend.another().bean(PortPause.class);
    assertThat(restarted.room(8)).isZero();
    assertThatThrownBy(() -> restarted.admit(call("r_2"))).isInstanceOf(PortAway.class);
    backend.clock.tick(Duration.ofSeconds(77));
    assertThat(restarted.room(8)).isOne();
  }

  @Test
  void what_another_instance_was_told_is_noticed_within_a_second() {
    TestBackend other = backend.another();
    assertThat(other.bean(PortPause.class).room(8)).isEqualTo(8);
    limited(77);
    backend.clock.tick(Duration.ofSeconds(1));

    assertThat(other.bean(PortPause.class).room(8)).isZero();
  }

  @Test
  void one_call_of_all_instances_tries_and_with_its_success_all_go_on() {
    limited(10);
    TestBackend other = backend.another();
    other.bean(PortPause.class).room(8);
    backend.clock.tick(Duration.ofSeconds(10));

    assertThatCode(() -> pause.admit(call("r_2"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> pause.admit(call("r_3"))).isInstanceOf(PortAway.class);
    assertThatThrownBy(() -> other.bean(PortPause.class).admit(call("r_4")))
        .isInstanceOf(PortAway.class);
    judge(call("r_2"), WORKS);
    assertThat(pause.room(8)).isEqualTo(8);
    assertThatCode(() -> pause.admit(call("r_3"))).doesNotThrowAnyException();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(other.bean(PortPause.class).room(8)).isEqualTo(8);
  }

  @Test
  void an_answer_to_a_call_from_before_the_pause_does_not_end_it() {
    limited(10);
    judge(call("r_2"), WORKS);

    assertThat(pause.room(8)).isZero();
  }

  @Test
  void the_try_of_an_instance_that_dies_is_followed_by_another() {
    limited(10);
    backend.clock.tick(Duration.ofSeconds(10));
    pause.admit(call("r_2"));
    TestBackend other = backend.another();

    assertThat(other.bean(PortPause.class).room(8)).isZero();
    backend.clock.tick(Duration.ofSeconds(10));
    assertThat(other.bean(PortPause.class).room(8)).isOne();
  }

  @Test
  void tries_become_as_seldom_as_the_longest_delay_and_no_more() {
    failing(call("r_1"), new ConnectException("refused"));
    for (int seconds : new int[] {2, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600}) {
      Instant next = pause.state().pausedUntil();
      assertThat(next).isEqualTo(backend.clock.instant().plusSeconds(seconds));
      backend.clock.set(next.minusMillis(1));
      assertThat(pause.room(8)).isZero();
      backend.clock.set(next);
      assertThat(pause.room(8)).isOne();
      pause.admit(call("r_1"));
      failing(call("r_1"), new ConnectException("refused"));
    }
  }

  @Test
  @Tag("P4")
  void a_failure_that_may_be_of_one_run_pauses_nobody_else() {
    for (int i = 0; i < 10; i++) {
      assertThat(busy(call("r_1"), DOWN)).isNotInstanceOf(PortAway.class);
      assertThat(busy(PortCalls.addLog("r_1", "{}"), DOWN)).isNotInstanceOf(PortAway.class);
    }
    assertThat(pause.room(8)).isEqualTo(8);
  }

  @Test
  void three_runs_that_fail_in_a_row_are_an_outage() {
    assertThat(busy(call("r_1"), DOWN)).isNotInstanceOf(PortAway.class);
    assertThat(failing(call("r_2"), new SocketTimeoutException("late")))
        .isNotInstanceOf(PortAway.class);
    assertThat(busy(call("r_3"), DOWN)).isInstanceOf(PortAway.class);
    assertThat(pause.room(8)).isZero();
  }

  @Test
  void failures_with_a_success_between_them_are_no_outage() {
    for (int i = 0; i < 10; i++) {
      busy(call("r_1"), DOWN);
      busy(call("r_2"), DOWN);
      judge(call("r_3"), WORKS);
    }
    assertThat(pause.room(8)).isEqualTo(8);
  }

  @Test
  void a_refusal_is_an_answer_and_ends_the_pause() {
    limited(10);
    backend.clock.tick(Duration.ofSeconds(10));
    pause.admit(call("r_2"));
    assertThatThrownBy(() -> judge(call("r_2"), answer(422, "{'message':'no'}")))
        .isNotInstanceOf(RemoteBusy.class);

    assertThat(pause.room(8)).isEqualTo(8);
  }

  @Test
  void the_question_for_the_brokers_does_not_wait() {
    limited(600);

    RemoteCall brokers = backend.bean(PortAccess.class).kafkaCredentials();
    assertThat(pause.admit(brokers)).isSameAs(brokers);
  }

  @Test
  void an_outage_is_logged_once_when_it_begins_and_once_when_it_is_over() {
    try (LogLines log = new LogLines(PortPause.class)) {
      for (int run = 1; run <= 50; run++) {
        busy(call("r_" + run), DOWN);
      }
      TestBackend other = backend.another();
      other.bean(PortPause.class).room(8);
      for (int tries = 0; tries < 5; tries++) {
        backend.clock.set(pause.state().pausedUntil());
        pause.admit(call("r_1"));
        busy(call("r_1"), DOWN);
      }
      backend.clock.set(pause.state().pausedUntil());
      pause.admit(call("r_1"));
      judge(call("r_1"), WORKS);
      other.bean(PortPause.class).room(8);

      assertThat(log.lines())
          .containsExactly(
              "WARN Port takes no calls (Port answered 500 to GET /v1/actions/runs/r_3: down): all reports and"
                  + " confirmations wait; one of them will try again at 2026-11-22T10:00:02Z, and then ever more"
                  + " seldom until Port works",
              "INFO Port works again after 64 s: the reports and confirmations that waited go on now");
    }
  }

  private static RemoteCall call(String runId) {
    return PortCalls.readRun(runId);
  }

  private RemoteAnswer judge(RemoteCall call, RemoteAnswer answer) {
    return backend.bean(PortAnswers.class).judge(call, answer);
  }

  private RemoteBusy limited(int seconds) {
    RemoteBusy busy = busy(call("r_1"), answer(429, "{}", "Retry-After", "" + seconds));
    assertThat(busy).isInstanceOf(PortAway.class);
    return busy;
  }

  private RemoteBusy busy(RemoteCall call, RemoteAnswer answer) {
    return catchThrowableOfType(RemoteBusy.class, () -> judge(call, answer));
  }

  private RemoteBusy failing(RemoteCall call, Exception failure) {
    return catchThrowableOfType(
        RemoteBusy.class, () -> backend.bean(PortAnswers.class).missing(call, failure));
  }
}
