package dev.portgithub.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Start;
import dev.portgithub.run.Target;
import dev.portgithub.run.Why;
import dev.portgithub.world.TestBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Port is told is for people, short enough, and ends with the final status. */
class PortReportsTest {
  private static final Target TARGET = new Target("acme-inc", "infra", "deploy.yml", "main");

  @Test
  void a_start_tells_the_link_first() {
    List<PortReports.Draft> drafts =
        PortReports.started(TARGET, new Start(7, "https://github.example/7"));

    assertThat(drafts).extracting(PortReports.Draft::kind).containsExactly("PATCH", "LOG");
    assertThat(drafts).noneMatch(PortReports.Draft::endsRun);
    assertThat(drafts.get(0).body())
        .isEqualTo(
            TestBackend.json(
                "{'link':'https://github.example/7','externalRunId':'7','statusLabel':'Started'}"));
  }

  @Test
  void only_the_last_report_ends_the_run() {
    for (List<PortReports.Draft> drafts :
        List.of(
            PortReports.refused(new Why("BAD", "It is wrong.", "Mend it.")),
            PortReports.finished(new Ending(true, "Done", "summary"), "line"))) {
      assertThat(drafts).extracting(PortReports.Draft::endsRun).containsExactly(false, true);
      assertThat(drafts.get(1).body().has("status")).isTrue();
    }
  }

  @Test
  void a_refusal_without_a_remedy_ends_with_its_sentence() {
    Why why = new Why("BAD", "It is wrong.", " ");
    assertThat(PortReports.refused(why).get(1).body().path("summary").asText())
        .isEqualTo("The workflow was not started. It is wrong.");
  }

  @Test
  void no_report_holds_half_of_an_emoji() {
    String half = "x\ud83d";
    for (List<PortReports.Draft> drafts :
        List.of(
            PortReports.line(half),
            PortReports.refused(new Why("CODE", half, half)),
            PortReports.finished(new Ending(true, half, half), half))) {
      assertThat(drafts)
          .allSatisfy(
              draft ->
                  assertThat(draft.body().toString()).contains("x\ufffd").doesNotContain(half));
    }
  }
}
