package dev.portgithub.locate;

import static dev.portgithub.locate.Evidence.Verdict.FOUND;
import static dev.portgithub.locate.Evidence.Verdict.NONE;
import static dev.portgithub.locate.Evidence.Verdict.OTHERS;
import static dev.portgithub.locate.Evidence.Verdict.SEVERAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.locate.Evidence.Finding;
import dev.portgithub.run.Run;
import dev.portgithub.world.TestBackend;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workflow run is taken for ours only when nothing else could be meant. */
class EvidenceTest {
  private static final String BOT = "deploy-bot";

  @Test
  void nothing_is_nothing() {
    assertThat(weigh().verdict()).isEqualTo(NONE);
  }

  @Test
  void the_only_one_of_our_ref_and_login_is_ours() {
    Finding finding = weigh(of(7, "Deploy", "main", BOT));

    assertThat(finding).isEqualTo(new Finding(FOUND, 7L, "https://github.example/7"));
  }

  @Test
  void an_id_that_fits_no_int_is_kept() {
    assertThat(weigh(of(36_000_000_001L, "Deploy", "main", BOT)).workflowRunId())
        .isEqualTo(36_000_000_001L);
  }

  @Test
  void two_of_our_ref_and_login_are_no_evidence() {
    assertThat(weigh(of(7, "Deploy", "main", BOT), of(8, "Deploy", "main", BOT)))
        .isEqualTo(new Finding(SEVERAL, null, null));
  }

  @Test
  void one_on_another_branch_is_not_ours() {
    assertThat(weigh(of(7, "Deploy", "release", BOT)).verdict()).isEqualTo(NONE);
  }

  @Test
  void one_by_somebody_else_is_not_ours_but_no_evidence_that_there_is_none() {
    assertThat(weigh(of(8, "Deploy", "main", "alice"))).isEqualTo(new Finding(OTHERS, null, null));
    assertThat(weigh(of(8, "Deploy", "release", "alice")).verdict()).isEqualTo(NONE);
    assertThat(weigh(of(8, "Deploy", "main", "alice"), of(7, "Deploy", "main", BOT)).verdict())
        .isEqualTo(FOUND);
  }

  @Test
  void a_login_is_compared_without_regard_to_case() {
    assertThat(weigh(of(7, "Deploy", "main", "Deploy-BOT")).verdict()).isEqualTo(FOUND);
  }

  @Test
  void what_github_does_not_say_contradicts_nothing() {
    assertThat(weigh("{'id':7}").verdict()).isEqualTo(FOUND);
    assertThat(weigh("{'id':7,'head_branch':null,'actor':null}").verdict()).isEqualTo(FOUND);
  }

