package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** 95-clean-up: what has ended long ago is deleted by itself. */
class CleanUpRouteTest extends RouteTest {

  @Test
  void what_has_ended_is_deleted_after_the_retention_and_what_is_open_stays() throws Exception {
    String ended = accepted();
    String open = running();
    execute(
        "update run set state = 'FINISHED', finished_at = ?, report_due_at = null where run_id = ?",
        CLOCK.instant(),
        ended);
    execute("delete from report where run_id = ?", ended);
    CLOCK.tick(Duration.ofDays(91));
    sweepUntil(() -> count("run where run_id = ?", ended) == 0);
    assertThat(state(open)).isEqualTo("RUNNING");
    assertThat(reports(open)).isNotEmpty();
  }

  @Test
  void a_store_that_fails_is_told_and_the_next_look_comes() throws Exception {
    String ended = accepted();
    execute(
        "update run set state = 'REFUSED', finished_at = ? where run_id = ?",
        CLOCK.instant(),
        ended);
    CLOCK.tick(Duration.ofDays(91));
    execute("alter table dead_letter rename to dead_letter_away");
    WATCH.start();
    camel.getRouteController().startRoute("clean-up");
    try {
      await().until(() -> told() >= 2);
      assertThat(count("run where run_id = ?", ended)).isEqualTo(1);
      execute("alter table dead_letter_away rename to dead_letter");
      await().until(() -> count("run where run_id = ?", ended) == 0);
    } finally {
      execute("alter table if exists dead_letter_away rename to dead_letter");
      camel.getRouteController().stopRoute("clean-up");
      WATCH.stop();
    }
  }

  private static long told() {
    return WATCH.seen().stream().filter(seen -> seen.startsWith("tell-next-time")).count() / 2;
  }

  private void sweepUntil(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    camel.getRouteController().startRoute("clean-up");
    try {
      await().until(condition);
    } finally {
      camel.getRouteController().stopRoute("clean-up");
    }
  }
}
