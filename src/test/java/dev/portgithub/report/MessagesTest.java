package dev.portgithub.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.store.Run;
import dev.portgithub.store.TestBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Port is told is for people, short enough, and ends with the final status. */
class MessagesTest {

  @ParameterizedTest
  @CsvSource({
    "-5,0 s",
    "0,0 s",
    "59,59 s",
    "60,1 min",
    "61,1 min 1 s",
    "200,3 min 20 s",
    "3599,59 min 59 s",
    "3600,1 h",
    "3659,1 h",
    "3660,1 h 1 min",
    "7500,2 h 5 min",
    "86400,24 h",
    "3110400,864 h"
  })
  void a_duration_reads_as_people_write_it(long seconds, String text) {
    assertThat(Messages.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void a_start_tells_the_link_first() {
    List<Messages.Draft> drafts = Messages.started(run("main"), 7, "https://github.example/7");

    assertThat(drafts).extracting(Messages.Draft::kind).containsExactly("PATCH", "LOG");
    assertThat(drafts).noneMatch(Messages.Draft::endsRun);
    assertThat(drafts.get(0).body())
        .isEqualTo(
            TestBackend.json(
                "{'link':'https://github.example/7','externalRunId':'7','statusLabel':'Started'}"));
  }

  @Test
  void only_the_last_report_ends_the_run() {
    for (List<Messages.Draft> drafts :
        List.of(
            Messages.refused("It is wrong.", "Mend it."),
            Messages.finished("SUCCESS", "Done", "line", "summary"))) {
      assertThat(drafts).extracting(Messages.Draft::endsRun).containsExactly(false, true);
      assertThat(drafts.get(1).body().has("status")).isTrue();
    }
  }

  @Test
  void no_report_holds_half_of_an_emoji() {
    String half = "x\ud83d";
    for (List<Messages.Draft> drafts :
        List.of(
            Messages.line(half),
            Messages.refused(half, half),
            Messages.finished("SUCCESS", half, half, half))) {
      assertThat(drafts)
          .allSatisfy(
              draft ->
                  assertThat(draft.body().toString()).contains("x\ufffd").doesNotContain(half));
    }
  }

  @Test
  void a_refusal_without_a_remedy_ends_with_its_sentence() {
    assertThat(Messages.refused("It is wrong.", " ").get(1).body().path("summary").asText())
        .isEqualTo("The workflow was not started. It is wrong.");
  }

  @Test
  void a_workflow_is_named_as_people_write_it() {
    assertThat(Messages.target(run("main"))).isEqualTo("deploy.yml of acme-inc/infra at main");
    assertThat(Messages.target(run(null))).isEqualTo("deploy.yml of acme-inc/infra");
  }

  private static Run run(String ref) {
    return new Run(
        "r_1",
        "RUNNING",
        null,
        1,
        0,
        null,
        "acme-inc",
        "infra",
        "deploy.yml",
        ref,
        true,
        true,
        TestBackend.START,
        null,
        null,
        7L,
        null,
        true,
        null,
        null,
        0);
  }
}
