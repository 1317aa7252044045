package dev.portgithub.locate;

import static dev.portgithub.locate.Evidence.Weight.NONE;
import static dev.portgithub.locate.Evidence.Weight.ONE;
import static dev.portgithub.locate.Evidence.Weight.OTHER_LOGIN;
import static dev.portgithub.locate.Evidence.Weight.SEVERAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.locate.Evidence.Found;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.world.TestBackend;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workflow run is taken for ours only when nothing else could be meant. */
class EvidenceTest {
  private static final String BOT = "deploy-bot";

  @Test
  void nothing_is_nothing() {
    assertThat(weigh().weight()).isEqualTo(NONE);
  }

  @Test
  void the_only_one_of_our_ref_and_login_is_ours() {
    Found finding = weigh(of(7, "Deploy", "main", BOT));

    assertThat(finding).isEqualTo(new Found(ONE, 7L, "https://github.example/7"));
  }

  @Test
  void an_id_that_fits_no_int_is_kept() {
    assertThat(weigh(of(36_000_000_001L, "Deploy", "main", BOT)).workflowRunId())
        .isEqualTo(36_000_000_001L);
  }

  @Test
  void two_of_our_ref_and_login_are_no_evidence() {
    assertThat(weigh(of(7, "Deploy", "main", BOT), of(8, "Deploy", "main", BOT)))
        .isEqualTo(new Found(SEVERAL, null, null));
  }

  @Test
  void one_on_another_branch_is_not_ours() {
    assertThat(weigh(of(7, "Deploy", "release", BOT)).weight()).isEqualTo(NONE);
  }

  @Test
  void one_by_somebody_else_is_not_ours_but_no_evidence_that_there_is_none() {
    assertThat(weigh(of(8, "Deploy", "main", "alice")))
        .isEqualTo(new Found(OTHER_LOGIN, null, null));
    assertThat(weigh(of(8, "Deploy", "release", "alice")).weight()).isEqualTo(NONE);
    assertThat(weigh(of(8, "Deploy", "main", "alice"), of(7, "Deploy", "main", BOT)).weight())
        .isEqualTo(ONE);
  }

  @Test
  void a_login_is_compared_without_regard_to_case() {
    assertThat(weigh(of(7, "Deploy", "main", "Deploy-BOT")).weight()).isEqualTo(ONE);
  }

  @Test
  void what_github_does_not_say_contradicts_nothing() {
    assertThat(weigh("{'id':7}").weight()).isEqualTo(ONE);
    assertThat(weigh("{'id':7,'head_branch':null,'actor':null}").weight()).isEqualTo(ONE);
  }

