package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 05-tick: wakes the stages. */
class TickRouteTest extends RouteTest {
  private static final List<String> STAGES =
      List.of(
          "claim-confirmations",
          "claim-dispatches",
          "claim-locating",
          "claim-polls",
          "claim-reports");

  @Test
  @Tag("P4")
  void wakes_every_stage_and_piles_nothing_up_before_a_slow_one() throws Exception {
    WATCH.start();
    camel.getRouteController().startRoute("tick");
    try {
      await().until(() -> ticks() >= 3);
      for (String stage : STAGES) {
        assertThat(waiting(stage)).as(stage).isEqualTo(1);
      }
    } finally {
      camel.getRouteController().stopRoute("tick");
    }
  }

  private static long ticks() {
    return WATCH.seen().stream().filter(seen -> seen.startsWith("wake-stages")).count() / 2;
  }

  private int waiting(String stage) {
    return queue(stage).getExchanges().size();
  }

  private SedaEndpoint queue(String stage) {
    return camel.getEndpoint("seda:" + stage, SedaEndpoint.class);
  }
}
