package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.Ended;
import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** "Re-run failed jobs" continues a run, if it is done in the time that is set for it. */
abstract class ReRunContract extends PollContract {
  private static final String AT_1005 = "2026-11-22T10:05:00Z";
  private static final String AT_1010 = "2026-11-22T10:10:00Z";
  private static final String AT_1030 = "2026-11-22T10:30:00Z";

  private TestBackend patient;

  ReRunContract(StoreUnderTest store) {
    super(store);
  }

  private static String attempt(int number, String conclusion, String started, String updated) {
    return "{'id':1,'run_attempt':%d,'status':'%s','conclusion':%s,'run_started_at':'%s','updated_at':'%s'}"
        .formatted(
            number,
            conclusion == null ? "in_progress" : "completed",
            conclusion == null ? null : "'" + conclusion + "'",
            started,
            updated);
  }

  private static String failed(int number, String updated) {
    return attempt(number, "failure", "2026-11-22T10:00:00Z", updated);
  }

  private void begin() {
    patient = backend.another("poll.re-run-within", "15m");
    backend.start("r_1", 1);
    backend.clock.set(TestBackend.START.plus(Duration.ofMinutes(5)));
  }

  /** One that GitHub lists. */
  private List<Ended> see(String workflowRun) {
    Repository repository = claim();
    List<Ended> ended =
        patient.observe(repository, patient.firstPage(repository), list(workflowRun));
    patient.polled(repository, list());
    return ended;
  }

  /** The look at it by itself, when it is due. */
  private List<Ended> lookWhenDue(String workflowRun) {
    Repository repository = claim();
    if (backend.dueAt("r_1").isAfter(backend.clock.instant())) {
      backend.clock.set(backend.dueAt("r_1"));
    }
    Look look = patient.furtherLook(repository);
    assertThat(look).isInstanceOf(Look.Single.class);
    List<Ended> ended = patient.observe(repository, look, answer(200, workflowRun));
    patient.polled(repository, list());
    return ended;
  }

  private void finish(List<Ended> ended) {
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).rerun()).isFalse();
    patient.finishing.finish(ended.get(0), null);
  }

  @Test
  @Tag("P3")
  void without_a_time_the_attempt_that_was_dispatched_counts_at_once() {
    backend.start("r_1", 1);
    assertThat(observe(claim(), list(failed(1, AT_1005)))).hasSize(1);
  }

  @Test
  @Tag("P3")
  void a_failure_is_told_when_the_time_has_passed_without_another_attempt() {
    begin();
    assertThat(see(failed(1, AT_1005))).isEmpty();
    assertThat(last("r_1")).contains("If it is run again in GitHub by 10:20 UTC");
    int told = backend.reports("r_1").size();
    assertThat(see(failed(1, AT_1005))).isEmpty();
    assertThat(backend.reports("r_1")).hasSize(told);
    assertThat(backend.dueAt("r_1")).isEqualTo("2026-11-22T10:20:00Z");

    finish(lookWhenDue(failed(1, AT_1005)));
    assertThat(last("r_1")).contains("FAILURE");
  }

  @Test
  @Tag("P3")
  void a_re_run_that_succeeds_makes_the_run_succeed() {
    begin();
    see(failed(1, AT_1005));
    finish(lookWhenDue(attempt(2, "success", AT_1010, "2026-11-22T10:15:00Z")));

    assertThat(last("r_1")).contains("SUCCESS").contains("attempt 2");
  }

  @Test
  @Tag("P3")
  void a_re_run_under_way_is_followed_and_one_that_fails_gives_time_again() {
    begin();
    see(failed(1, AT_1005));
    assertThat(lookWhenDue(attempt(2, null, AT_1010, AT_1010))).isEmpty();
    assertThat(last("r_1")).contains("Running");
    backend.clock.set(TestBackend.START.plus(Duration.ofMinutes(31)));
    assertThat(see(attempt(2, "failure", AT_1010, AT_1030))).isEmpty();
    assertThat(last("r_1")).contains("by 10:45 UTC");

    finish(lookWhenDue(attempt(2, "failure", AT_1010, AT_1030)));
    assertThat(last("r_1")).contains("FAILURE").contains("attempt 2");
  }

  @Test
  @Tag("P3")
  void a_re_run_that_begins_too_late_does_not_count() {
    begin();
    see(failed(1, AT_1005));
    backend.clock.set(TestBackend.START.plus(Duration.ofMinutes(40)));
    List<Ended> ended = lookWhenDue(attempt(2, "success", AT_1030, AT_1030));

    // What it was before is read from GitHub.
    assertThat(ended).singleElement().matches(Ended::rerun);
  }

  @Test
  void a_webhook_that_tells_an_end_makes_it_due() {
    begin();
    see(failed(1, AT_1005));
    patient.followedRuns.worthALook(List.of(1L));

    assertThat(backend.dueAt("r_1")).isEqualTo(backend.clock.instant());
    finish(lookWhenDue(attempt(2, "success", AT_1005, AT_1005)));
  }

  @Test
  void a_success_and_a_cancelled_run_are_told_at_once() {
    begin();
    assertThat(see(attempt(1, "cancelled", AT_1005, AT_1005))).hasSize(1);
    assertThat(see(attempt(1, "success", AT_1005, AT_1005))).hasSize(1);
  }
}
