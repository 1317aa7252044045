package dev.portgithub.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated GraphQL endpoint, as strict as GitHub's. */
class GithubGraphqlTest {
  private static final String QUERY =
      "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on WorkflowRun { updatedAt"
          + " checkSuite { status conclusion updatedAt } } } rateLimit { cost remaining resetAt }"
          + " }";

  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final GithubSimulator github =
      GithubSimulator.builder().clock(clock).token("token", "bot").start();
  private final ObjectMapper json = new ObjectMapper();
  private HttpResponse<String> answer;

  @BeforeEach
  void repository() {
    github.repository("acme", "one").workflow("deploy.yml", workflow -> {});
  }

  @AfterEach
  void close() {
    github.close();
  }

  private String started() {
    return "WFR_" + github.addForeignRun("acme", "one", "deploy.yml", "main", "x", Map.of()).id();
  }

  @Test
  void it_shows_runs_in_the_order_of_the_ids_and_says_what_that_cost() throws Exception {
    String open = started();
    String ended = started();
    github.complete(Long.parseLong(ended.substring(4)), "failure");
    JsonNode data = ask(QUERY, ended, open).path("data");
    assertThat(data.path("nodes").path(0).path("id").asText()).isEqualTo(ended);
    assertThat(data.path("nodes").path(0).path("checkSuite").path("status").asText())
        .isEqualTo("COMPLETED");
    assertThat(data.path("nodes").path(0).path("checkSuite").path("conclusion").asText())
        .isEqualTo("FAILURE");
    assertThat(data.path("nodes").path(1).path("checkSuite").path("status").asText())
        .isEqualTo("IN_PROGRESS");
    assertThat(data.path("nodes").path(1).path("checkSuite").path("conclusion").isNull()).isTrue();
    assertThat(data.path("rateLimit").path("cost").asInt()).isEqualTo(1);
    assertThat(answer.headers().firstValue("x-ratelimit-resource")).contains("graphql");
    assertThat(answer.headers().firstValue("x-ratelimit-remaining")).contains("4999");
  }

  @Test
  void what_it_does_not_know_is_null_beside_the_others() throws Exception {
    String open = started();
    JsonNode all = ask(QUERY, "WFR_1", open);
    assertThat(all.path("data").path("nodes").path(0).isNull()).isTrue();
    assertThat(all.path("data").path("nodes").path(1).path("id").asText()).isEqualTo(open);
    assertThat(all.path("errors").path(0).path("type").asText()).isEqualTo("NOT_FOUND");
    assertThat(all.path("errors").path(0).path("path").toString()).isEqualTo("[\"nodes\",0]");
  }

  @Test
  void more_than_a_hundred_ids_are_refused() throws Exception {
    JsonNode all = ask(QUERY, Collections.nCopies(101, "WFR_1").toArray(String[]::new));
    assertThat(all.path("errors").path(0).path("type").asText()).isEqualTo("ARGUMENT_LIMIT");
    assertThat(all.has("data")).isFalse();
  }

  @Test
  void without_the_right_to_read_checks_each_node_is_forbidden() throws Exception {
    github.checksReadable(false);
    JsonNode all = ask(QUERY, started());
    assertThat(all.path("data").path("nodes").path(0).isNull()).isTrue();
    assertThat(all.path("errors").path(0).path("type").asText()).isEqualTo("FORBIDDEN");
  }

  @Test
  void its_limit_is_of_its_own_and_an_answer_with_200() throws Exception {
    github.graphqlLimit(1, clock.instant().plusSeconds(60));
    ask(QUERY, started());
    JsonNode all = ask(QUERY, started());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(all.path("errors").path(0).path("type").asText()).isEqualTo("RATE_LIMITED");
    assertThat(answer.headers().firstValue("x-ratelimit-remaining")).contains("0");
    clock.tick(Duration.ofSeconds(61));
    assertThat(ask(QUERY, started()).has("errors")).isFalse();
  }

  @Test
  void a_field_that_the_schema_does_not_have_is_an_error() throws Exception {
    for (String wrong :
        List.of(
            QUERY.replace("updatedAt checkSuite", "status checkSuite"),
            QUERY.replace("updatedAt checkSuite", "databaseId checkSuite"),
            QUERY.replace("checkSuite { status conclusion updatedAt }", "checkSuite"),
            QUERY + "}")) {
      JsonNode all = ask(wrong, started());
      assertThat(all.path("errors").path(0).path("message").asText()).as(wrong).isNotEmpty();
      assertThat(all.has("data")).isFalse();
    }
  }

  @Test
  void it_is_not_below_the_prefix_of_rest() throws Exception {
    post("/api/v3/graphql", "token", QUERY, started());
    assertThat(answer.statusCode()).isEqualTo(404);
    post("/api/graphql", "token", QUERY, started());
    assertThat(answer.statusCode()).isEqualTo(200);
    post("/graphql", "other", QUERY, started());
    assertThat(answer.statusCode()).isEqualTo(401);
  }

  private JsonNode ask(String query, String... ids) throws Exception {
    return post("/graphql", "token", query, ids);
  }

  private JsonNode post(String path, String token, String query, String... ids) throws Exception {
    ObjectNode body = json.createObjectNode().put("query", query);
    body.putObject("variables").set("ids", json.valueToTree(ids));
    answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(github.url() + path))
                    .header("Authorization", "Bearer " + token)
                    .header("User-Agent", "test")
                    .POST(BodyPublishers.ofString(body.toString()))
                    .build(),
                BodyHandlers.ofString());
    return json.readTree(answer.body());
  }
}
