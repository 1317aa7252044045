package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A target reads as people write it. */
class TargetTest {

  @Test
  void a_workflow_is_named_as_people_write_it() {
    Target target = new Target("acme-inc", "infra", "deploy.yml", "main");

    assertThat(target).hasToString("deploy.yml of acme-inc/infra at main");
    assertThat(target.at(null)).hasToString("deploy.yml of acme-inc/infra");
  }
}
