package dev.portgithub.dispatch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.preflight.Preflight;
import dev.portgithub.run.Run;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.store.SealedInputs;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs are rehearsed is set by action and repository, or for all. */
class DryRunTest extends DatabaseContract {
  DryRunTest() {
    super(StoreUnderTest.H2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all",
        " all ",
        "action:deploy",
        "action:other, action:deploy",
        "repository:acme-inc/infra",
        "repository:ACME-inc/Infra",
      })
  void a_run_that_is_named_is_rehearsed(String setting) {
    assertThatThrownBy(() -> dryRun(setting).rehearse(claimed()))
        .isInstanceOf(Rehearsed.class)
        .hasMessageContaining("service");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "action:Deploy", "action:deploy2", "repository:acme-inc/infra2"})
  void any_other_is_not(String setting) {
    assertThatCode(() -> dryRun(setting).rehearse(claimed())).doesNotThrowAnyException();
  }

  @Test
  void a_run_without_inputs_says_so() {
    backend.accept(TestRun.of("r_1").inputs(Map.of()));
    Run run = backend.claim("r_1");

    assertThatThrownBy(() -> dryRun("all").rehearse(run)).hasMessageContaining("with no inputs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "action:", "repository:infra", "all, action:x", "action:a,"})
  void a_mistake_stops_the_start(String setting) {
    assertThatThrownBy(() -> dryRun(setting)).hasMessageStartingWith("dispatch.dry-run: ");
  }

  private Run claimed() {
    backend.accept(TestRun.of("r_1"));
    return backend.claim("r_1");
  }

  private DryRun dryRun(String setting) {
    return new DryRun(
        backend.jdbi, backend.bean(SealedInputs.class), backend.bean(Preflight.class), setting);
  }
}
