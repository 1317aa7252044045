package dev.portgithub.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.operator.RunsInJmx;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.report.Report;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Start;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happened with a run, as its row, its reports and its dead letters tell. */
abstract class RunStoryContract extends ParkedContract {
  RunStoryContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void it_tells_everything_from_the_record_to_what_port_was_told() {
    backend.accept("r_1");
    backend.clock.tick(Duration.ofSeconds(1));
    postpone("r_1", "GitHub is busy");
    postpone("r_1", "GitHub is busy");
    postpone("r_1", "GitHub is busy");
    backend.dispatchFailures.lost(
        backend.dispatches.intend(backend.claim("r_1")), new RuntimeException("reset"));
    backend.clock.tick(Duration.ofSeconds(1));
    backend.jdbi.useTransaction(
        handle ->
            backend.runs.started(
                handle,
                backend.find("r_1"),
                new Start(4711, "https://github.example/4711"),
                Opening.DUE,
                Duration.ZERO));
    backend.jdbi.useHandle(
        handle -> backend.runs.finished(handle, backend.find("r_1"), "success", ""));

    assertThat(lines("r_1"))
        .extracting(RunEvent::kind)
        .containsExactly("RECEIVED", "POSTPONED", "INTENT", "LOST", "LOCATED", "ENDED");
    assertThat(lines("r_1").get(0).text()).contains("org_test.github.runs-0@");
    assertThat(lines("r_1").get(1).text()).startsWith("GitHub is busy (3 times, the last time at ");
    assertThat(lines("r_1").get(4).text()).contains("4711");
    assertThat(story("r_1").cut()).isFalse();
  }

  @Test
  void a_delay_is_told_with_its_reason_while_it_lasts() {
    backend.accept("r_1");
    postpone("r_1", "busy");
    postpone("r_1", "other");
    postpone("r_1", "other");

    assertThat(lines("r_1"))
        .extracting(RunEvent::kind)
        .containsExactly("RECEIVED", "POSTPONED", "POSTPONED");
    assertThat(lines("r_1").get(2).text()).startsWith("other (2 times");
    backend.clock.tick(Duration.ofSeconds(-1));
    assertThat(backend.bean(RunSearch.class).find("r_1").orElseThrow().waitsFor().sentence())
        .isEqualTo("other");
  }

  @Test
  void what_happens_any_number_of_times_leaves_room_for_the_end() {
    backend.accept("r_1");
    for (int time = 0; time < 150; time++) {
      postpone("r_1", "busy ".repeat(50) + time);
    }
    backend.dispatches.started(
        backend.dispatches.intend(backend.claim("r_1")),
        dev.portgithub.world.TestBackend.startedAnswer(7));
    backend.jdbi.useHandle(
        handle -> backend.runs.finished(handle, backend.find("r_1"), "success", ""));

    assertThat(story("r_1").cut()).isTrue();
    assertThat(lines("r_1")).extracting(RunEvent::kind).endsWith("STARTED", "ENDED");
    assertThat(backend.value(Integer.class, "select length(story) from run")).isLessThan(14_000);
  }

  @Test
  @Tag("P5")
  void a_text_from_outside_stays_within_its_line() {
    backend.accept("r_1");
    postpone("r_1", "one\n1\tSTARTED\ttwo\r\nthree");

    assertThat(lines("r_1")).hasSize(2);
    assertThat(lines("r_1").get(1).text()).isEqualTo("one 1 STARTED two three");
  }

  @Test
  void reports_and_dead_letters_are_a_part_of_it() {
    parkAsAmbiguous("r_1");
    backend.clock.tick(Duration.ofHours(1));
    operations.discard(letter());
    Report due = backend.outbox.claim(1).get(0);
    while (due != null) {
      due = backend.delivery.delivered(due);
    }

    assertThat(lines("r_1")).extracting(RunEvent::kind).contains("PARKED", "OPERATOR", "REPORTED");
    assertThat(story("r_1").delivered()).isPositive();
    assertThat(story("r_1").waiting()).isZero();
    assertThat(backend.bean(RunsInJmx.class).story("r_1").lines())
        .anyMatch(line -> line.contains("parked: Dead letter"));
  }

  @Test
  void a_run_that_was_refused_at_once_says_why() {
    backend.jdbi.useTransaction(
        handle ->
            backend.runs.refuse(
                handle,
                "r_1",
                dev.portgithub.world.TestRun.record(3, "x"),
                new dev.portgithub.run.Why("CODE", "It names no workflow.", "Name one.")));

    assertThat(lines("r_1")).extracting(RunEvent::kind).containsExactly("RECEIVED", "REFUSED");
    assertThat(lines("r_1").get(1).text()).isEqualTo("It names no workflow. Name one.");
  }

  // --- helpers ----------------------------------------------------------------------------------

  private void postpone(String runId, String why) {
    backend.dispatchFailures.postpone(
        backend.claim(runId), new RemoteBusy(why, backend.clock.instant().plusSeconds(1)));
    backend.clock.tick(Duration.ofSeconds(1));
  }

  private RunStory.Told story(String runId) {
    return backend.bean(RunStory.class).of(runId).orElseThrow();
  }

  private List<RunEvent> lines(String runId) {
    return story(runId).events();
  }
}
