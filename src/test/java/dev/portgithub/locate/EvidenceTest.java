package dev.portgithub.locate;

import static dev.portgithub.locate.Evidence.Weight.EARLY;
import static dev.portgithub.locate.Evidence.Weight.NAMED;
import static dev.portgithub.locate.Evidence.Weight.NONE;
import static dev.portgithub.locate.Evidence.Weight.ONE;
import static dev.portgithub.locate.Evidence.Weight.OTHER_LOGIN;
import static dev.portgithub.locate.Evidence.Weight.SEVERAL;
import static dev.portgithub.locate.Evidence.Weight.STRAY;
import static dev.portgithub.locate.Evidence.Weight.UNTITLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.locate.Evidence.Found;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.run.Window;
import dev.portgithub.world.TestBackend;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workflow run is taken for ours only when nothing else could be meant. */
class EvidenceTest {
  private static final String BOT = "deploy-bot";
  private static final Rival RUN = lost("r_1", 0, 20);

  @Test
  void nothing_is_nothing() {
    assertThat(weigh().weight()).isEqualTo(NONE);
  }

  @Test
  void the_only_one_of_our_ref_and_login_is_ours() {
    assertFound(weigh(of(7)), ONE, 7);
  }

  @Test
  void an_id_that_fits_no_int_is_kept() {
    assertFound(weigh(of(36_000_000_001L)), ONE, 36_000_000_001L);
  }

  @Test
  @Tag("P2")
  void the_only_one_is_not_ours_yet_while_ours_may_not_be_visible() {
    Found found =
        new Evidence(searching("r_1", 0, 20), BOT, false, List.of()).weigh(candidates(of(7)), true);

    assertThat(found).isEqualTo(new Found(EARLY, null));
  }

  @Test
  void two_of_our_ref_and_login_are_no_evidence() {
    assertThat(weigh(of(7), of(8))).isEqualTo(new Found(SEVERAL, null));
  }

  @Test
  void one_on_another_branch_is_not_ours() {
    assertThat(weigh(of(7, "Deploy", "release", BOT)).weight()).isEqualTo(NONE);
  }

  @Test
  void one_by_somebody_else_is_not_ours_but_no_evidence_that_there_is_none() {
    assertThat(weigh(of(8, "Deploy", "main", "alice"))).isEqualTo(new Found(OTHER_LOGIN, null));
    assertThat(weigh(of(8, "Deploy", "release", "alice")).weight()).isEqualTo(NONE);
    assertFound(weigh(of(8, "Deploy", "main", "alice"), of(7)), ONE, 7);
  }

  @Test
  void a_login_is_compared_without_regard_to_case() {
    assertFound(weigh(of(7, "Deploy", "main", "Deploy-BOT")), ONE, 7);
  }

  @Test
  void what_github_does_not_say_contradicts_nothing() {
    assertFound(weigh("{'id':7}"), ONE, 7);
    assertFound(weigh("{'id':7,'head_branch':null,'actor':null}"), ONE, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "refs/heads/main", "refs/tags/main"})
  void a_ref_is_compared_by_its_bare_name(String ref) {
    Target target = new Target("acme-inc", "infra", "deploy.yml", ref);
    Rival run = new Rival("r_1", RunState.LOCATING, target, RUN.window(), true);

    assertFound(new Evidence(run, BOT, false, List.of()).weigh(candidates(of(7)), true), ONE, 7);
  }

  @Test
  void without_a_known_login_anybodys_is_a_candidate() {
    String alices = of(7, "Deploy", "main", "alice");
    assertFound(new Evidence(RUN, null, false, List.of()).weigh(candidates(alices), true), ONE, 7);
  }

  @Test
  void a_workflow_run_of_another_workflow_is_no_candidate() {
    String other = "{'id':7,'path':'.github/workflows/other.yml@main','display_title':'r_1'}";
    String ours = "{'id':8,'path':'.github/workflows/deploy.yml@main'}";
    assertThat(weigh(other).weight()).isEqualTo(NONE);
    assertFound(weigh(other, ours), ONE, 8);
  }

  @Test
  @Tag("P2")
  void a_workflow_run_whose_title_names_a_rival_is_the_rivals_and_no_candidate() {
    Rival rival = lost("r_2", 0, 20);
    String named = of(7, "Deploy (r_2)", "main", BOT);
    assertThat(weigh(List.of(rival), named).weight()).isEqualTo(NONE);

    // Somebody has started it once more, with the same inputs.
    assertThat(weigh(List.of(rival), named, of(8, "Deploy (r_2)", "main", BOT)).weight())
        .isEqualTo(NONE);

    assertFound(weigh(List.of(rival), named, of(8)), ONE, 8);
  }

  @Test
  @Tag("P2")
  void a_title_that_names_the_run_decides_whatever_else_speaks_against_it() {
    List<Candidate> shown = candidates(of(6), of(7, "Deploy (r_1)", "release", "alice"));
    Found found =
        new Evidence(searching("r_1", 0, 20), BOT, false, List.of(lost("r_2", 0, 20)))
            .weigh(shown, false);

    assertFound(found, NAMED, 7);
  }

