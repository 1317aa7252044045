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

  @Test
  void it_keeps_its_spelling_and_compares_owner_and_repository_without_regard_to_case() {
    Target target = new Target("Acme-Inc", "Infra", "deploy.yml", "main");

    assertThat(target)
        .hasToString("deploy.yml of Acme-Inc/Infra at main")
        .isEqualTo(new Target("acme-inc", "INFRA", "deploy.yml", "main"))
        .hasSameHashCodeAs(new Target("acme-inc", "INFRA", "deploy.yml", "main"))
        .isNotEqualTo(new Target("acme-inc", "infra", "Deploy.yml", "main"))
        .isNotEqualTo(new Target("acme-inc", "infra", "deploy.yml", "Main"));
    assertThat(target.repositoryKey()).isEqualTo("acme-inc/infra");
  }
}
