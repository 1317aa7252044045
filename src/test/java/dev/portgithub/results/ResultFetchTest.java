package dev.portgithub.results;

import static dev.portgithub.world.TestBackend.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only workflows that the setting names cost a call. */
class ResultFetchTest {
  @ParameterizedTest
  @CsvSource({
    "acme/shop/deploy.yml, true",
    "ACME/Shop/Deploy.yml, true",
    "acme/*/deploy.yml, true",
    "acme/sh*/dep*.yml, true",
    "*/*/*, true",
    "acme/*, false",
    "acme/shop/deploy_yml, false",
    "acme/shop/deploy, false",
    "other/shop/deploy.yml, false"
  })
  void patterns_name_owner_repository_and_file(String pattern, boolean wanted) {
    if (pattern.equals("acme/*")) {
      assertThatThrownBy(() -> fetch(pattern)).hasMessageContaining("owner/repository/file");
      return;
    }
    assertThat(fetch("x/y/z, " + pattern).wanted(ended(1))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ","})
  void without_a_setting_none_is_wanted(String setting) {
    assertThat(fetch(setting).wanted(ended(1))).isFalse();
  }

  @Test
  void of_a_later_attempt_nothing_is_taken() {
    assertThat(fetch("*/*/*").wanted(ended(2))).isFalse();
  }

  private static ResultFetch fetch(String workflows) {
    return new ResultFetch(null, workflows, 1000);
  }

  private static Ended ended(int attempt) {
    Run run =
        new Run(
            "r_1",
            RunState.RUNNING,
            1,
            0,
            new Target("acme", "shop", "deploy.yml", "main"),
            true,
            true,
            Instant.EPOCH,
            null,
            null,
            7L,
            null,
            false,
            null,
            0,
            null,
            false,
            true,
            null,
            null);
    String shown =
        "{'id':7,'status':'completed','conclusion':'success','run_attempt':%d}".formatted(attempt);
    return new Ended(run, WorkflowRun.read(json(shown)).get(0));
  }
}