  @Test
  void of_two_whose_titles_name_the_run_the_older_one_is_ours() {
    assertFound(weigh(of(8, "r_1", "main", "alice"), of(7, "r_1", "main", BOT)), NAMED, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "r_1,NAMED",
    "Deploy r_1,NAMED",
    "[r_1] Deploy,NAMED",
    "run=r_1;,NAMED",
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
  void where_titles_name_runs_one_that_names_none_is_not_ours_but_not_nothing_either() {
    Evidence byTitle = new Evidence(RUN, BOT, true, List.of());
    assertThat(byTitle.weigh(candidates(of(7)), true)).isEqualTo(new Found(UNTITLED, null));
    assertThat(byTitle.weigh(List.of(), true).weight()).isEqualTo(NONE);
    // Neither our login nor our run id: somebody has started it by hand.
    assertThat(byTitle.weigh(candidates(of(7, "Deploy", "main", "alice")), true).weight())
        .isEqualTo(NONE);
  }

  @Test
  @Tag("P2")
  void a_list_with_a_part_missing_is_never_none_and_never_one() {
    Evidence evidence = new Evidence(RUN, BOT, false, List.of());
    assertThat(evidence.weigh(List.of(), false).weight()).isEqualTo(SEVERAL);
    assertThat(evidence.weigh(candidates(of(7)), false).weight()).isEqualTo(SEVERAL);
  }

  // --- Several at once

  @Test
  @Tag("P2")
  void a_rival_of_the_same_time_makes_the_only_candidate_doubtful() {
    assertThat(weigh(List.of(lost("r_2", 5, 25)), at(7, 10)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void one_from_before_the_rivals_intent_cannot_be_the_rivals() {
    assertFound(weigh(List.of(lost("r_2", 5, 25)), at(7, 4)), ONE, 7);
    assertThat(weigh(List.of(lost("r_2", 5, 25)), at(7, 5)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void one_from_before_a_call_that_is_under_way_cannot_be_its() {
    Rival underWay = new Rival("r_2", RunState.DISPATCHING, RUN.target(), window(5, 10_000), false);
    assertFound(weigh(List.of(underWay), at(7, 4)), ONE, 7);
    assertThat(weigh(List.of(underWay), at(7, 19)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void what_only_the_rival_can_own_leaves_the_other_for_us() {
    Rival later = lost("r_2", 10, 30);
    assertFound(weigh(List.of(later), at(8, 25), at(7, 15)), ONE, 7);
    // Only one of both was started, and it can be of either.
    assertThat(weigh(List.of(later), at(7, 15)).weight()).isEqualTo(SEVERAL);
    // Only the rival was.
    assertThat(weigh(List.of(later), at(8, 25)).weight()).isEqualTo(NONE);
  }

  @Test
  @Tag("P2")
  void nothing_follows_from_what_a_rival_seems_to_own_while_its_own_may_not_be_visible() {
    Rival later = searching("r_2", 10, 30);
    assertThat(weigh(List.of(later), at(8, 25), at(7, 15)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void a_chain_of_runs_is_told_apart_from_its_end() {
    List<Rival> rivals = List.of(lost("r_2", 10, 30), lost("r_3", 20, 40));
    assertFound(weigh(rivals, at(9, 35), at(8, 25), at(7, 15)), ONE, 7);
    assertThat(weigh(rivals, at(9, 35), at(7, 15)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  @Tag("P2")
  void two_that_only_one_run_can_own_prove_nothing_about_either() {
    Rival later = lost("r_2", 10, 30);
    assertThat(weigh(List.of(later), at(9, 28), at(8, 25), at(7, 15)).weight()).isEqualTo(SEVERAL);
  }

  @Test
  void a_rival_at_another_branch_is_none() {
    Target release = new Target("acme-inc", "infra", "deploy.yml", "release");
    Rival other = new Rival("r_2", RunState.LOCATING, release, window(0, 20), true);
    assertFound(weigh(List.of(other), at(7, 10)), ONE, 7);
  }

  @Test
  @Tag("P2")
  void one_of_another_time_is_a_stray_unless_a_rival_explains_it() {
    assertFound(weigh(at(7, 40)), STRAY, 7);
    assertThat(weigh(at(7, 40), at(8, 50)).weight()).isEqualTo(SEVERAL);
    assertThat(weigh(List.of(lost("r_2", 35, 60)), at(7, 40)).weight()).isEqualTo(NONE);
    assertThat(weigh(List.of(lost("r_2", 45, 60)), at(7, 40)).weight()).isEqualTo(SEVERAL);
  }

  private static void assertFound(Found found, Evidence.Weight weight, long id) {
    assertThat(found.weight()).isEqualTo(weight);
    assertThat(found.candidate().id()).isEqualTo(id);
  }

  private static Found weigh(String... workflowRuns) {
    return weigh(List.of(), workflowRuns);
  }

  private static Found weigh(List<Rival> rivals, String... workflowRuns) {
    return new Evidence(RUN, BOT, false, rivals).weigh(candidates(workflowRuns), true);
  }

  private static List<Candidate> candidates(String... workflowRuns) {
    return Arrays.stream(workflowRuns).map(TestBackend::json).map(Candidate::of).toList();
  }

  private static String of(long id) {
    return of(id, "Deploy", "main", BOT);
  }

  private static String of(long id, String title, String branch, String login) {
    return "{'id':%d,'display_title':'%s','head_branch':'%s','actor':{'login':'%s'}}"
        .formatted(id, title, branch, login);
  }

  /** Ours, created so many seconds after the start. */
  private static String at(long id, int second) {
    return "{'id':%d,'head_branch':'main','created_at':'%s'}"
        .formatted(id, TestBackend.START.plusSeconds(second));
  }

  private static Rival lost(String runId, int from, int to) {
    return new Rival(
        runId,
        RunState.LOCATING,
        new Target("acme-inc", "infra", "deploy.yml", "main"),
        window(from, to),
        true);
  }

  private static Rival searching(String runId, int from, int to) {
    Rival run = lost(runId, from, to);
    return new Rival(runId, run.state(), run.target(), run.window(), false);
  }

  private static Window window(int from, int to) {
    return new Window(TestBackend.START.plusSeconds(from), TestBackend.START.plusSeconds(to));
  }
}
