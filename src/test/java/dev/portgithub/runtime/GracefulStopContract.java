package dev.portgithub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.Report;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was claimed and has not begun is due at once for others, and only that. */
abstract class GracefulStopContract extends DatabaseContract {
  private HandBack handBack;

  GracefulStopContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void prepare() {
    handBack = backend.bean(HandBack.class);
  }

  @Test
  void a_run_that_waits_to_be_dispatched_is_due_for_others_at_once() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    assertThat(backend.dispatches.claim(1)).isEmpty();
    handBack.of(claimed);

    assertThat(backend.another().dispatches.claim(1)).extracting(Run::runId).containsExactly("r_1");
  }

  @Test
  void a_run_that_waits_for_its_confirmation_or_to_be_located_is_due_for_others_at_once() {
    backend.accept(TestRun.of("r_1").old());
    handBack.of(backend.confirmations.claim(1).get(0));
    backend.lose(TestRun.of("r_2"));
    backend.clock.tick(Duration.ofSeconds(1));
    handBack.of(backend.locating.claim(1).get(0));

    assertThat(backend.confirmations.claim(1)).hasSize(1);
    assertThat(backend.locating.claim(1)).hasSize(1);
  }

  @Test
  void reports_are_due_for_others_at_once() {
    Report claimed = report();
    handBack.of(claimed);
    Report again = backend.outbox.claim(1).get(0);
    handBack.of(backend.delivery.refusal(again, new RemoteRefused(422, "refused", "")));

    assertThat(backend.outbox.claim(1)).extracting(Report::id).containsExactly(claimed.id());
  }

  @Test
  void a_repository_is_due_for_others_at_once() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(10));
    Repository claimed = backend.polling.claim(1).get(0);
    handBack.of(claimed);

    assertThat(backend.polling.claim(1)).hasSize(1);
  }

  @Test
  void what_was_claimed_anew_is_not_handed_back() {
    backend.accept("r_1");
    Run run = backend.claim("r_1");
    Report report = report("r_2");
    backend.start(TestRun.of("r_3"), 1);
    backend.clock.tick(Duration.ofSeconds(10));
    Repository repository = backend.polling.claim(1).get(0);
    backend.clock.tick(Duration.ofHours(1));
    assertThat(backend.dispatches.claim(9)).hasSize(2);
    assertThat(backend.outbox.claim(9)).isNotEmpty();
    assertThat(backend.polling.claim(1)).hasSize(1);

    handBack.of(run);
    handBack.of(report);
    handBack.of(repository);
    assertThat(backend.dispatches.claim(9)).isEmpty();
    assertThat(backend.outbox.claim(9)).isEmpty();
    assertThat(backend.polling.claim(1)).isEmpty();
  }

  @Test
  @Tag("P2")
  void a_run_whose_intent_is_written_is_left_to_its_lease() {
    Run intended = backend.intend("r_1");
    handBack.of(intended);

    assertThat(backend.find("r_1").state()).isEqualTo(RunState.DISPATCHING);
    assertThat(backend.locating.claim(1)).isEmpty();
  }

  @Test
  void a_wake_up_holds_nothing() {
    handBack.of("");
    handBack.of(null);
  }

  private Report report() {
    return report("r_1");
  }

  private Report report(String runId) {
    backend.accept(TestRun.of(runId).workflow(runId + ".yml"));
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, runId, PortReports.line("progress")));
    return backend.outbox.claim(1).get(0);
  }
}
