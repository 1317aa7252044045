package dev.portgithub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A default branch is looked up once in a while, and never put over a ref that was named. */
class DefaultBranchesTest {
  private final TestClock clock = new TestClock(TestBackend.START);
  private final DefaultBranches branches = new DefaultBranches(clock, Duration.ofMinutes(10));

  @Test
  void a_looked_up_branch_serves_the_repository_for_a_while() {
    assertThat(branches.fill(run("infra", null)).target().ref()).isNull();
    assertThat(learn("infra", "trunk").target().ref()).isEqualTo("trunk");

    clock.tick(Duration.ofMinutes(10).minusMillis(1));
    assertThat(branches.fill(run("infra", null)).target().ref()).isEqualTo("trunk");
    assertThat(branches.fill(run("other", null)).target().ref()).isNull();
    clock.tick(Duration.ofMillis(1));
    assertThat(branches.fill(run("infra", null)).target().ref()).isNull();
  }

  @Test
  void a_ref_that_the_invocation_names_stays() {
    learn("infra", "trunk");

    assertThat(branches.fill(run("infra", "release/2.x")).target().ref()).isEqualTo("release/2.x");
  }

  @Test
  void only_the_branch_that_github_does_not_know_is_forgotten() {
    learn("infra", "trunk");

    branches.forget(run("infra", "release/2.x"));
    assertThat(branches.fill(run("infra", null)).target().ref()).isEqualTo("trunk");
    branches.forget(run("infra", "trunk"));
    assertThat(branches.fill(run("infra", null)).target().ref()).isNull();
  }

  @Test
  void an_answer_without_a_branch_is_asked_for_again() {
    assertThatThrownBy(
            () -> branches.learn(run("infra", null), TestBackend.answer(200, "{'name':'infra'}")))
        .isInstanceOf(RemoteBusy.class)
        .hasMessageContaining("acme-inc/infra");
  }

  private Run learn(String repo, String branch) {
    return branches.learn(
        run(repo, null), TestBackend.answer(200, "{'default_branch':'" + branch + "'}"));
  }

  private static Run run(String repo, String ref) {
    return new Run(
        "r_1",
        RunState.ACCEPTED,
        1,
        0,
        new Target("acme-inc", repo, "deploy.yml", ref),
        true,
        true,
        TestBackend.START,
        null,
        null,
        null,
        null,
        false,
        null,
        0,
        null,
        false,
        false,
        null,
        null);
  }
}