  @Test
  void one_without_an_id_is_none() {
    assertThat(weigh("{'head_branch':'main'}", "{'id':'7'}", "{'id':null}").weight())
        .isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "refs/heads/main", "refs/tags/main"})
  void a_ref_is_compared_by_its_bare_name(String ref) {
    Found finding =
        new Evidence(run("r_1", ref), BOT, rivals())
            .weigh(list(1, of(7, "x", "main", BOT)), Set.of());

    assertThat(finding.weight()).isEqualTo(ONE);
  }

  @Test
  void without_a_known_login_anybodys_is_a_candidate() {
    String list = of(7, "Deploy", "main", "alice");
    assertThat(
            new Evidence(run("r_1", "main"), null, rivals())
                .weigh(list(1, list), Set.of())
                .weight())
        .isEqualTo(ONE);
  }

  @Test
  void what_another_run_holds_is_left_out() {
    Found finding =
        new Evidence(run("r_1", "main"), BOT, rivals())
            .weigh(list(2, of(7, "r_1", "main", BOT), of(8, "Deploy", "main", BOT)), Set.of(7L));

    assertThat(finding.workflowRunId()).isEqualTo(8);
  }

  @Test
  void a_workflow_run_of_another_workflow_is_no_candidate() {
    String other = "{'id':7,'path':'.github/workflows/other.yml@main','workflow_id':98}";
    String ours = "{'id':8,'path':'.github/workflows/deploy.yml@main','workflow_id':99}";
    assertThat(weigh(other).weight()).isEqualTo(NONE);
    assertThat(weigh(other, ours).workflowRunId()).isEqualTo(8L);
  }

  @Test
  @Tag("P2")
  void a_workflow_run_whose_title_names_a_rival_is_the_rivals_and_no_candidate() {
    JsonNode oneOfThem = list(1, of(7, "Deploy (r_2)", "main", BOT));
    assertThat(
            new Evidence(run("r_1", "main"), BOT, rivals("r_2"))
                .weigh(oneOfThem, Set.of())
                .weight())
        .isEqualTo(NONE);

    // Somebody has started it once more, with the same inputs.
    JsonNode twice =
        list(2, of(7, "Deploy (r_2)", "main", BOT), of(8, "Deploy (r_2)", "main", BOT));
    assertThat(new Evidence(run("r_1", "main"), BOT, rivals("r_2")).weigh(twice, Set.of()).weight())
        .isEqualTo(NONE);

    JsonNode both = list(2, of(7, "Deploy (r_2)", "main", BOT), of(8, "Deploy", "main", BOT));
    assertThat(new Evidence(run("r_1", "main"), BOT, rivals("r_2")).weigh(both, Set.of()))
        .returns(8L, Found::workflowRunId);
  }

  @Test
  void a_rival_makes_the_only_candidate_doubtful() {
    Found finding =
        new Evidence(run("r_1", "main"), BOT, rivals("r_2"))
            .weigh(list(1, of(7, "Deploy", "main", BOT)), Set.of());

    assertThat(finding.weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void a_title_that_names_the_run_decides_whatever_else_speaks_against_it() {
    Found finding =
        new Evidence(run("r_1", "main"), BOT, rivals("r_2", "r_3", "r_4"))
            .weigh(
                list(700, of(6, "Deploy", "main", BOT), of(7, "Deploy (r_1)", "release", "alice")),
                Set.of());

    assertThat(finding.workflowRunId()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "r_1,ONE",
    "Deploy r_1,ONE",
    "[r_1] Deploy,ONE",
    "run=r_1;,ONE",
    "r_12,NONE",
    "xr_1,NONE",
    "r_1-b,NONE",
    "R_1,NONE"
  })
  void a_title_names_the_run_only_as_a_word_of_its_own(String title, Evidence.Weight expected) {
    assertThat(weigh(of(7, title, "another", BOT)).weight()).isEqualTo(expected);
  }

  @Test
  @Tag("P2")
  void more_than_a_page_of_workflow_runs_is_never_none_and_never_one() {
    assertThat(new Evidence(run("r_1", "main"), BOT, rivals()).weigh(list(101), Set.of()).weight())
        .isEqualTo(SEVERAL);
    assertThat(
            new Evidence(run("r_1", "main"), BOT, rivals())
                .weigh(list(101, of(7, "Deploy", "main", BOT)), Set.of())
                .weight())
        .isEqualTo(SEVERAL);
  }

  private static Found weigh(String... workflowRuns) {
    return new Evidence(run("r_1", "main"), BOT, rivals())
        .weigh(list(workflowRuns.length, workflowRuns), Set.of());
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

  private static Map<String, String> rivals(String... runIds) {
    return Arrays.stream(runIds).collect(Collectors.toMap(Function.identity(), id -> "deploy.yml"));
  }

  private static Run run(String runId, String ref) {
    return new Run(
        runId,
        RunState.LOCATING,
        1,
        0,
        new Target("acme-inc", "infra", "deploy.yml", ref),
        true,
        true,
        TestBackend.START,
        TestBackend.START,
        null,
        null,
        null,
        false,
        null,
        0,
        null);
  }
}