  @Test
  void one_without_an_id_is_none() {
    assertThat(weigh("{'head_branch':'main'}", "{'id':'7'}", "{'id':null}").verdict())
        .isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "refs/heads/main", "refs/tags/main"})
  void a_ref_is_compared_by_its_bare_name(String ref) {
    Finding finding =
        Evidence.weigh(run("r_1", ref), list(1, of(7, "x", "main", BOT)), Set.of(), BOT, Set.of());

    assertThat(finding.verdict()).isEqualTo(FOUND);
  }

  @Test
  void without_a_known_login_anybodys_is_a_candidate() {
    String list = of(7, "Deploy", "main", "alice");
    assertThat(
            Evidence.weigh(run("r_1", "main"), list(1, list), Set.of(), null, Set.of()).verdict())
        .isEqualTo(FOUND);
  }

  @Test
  void what_another_run_holds_is_left_out() {
    Finding finding =
        Evidence.weigh(
            run("r_1", "main"),
            list(2, of(7, "r_1", "main", BOT), of(8, "Deploy", "main", BOT)),
            Set.of(7L),
            BOT,
            Set.of());

    assertThat(finding.workflowRunId()).isEqualTo(8);
  }

  @Test
  void a_workflow_run_of_another_workflow_is_no_candidate() {
    String other = "{'id':7,'path':'.github/workflows/other.yml@main','workflow_id':98}";
    String ours = "{'id':8,'path':'.github/workflows/deploy.yml@main','workflow_id':99}";
    assertThat(weigh(other).verdict()).isEqualTo(NONE);
    assertThat(weigh(other, ours).workflowRunId()).isEqualTo(8L);
  }

  @Test
  void a_workflow_run_whose_title_names_a_rival_is_the_rivals_and_no_candidate() {
    JsonNode oneOfThem = list(1, of(7, "Deploy (r_2)", "main", BOT));
    assertThat(
            Evidence.weigh(run("r_1", "main"), oneOfThem, Set.of(), BOT, Set.of("r_2")).verdict())
        .isEqualTo(NONE);

    // Somebody has started it once more, with the same inputs.
    JsonNode twice =
        list(2, of(7, "Deploy (r_2)", "main", BOT), of(8, "Deploy (r_2)", "main", BOT));
    assertThat(Evidence.weigh(run("r_1", "main"), twice, Set.of(), BOT, Set.of("r_2")).verdict())
        .isEqualTo(NONE);

    JsonNode both = list(2, of(7, "Deploy (r_2)", "main", BOT), of(8, "Deploy", "main", BOT));
    assertThat(Evidence.weigh(run("r_1", "main"), both, Set.of(), BOT, Set.of("r_2")))
        .returns(8L, Finding::workflowRunId);
  }

  @Test
  void a_rival_makes_the_only_candidate_doubtful() {
    Finding finding =
        Evidence.weigh(
            run("r_1", "main"),
            list(1, of(7, "Deploy", "main", BOT)),
            Set.of(),
            BOT,
            Set.of("r_2"));

    assertThat(finding.verdict()).isEqualTo(SEVERAL);
  }

  @Test
  void a_title_that_names_the_run_decides_whatever_else_speaks_against_it() {
    Finding finding =
        Evidence.weigh(
            run("r_1", "main"),
            list(700, of(6, "Deploy", "main", BOT), of(7, "Deploy (r_1)", "release", "alice")),
            Set.of(),
            BOT,
            Set.of("r_2", "r_3", "r_4"));

    assertThat(finding.workflowRunId()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "r_1,FOUND",
    "Deploy r_1,FOUND",
    "[r_1] Deploy,FOUND",
    "run=r_1;,FOUND",
    "r_12,NONE",
    "xr_1,NONE",
    "r_1-b,NONE",
    "R_1,NONE"
  })
  void a_title_names_the_run_only_as_a_word_of_its_own(String title, Evidence.Verdict expected) {
    assertThat(weigh(of(7, title, "another", BOT)).verdict()).isEqualTo(expected);
  }

  @Test
  void more_than_a_page_of_workflow_runs_is_never_none_and_never_one() {
    assertThat(Evidence.weigh(run("r_1", "main"), list(101), Set.of(), BOT, Set.of()).verdict())
        .isEqualTo(SEVERAL);
    assertThat(
            Evidence.weigh(
                    run("r_1", "main"),
                    list(101, of(7, "Deploy", "main", BOT)),
                    Set.of(),
                    BOT,
                    Set.of())
                .verdict())
        .isEqualTo(SEVERAL);
  }

  private static Finding weigh(String... workflowRuns) {
    return Evidence.weigh(
        run("r_1", "main"), list(workflowRuns.length, workflowRuns), Set.of(), BOT, Set.of());
  }

  private static JsonNode list(int total, String... workflowRuns) {
    return TestBackend.json(
        "{'total_count':%d,'workflow_runs':[%s]}".formatted(total, String.join(",", workflowRuns)));
  }

  private static String of(long id, String title, String branch, String login) {
    return ("{'id':%d,'display_title':'%s','head_branch':'%s','actor':{'login':'%s'},"
            + "'html_url':'https://github.example/%d'}")
        .formatted(id, title, branch, login, id);
  }

  private static Run run(String runId, String ref) {
    return new Run(
        runId,
        "LOCATING",
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
        TestBackend.START,
        null,
        null,
        null,
        false,
        null,
        null,
        0);
  }
}
