package dev.portgithub.show;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.cancel.Wishes;
import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that are late, and runs that GitHub does not end. */
abstract class LongRunsContract extends ShowContract {
  LongRunsContract(StoreUnderTest store) {
    super(store);
  }

  /** Looks each half minute. */
  private List<Question> work(Duration time) {
    return work(backend, time);
  }

  private List<Question> work(TestBackend instance, Duration time) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < time.toSeconds(); i += 30) {
      instance.clock.tick(Duration.ofSeconds(30));
      questions.addAll(look(instance));
    }
    return questions;
  }

  private static String job(String status, String conclusion, String end) {
    return "{'id':7,'name':'deploy','status':'%s','conclusion':%s,'completed_at':%s,'steps':[]}"
        .formatted(
            status,
            conclusion == null ? null : "'" + conclusion + "'",
            end == null ? null : "'" + end + "'");
  }

  private void answerJobs(Question question, String... jobs) {
    backend
        .bean(Labels.class)
        .answered(
            question,
            answer(
                200,
                "{'total_count':%d,'jobs':[%s]}".formatted(jobs.length, String.join(",", jobs))));
  }

  private void running() {
    backend.start("r_1", 1);
    observe(run(1, "in_progress"));
  }

  @Test
  void each_deadline_is_told_once_and_the_run_goes_on() {
    backend.start("r_1", 1);
    observe(run(1, "queued"));
    work(Duration.ofMinutes(59));
    assertThat(shown("r_1")).startsWith("Queued in GitHub since");
    work(Duration.ofMinutes(90));
    assertThat(shown("r_1")).isEqualTo("Still queued in GitHub after 1 h");
    assertThat(backend.reports("r_1"))
        .last()
        .asString()
        .contains(
            "is queued in GitHub since 10:00 UTC, for longer than 1 h (deadline.queued). It goes on.");
    assertThat(backend.reports("r_1")).hasSize(2 + 1 + 2);
    assertThat(backend.count("cancellation")).isZero();

    observe(run(1, "in_progress"));
    assertThat(shown("r_1")).isEqualTo("Running");
    backend.clock.tick(Duration.ofHours(6));
    work(Duration.ofMinutes(10));
    assertThat(shown("r_1")).isEqualTo("Still running in GitHub after 6 h");
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void what_is_late_is_cancelled_if_that_is_set() {
    TestBackend cancelling =
        backend.another("deadline.waiting", "2h", "deadline.cancels", "waiting");
    backend.start("r_1", 1);
    backend.start("r_2", 2);
    observe(run(1, "waiting"), run(2, "queued"));
    cancelling.clock.tick(Duration.ofHours(2));
    work(cancelling, Duration.ofMinutes(5));

    assertThat(backend.reports("r_1")).last().asString().contains("It is cancelled now.");
    assertThat(backend.reports("r_2")).last().asString().contains("It goes on.");
    assertThat(cancelling.bean(Wishes.class).claim(9))
        .singleElement()
        .satisfies(
            wish -> {
              assertThat(wish.runId()).isEqualTo("r_1");
              assertThat(wish.why())
                  .contains("it was waiting for longer than 2 h (deadline.waiting)");
            });
  }

  @Test
  void a_deadline_of_nothing_is_none_and_a_wrong_setting_is_refused_in_words() {
    TestBackend never = backend.another("deadline.queued", "0s");
    backend.start("r_1", 1);
    observe(run(1, "queued"));
    never.clock.tick(Duration.ofDays(9));
    work(never, Duration.ofMinutes(5));
    assertThat(shown("r_1")).startsWith("Queued in GitHub since Nov 22, 10:00 UTC");

    assertThatThrownBy(
            () -> new Overdue(null, Duration.ZERO, Duration.ZERO, Duration.ZERO, "asleep"))
        .hasMessageContaining("deadline.cancels (\"asleep\") must name queued, waiting or running");
    assertThatThrownBy(
            () -> new Overdue(null, Duration.ZERO, Duration.ZERO, Duration.ZERO, "queued"))
        .hasMessageContaining("has no deadline: set deadline.queued");
  }

  @Test
  void jobs_are_asked_for_only_of_runs_that_take_long_and_ever_more_seldom() {
    running();
    assertThat(work(Duration.ofMinutes(29))).isEmpty();
    assertThat(work(Duration.ofMinutes(2))).hasSize(1);
    assertThat(work(Duration.ofMinutes(28))).isEmpty();
    assertThat(work(Duration.ofHours(7))).hasSizeBetween(6, 10);
  }

  @Test
  void a_run_whose_jobs_go_on_or_may_be_more_is_left_alone() {
    running();
    Question question = work(Duration.ofMinutes(31)).get(0);
    int told = backend.reports("r_1").size();
    answerJobs(
        question,
        job("completed", "success", "2026-11-22T10:01:00Z"),
        job("in_progress", null, null));
    answerJobs(question);
    backend
        .bean(Labels.class)
        .answered(
            question,
            answer(
                200,
                "{'total_count':101,'jobs':[%s]}"
                    .formatted(job("completed", "success", "2026-11-22T10:01:00Z"))));
    backend.bean(Labels.class).unanswered(question, new IOException("reset"));

    assertThat(backend.reports("r_1")).hasSize(told);
    assertThat(backend.count("run where jobs_ended_at is not null")).isZero();
  }

  @Test
  @Tag("P3")
  void a_run_that_github_does_not_end_is_told_and_ends_as_its_jobs_did() {
    running();
    String failed = job("completed", "failure", "2026-11-22T10:20:00Z");
    answerJobs(work(Duration.ofMinutes(31)).get(0), failed);
    assertThat(shown("r_1")).isEqualTo("All jobs have ended; GitHub does not end the run");
    assertThat(backend.reports("r_1"))
        .last()
        .asString()
        .contains("ended by 10:20 UTC")
        .contains("the run ends at 11:20 UTC as its jobs did");
    int told = backend.reports("r_1").size();
    assertThat(work(Duration.ofMinutes(48))).isEmpty();
    assertThat(backend.reports("r_1")).hasSize(told);

    List<Question> last = work(Duration.ofMinutes(3));
    assertThat(last).hasSize(1);
    answerJobs(last.get(0), failed);
    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(backend.reports("r_1"))
        .last()
        .asString()
        .contains("\"status\":\"FAILURE\"")
        .contains("Failed job: deploy")
        .contains("all its jobs ended by 10:20 UTC");
  }

  @Test
  void jobs_that_all_succeeded_or_were_skipped_are_a_success() {
    running();
    Question question = work(Duration.ofMinutes(90)).get(0);
    answerJobs(
        question,
        job("completed", "success", "2026-11-22T10:01:00Z"),
        job("completed", "skipped", "2026-11-22T10:02:00Z"));

    assertThat(backend.reports("r_1")).last().asString().contains("\"status\":\"SUCCESS\"");
  }

  @Test
  @Tag("P3")
  void a_job_that_begins_after_all_takes_back_what_was_shown() {
    running();
    answerJobs(
        work(Duration.ofMinutes(31)).get(0), job("completed", "success", "2026-11-22T10:20:00Z"));
    Question again = work(Duration.ofMinutes(52)).get(0);
    answerJobs(
        again, job("completed", "success", "2026-11-22T10:20:00Z"), job("in_progress", null, null));
    work(Duration.ofMinutes(1));

    assertThat(shown("r_1")).isEqualTo("Running");
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void an_end_that_github_tells_after_all_counts() {
    running();
    Question question = work(Duration.ofMinutes(90)).get(0);
    Repository repository = backend.polling.claim(1).get(0);
    backend.finishing.finish(
        backend
            .observe(
                repository,
                backend.firstPage(repository),
                list("{'id':1,'run_attempt':1,'status':'completed','conclusion':'success'}"))
            .get(0),
        null);
    int told = backend.reports("r_1").size();
    answerJobs(question, job("completed", "failure", "2026-11-22T10:01:00Z"));

    assertThat(backend.reports("r_1")).hasSize(told);
  }
}
