package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.simulator.GithubRepository;
import dev.portgithub.simulator.GithubSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each refusal of a dispatch has a hint, and whoever follows it is not refused again. */
class GitHubHintsTest {
  private static final String TOKEN = "ghp_hints";
  private static final String MAIN = "{\"ref\":\"main\"}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final GithubSimulator github =
      GithubSimulator.builder().token(TOKEN, "deploy-bot").start();
  private final GithubRepository repository =
      github.repository("acme-inc", "services").workflow("deploy.yml");

  @AfterEach
  void close() {
    github.close();
  }

  /** GitHub's answer to a dispatch, as the gateway hands it on. */
  private RemoteAnswer dispatch(String body) throws IOException, InterruptedException {
    URI address =
        URI.create(
            github.url() + "/repos/acme-inc/services/actions/workflows/deploy.yml/dispatches");
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    String[] headers =
        response.headers().map().entrySet().stream()
            .flatMap(header -> Stream.of(header.getKey(), header.getValue().get(0)))
            .toArray(String[]::new);
    String json = response.body();
    return answer(response.statusCode(), json.isEmpty() ? null : json, headers);
  }

  private String hint(String body) throws IOException, InterruptedException {
    RemoteAnswer refusal = dispatch(body);
    assertThat(refusal.status()).isBetween(400, 499);
    return GitHubHints.hint(refusal);
  }

  private void assertTaken(String body) throws IOException, InterruptedException {
    RemoteAnswer answer = dispatch(body);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  @Test
  void a_missing_permission_is_named() throws Exception {
    repository.forbidDispatch("actions=write");
    assertThat(hint(MAIN)).contains("needs Actions: write", "(GitHub asks for: actions=write)");
    repository.forbidDispatch(null);
    assertTaken(MAIN);
  }

  @Test
  void an_archived_repository_is_to_be_unarchived() throws Exception {
    repository.archived(true);
    assertThat(hint(MAIN)).startsWith("Unarchive the repository");
    repository.archived(false);
    assertTaken(MAIN);
  }

  @Test
  void a_ref_that_is_unknown_is_to_be_created() throws Exception {
    String body = "{\"ref\":\"v2.1.0\"}";
    assertThat(hint(body)).startsWith("Create the branch or tag");
    repository.tag("v2.1.0");
    assertTaken(body);
  }

  @Test
  void inputs_that_are_unknown_are_to_be_declared() throws Exception {
    String body = "{\"ref\":\"main\",\"inputs\":{\"service\":\"checkout\"}}";
    assertThat(hint(body)).startsWith("Declare these inputs");
    repository.workflow("deploy.yml", workflow -> workflow.input("service"));
    assertTaken(body);
  }

  @Test
  void an_input_that_is_required_is_to_be_given_or_to_have_a_default() throws Exception {
    repository.workflow("deploy.yml", workflow -> workflow.input("stage", true, "string"));
    assertThat(hint(MAIN)).startsWith("Give the input").contains("or a default");
    repository.workflow("deploy.yml", workflow -> workflow.defaultValue("stage", "test"));
    assertTaken(MAIN);
  }

  @Test
  void inputs_that_are_too_large_are_to_be_shortened() throws Exception {
    repository.workflow("deploy.yml", workflow -> workflow.input("text"));
    String body = "{\"ref\":\"main\",\"inputs\":{\"text\":\"%s\"}}";
    assertThat(hint(body.formatted("x".repeat(65_536)))).contains("GitHub takes 65,535 characters");
    assertTaken(body.formatted("x".repeat(65_000)));
  }

  @Test
  void a_workflow_without_the_trigger_is_to_have_it_at_that_ref() throws Exception {
    repository
        .branch("old")
        .workflow("deploy.yml", workflow -> workflow.at("old", content -> content.noTrigger()));
    assertThat(hint("{\"ref\":\"old\"}")).startsWith("Add on: workflow_dispatch");
    repository.workflow("deploy.yml", workflow -> workflow.at("old", content -> {}));
    assertTaken("{\"ref\":\"old\"}");
  }

  @Test
  void a_disabled_workflow_is_to_be_enabled() throws Exception {
    repository.workflow("deploy.yml", workflow -> workflow.state("disabled_manually"));
    assertThat(hint(MAIN)).startsWith("Enable the workflow");
    repository.workflow("deploy.yml", workflow -> workflow.state("active"));
    assertTaken(MAIN);
  }

  @Test
  void a_workflow_that_is_not_there_is_to_be_looked_for() throws Exception {
    repository.removeWorkflow("deploy.yml");
    assertThat(hint(MAIN)).contains("organisation, repository and workflow file");
    repository.workflow("deploy.yml");
    assertTaken(MAIN);
  }

  @Test
  void a_credential_that_is_refused_is_to_be_renewed() throws Exception {
    github.revokeToken(TOKEN);
    assertThat(hint(MAIN)).contains("must renew GITHUB_TOKEN");
    github.addToken(TOKEN, "deploy-bot");
    assertTaken(MAIN);
  }
}
