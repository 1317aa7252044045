package dev.portgithub.pause;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.dispatch.DispatchPause;
import dev.portgithub.operator.Pausing;
import dev.portgithub.run.Run;
import dev.portgithub.run.StagePaused;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pause holds: in all instances, over restarts, and from the moment that it was answered. */
abstract class PauseContract extends DatabaseContract {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Pausing pausing;
  private TestBackend other;

  PauseContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void begin() {
    pausing = backend.bean(Pausing.class);
    other = backend.another();
    assertThat(room(other, "dispatch")).isEqualTo(8);
  }

  private static int room(TestBackend instance, String stage) {
    return instance.bean(StagePauses.class).room(stage, 8);
  }

  @Test
  void a_paused_stage_claims_nothing_in_any_instance_and_the_others_go_on() {
    for (Stage stage : Stage.values()) {
      assertThat(room(backend, stage.word())).isEqualTo(8);
      assertThat(pausing.pause(stage.word(), "maintenance")).contains("is paused in all instances");
      backend.clock.tick(SECOND);

      for (Stage each : Stage.values()) {
        int room = each == stage ? 0 : 8;
        assertThat(room(backend, each.word())).as(each.word()).isEqualTo(room);
        assertThat(room(other, each.word())).as(each.word()).isEqualTo(room);
      }
      assertThat(pausing.resume(stage.word())).contains("goes on");
      assertThat(room(backend, stage.word())).isEqualTo(8);
      backend.clock.tick(SECOND);
      assertThat(room(other, stage.word())).isEqualTo(8);
    }
  }

  @Test
  void a_pause_survives_a_restart_with_who_when_and_why() {
    pausing.pause("dispatch", "maintenance\nof the database");

    StagePauses restarted = backend.another().bean(StagePauses.class);
    assertThat(restarted.room("dispatch", 8)).isZero();
    assertThat(restarted.list())
        .containsExactly(
            new Pause(
                Stage.DISPATCH, "an operator", START, "maintenance of the database", null, START));
    assertThat(backend.another().bean(StagePauses.class).isPaused(Stage.DISPATCH)).isTrue();
  }

  @Test
  @Tag("P2")
  void once_it_is_answered_no_dispatch_begins_of_what_was_claimed_before() {
    backend.accept("r_1");
    Run claimed = TestBackend.only(other.dispatches.claim(10), "r_1");
    pausing.pause("dispatch", "maintenance");
    int free = backend.free();

    assertThatThrownBy(() -> other.dispatches.intend(claimed)).isInstanceOf(StagePaused.class);
    other.dispatchFailures.await(claimed, new IllegalStateException("paused"));
    assertThat(backend.find("r_1").intentAt()).isNull();
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
    assertThat(backend.free()).as("it took no place of the minute").isEqualTo(free);

    pausing.resume("dispatch");
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(backend.dispatches.intend(backend.claim("r_1")).intentAt()).isNotNull();
  }

