package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "acme-inc", "user_shortcode", "0"})
  void accepts_owner_names(String org) {
    assertThat(with("org", '"' + org + '"').org()).isEqualTo(org);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", "a b", "a.b", "a\\n", "%2e", "é", "https://github.com/acme"})
  void refuses_other_owner_names(String org) {
    assertThat(refusal("org", '"' + org + '"').reason()).isEqualTo("BAD_ORG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".github", "my.repo_1-x", "...", "git", "a.gitx"})
  void accepts_repository_names(String repo) {
    assertThat(with("repo", '"' + repo + '"').repo()).isEqualTo(repo);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".", "..", "a/b", "a\\\\b", "a b", "a%2fb", "a?b", "a\\u0000", "x.git", "X.GIT"})
  @Tag("P6")
  void refuses_other_repository_names(String repo) {
    assertThat(refusal("repo", '"' + repo + '"').reason()).isEqualTo("BAD_REPO");
  }

  @Test
  void says_what_is_wrong_with_a_repository_name_and_what_to_do() {
    InvalidInvocation slash = refusal("repo", "\"a/b\"");

    assertThat(slash.sentence())
        .startsWith(
            "The repository name \"a/b\" cannot be used: it may only hold letters, digits,");
    assertThat(slash.remedy())
        .isEqualTo("Set invocationMethod.repo of the action to the bare repository name.");
    assertThat(slash).hasMessage(slash.sentence() + " " + slash.remedy());
    assertThat(refusal("repo", "\"a.git\"").remedy()).contains(".git");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.yml", "a b.yaml", ".x.yml", "é.yml", "98123456", "0"})
  void accepts_a_file_name_or_a_number(String workflow) {
    assertThat(with("workflow", '"' + workflow + '"').workflow()).isEqualTo(workflow);
  }

  @Test
  void accepts_a_number_that_is_not_quoted() {
    assertThat(with("workflow", "98123456").workflow()).isEqualTo("98123456");
    assertThat(with("workflow", "9223372036854775807").workflow()).isEqualTo("9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"deploy.yml/\"",
        "\"a/deploy.yml\"",
        "\"a\\\\deploy.yml\"",
        "\"..yml\"",
        "\"../deploy.yml\"",
        "\"deploy\\n.yml\"",
        "\"deploy.yml\\u0000\"",
        "\"-1\"",
        "\"Build / Deploy\"",
        "\".hidden\"",
        "\"Deploy.YML\"",
        "\"deploy.yml \"",
        "-1",
        "1.5",
        "1e3",
        "12345678901234567890",
      })
  @Tag("P6")
  void refuses_any_other_workflow(String json) {
    assertThat(refusal("workflow", json).reason()).isEqualTo("BAD_WORKFLOW");
  }

  @Test
  void refuses_a_file_name_over_255_characters() {
    String longest = "w".repeat(251) + ".yml";

    assertThat(with("workflow", '"' + longest + '"').workflow()).hasSize(255);
    assertThat(refusal("workflow", "\"w" + longest + '"').sentence())
        .contains("\"" + "w".repeat(59) + "…\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".github/workflows/deploy.yml",
        "/.github/workflows/deploy.yml",
        "./.github/workflows/deploy.yml"
      })
  void takes_the_file_name_out_of_a_path(String path) {
    assertThat(with("workflow", '"' + path + '"').workflow()).isEqualTo("deploy.yml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".github/workflows/",
        ".github/workflows/deploy",
        ".github/workflows/98123456",
        ".github/workflows/a/deploy.yml",
        ".github/workflows//deploy.yml",
        ".github/workflows/../deploy.yml",
        ".github/workflows/..yml",
        ".github/workflows/../workflows/deploy.yml",
        "../.github/workflows/deploy.yml",
        "//.github/workflows/deploy.yml",
        "././.github/workflows/deploy.yml",
        ".github/deploy.yml",
        "workflows/deploy.yml",
        "x.github/workflows/deploy.yml",
        "acme-inc/infra/.github/workflows/deploy.yml",
        ".github\\\\workflows\\\\deploy.yml",
        ".github/workflows/a\\\\deploy.yml",
        ".github/workflows/deploy\\n.yml",
        ".github/workflows/deploy.yml@main",
        ".github/workflows/%2e%2e%2fdeploy.yml/x.yml"
      })
  @Tag("P6")
  void refuses_any_other_path(String path) {
    assertThat(refusal("workflow", '"' + path + '"').reason()).isEqualTo("BAD_WORKFLOW");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deploy the service", "deploy", "12a", "١٢", "Déployer (prod) 🚀"})
  void takes_the_name_that_a_workflow_is_displayed_by(String name) {
    assertThat(with("workflow", '"' + name + '"').workflow()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\" \"", "{}", "true", "[\"a\"]"})
  void refuses_a_target_that_is_missing(String json) {
    assertThat(refusal("org", json).reason()).isEqualTo("BAD_ORG");
    assertThat(refusal("repo", json).reason()).isEqualTo("BAD_REPO");
    assertThat(refusal("workflow", json).reason()).isEqualTo("BAD_WORKFLOW");
    assertThat(refusal("repo", json).remedy()).contains("invocationMethod.repo");
  }

  @Test
  void refuses_names_over_a_hundred_characters() {
    String longest = "n".repeat(100);

    assertThat(with("org", '"' + longest + '"').org()).hasSize(100);
    assertThat(with("repo", '"' + longest + '"').repo()).hasSize(100);
    assertThat(refusal("org", "\"n" + longest + '"').reason()).isEqualTo("BAD_ORG");
    assertThat(refusal("repo", "\"n" + longest + '"').reason()).isEqualTo("BAD_REPO");
  }

  private static Invocation with(String member, String json) {
    return Sample.check(message(member, json));
  }

  private static InvalidInvocation refusal(String member, String json) {
    return Sample.refusal(message(member, json));
  }

  private static JsonRecord message(String member, String json) {
    String before = Sample.TARGET.substring(0, Sample.TARGET.indexOf('"' + member + '"'));
    String rest = Sample.TARGET.substring(before.length());
    String after = rest.contains(",") ? rest.substring(rest.indexOf(',')) : "";
    String method = before + '"' + member + "\":" + json + after;
    return Sample.invocation(method + ",\"workflowInputs\":{}", "{}");
  }
}
