package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.run.LaneRules.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneRulesTest {
  private final LaneRules rules =
      new LaneRules(
          "action:rollback=5 , repository:Acme/Shop=2", "action:deploy=3,repository:acme/shop=1");

  @Test
  void a_lane_has_the_share_of_its_action_or_repository() {
    assertThat(rules.share("rollback acme")).isEqualTo(5);
    assertThat(rules.share("rollback acme/shop")).isEqualTo(5);
    assertThat(rules.share("deploy acme/shop")).isEqualTo(2);
    assertThat(rules.share("other acme")).isOne();
  }

  @Test
  void a_lane_has_the_limits_of_its_action_and_of_its_repository() {
    assertThat(rules.limits("deploy acme/shop"))
        .containsExactly(new Limit("action:deploy", 3), new Limit("repository:acme/shop", 1));
    assertThat(rules.limits("rollback acme")).isEmpty();
  }

  @Test
  void a_repository_is_named_in_any_case() {
    assertThat(rules.names(new Target("ACME", "shop", "a.yml", null))).isTrue();
    assertThat(rules.names(new Target("acme", "other", "a.yml", null))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy=3",
        "action:deploy",
        "action:deploy=0",
        "action:deploy=many",
        "repository:shop=1",
        "action:deploy=1,,action:b=2",
        "action:a=1, action:a=2"
      })
  void a_list_that_is_malformed_is_named_with_the_entry_and_what_is_expected(String list) {
    assertThatThrownBy(() -> new LaneRules("", list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("dispatch.limits: ");
  }
}