  @Test
  void it_ends_by_itself_and_the_log_says_so_once() {
    pausing.pauseFor("poll", "maintenance", 10);
    backend.clock.tick(Duration.ofMinutes(10).minusMillis(1));
    assertThat(room(other, "poll")).isZero();

    backend.clock.tick(SECOND);
    try (LogLines log = new LogLines(StagePauses.class)) {
      assertThat(room(other, "poll")).isEqualTo(8);
      assertThat(room(backend, "poll")).isEqualTo(8);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("The pause of stage poll is over, as planned"))
          .hasSize(1);
      assertThat(log.lines()).filteredOn(line -> line.contains("Stage poll goes on")).hasSize(2);
    }
    assertThat(backend.count("stage_pause")).isZero();
  }

  @Test
  void a_dispatch_begins_when_the_time_of_the_pause_is_over_although_its_row_is_still_there() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    pausing.pauseFor("dispatch", "maintenance", 1);
    backend.clock.tick(Duration.ofMinutes(1));

    assertThat(backend.dispatches.intend(claimed).intentAt()).isNotNull();
  }

  @Test
  void whoever_pauses_and_resumes_is_logged_with_the_reason() {
    try (LogLines log = new LogLines(Pausing.class)) {
      pausing.pause("report", "Port is down");
      pausing.resumeBecause("report", "Port works");
      pausing.resume("report");

      assertThat(log.lines())
          .satisfiesExactly(
              pause ->
                  assertThat(pause)
                      .contains("Pause of stage report, by an operator: since", "Port is down"),
              resume ->
                  assertThat(resume)
                      .contains("Resumption of stage report because \"Port works\", by an op"),
              again -> assertThat(again).contains("it was not paused"));
    }
  }

  @Test
  void what_is_asked_for_in_vain_is_answered_in_words_and_changes_nothing() {
    assertThat(pausing.pause("sleep", "why"))
        .contains("no stage \"sleep\"", "receive, confirm, dispatch, poll, report", "Nothing was");
    assertThat(pausing.pause("dispatch", " ")).contains("Say why", "Nothing was done");
    assertThat(pausing.pauseFor("dispatch", "why", 0)).contains("Give 1 to");
    assertThatThrownBy(() -> pausing.pause("dispatch", "why", START))
        .hasMessageContaining("that is past");
    assertThat(pausing.resume("dispatch")).contains("is not paused: nothing was done");
    assertThat(pausing.resume(null)).contains("no stage");
    assertThat(backend.count("stage_pause")).isZero();
  }

  @Test
  void another_reason_replaces_the_first_and_the_beginning_stays() {
    pausing.pause("poll", "one");
    backend.clock.tick(SECOND);
    pausing.pauseFor("poll", "two", 5);

    assertThat(pausing.list())
        .singleElement()
        .returns("two", Pause::why)
        .returns(START, Pause::since)
        .returns(START.plusSeconds(301), Pause::endsAt);
  }

  @Test
  void a_start_pauses_what_the_setting_names_before_anything_is_claimed() {
    TestBackend started = backend.another("pause.at-start", "dispatch, receive");

    assertThat(room(started, "dispatch")).isZero();
    assertThat(started.bean(StagePauses.class).isPaused(Stage.RECEIVE)).isTrue();
    assertThat(room(started, "report")).isEqualTo(8);
    backend.clock.tick(SECOND);
    assertThat(room(other, "dispatch")).as("for all instances").isZero();
    started.bean(Pausing.class).resume("dispatch");
    assertThat(room(started, "dispatch")).isEqualTo(8);

    assertThatThrownBy(() -> backend.another("pause.at-start", "dispatch,sleep"))
        .hasStackTraceContaining("pause.at-start: There is no stage \"sleep\"");
  }

  @Test
  void port_shows_once_that_a_run_waits_for_it_and_a_few_with_each_tick() {
    backend.accept(IntStream.rangeClosed(1, 25).mapToObj(i -> "r_" + i).toArray(String[]::new));
    pausing.pause("dispatch", "maintenance");
    DispatchPause line = backend.bean(DispatchPause.class);

    assertThat(line.room(8)).isZero();
    assertThat(told()).hasSize(20);
    assertThat(line.room(8)).isZero();
    assertThat(line.room(8)).isZero();
    assertThat(other.bean(DispatchPause.class).room(8)).isEqualTo(8);
    backend.clock.tick(SECOND);
    assertThat(other.bean(DispatchPause.class).room(8)).isZero();
    assertThat(told()).hasSize(25);
    assertThat(backend.reports("r_1"))
        .satisfiesExactly(
            label ->
                assertThat(label)
                    .contains("Waits: dispatching was paused by an operator at 2026-", ": main"),
            line1 -> assertThat(line1).contains("starts by itself when dispatching goes on"));

    pausing.pause("dispatch", "another reason");
    backend.accept("r_26");
    line.room(8);
    line.room(8);
    assertThat(told()).as("each once more, and the new one").hasSize(51);
    assertThat(backend.reports("r_26")).hasSize(2);
  }

  private List<String> told() {
    return backend.jdbi.withHandle(
        handle ->
            handle
                .select("select run_id from report where body like '%statusLabel%'")
                .mapTo(String.class)
                .list());
  }
}
