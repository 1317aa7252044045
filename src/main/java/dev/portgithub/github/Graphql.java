package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.Settings;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RetryTime;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One GraphQL query for the state of up to a hundred workflow runs, in any repositories that the
 * credential sees: one point of a budget of its own.
 *
 * <p>It shows no attempts, so it is never a verdict. Source: GitHub's public GraphQL schema.
 */
public final class Graphql {
  /** The most that GitHub takes. */
  public static final int MOST_IDS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration UNTOLD_PAUSE = Duration.ofMinutes(1);

  // A workflow run has no state of its own here, and its number may not fit databaseId.
  private static final String QUERY =
      "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on WorkflowRun { checkSuite {"
          + " status conclusion } } } rateLimit { cost remaining resetAt } }";

  private final Settings settings;
  private final GitHubBudget budget;
  private final Clock clock;

  public Graphql(Settings settings, GitHubBudget budget, Clock clock) {
    this.settings = settings;
    this.budget = budget;
    this.clock = clock;
  }

  /** What it shows of a workflow run: its status, in the words of REST. */
  public record Shown(String nodeId, String status) {}

  /** GitHub does not let the credential ask that, or does not understand the question. */
  public static final class Unusable extends RuntimeException {
    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  public RemoteCall call(String credential, List<String> nodeIds) {
    ObjectNode body = JSON.createObjectNode().put("query", QUERY);
    body.putObject("variables").set("ids", JSON.valueToTree(nodeIds));
    return RemoteCall.graphql(address(), credential).withJson(body.toString());
  }

  /** On an Enterprise server it is not below /api/v3. */
  private String address() {
    return settings.gitHubApiUrl().replaceFirst("/api/v3$", "/api");
  }

  /**
   * What an answer shows. A workflow run that is missing beside others says nothing: it may be
   * deleted, too new to be seen, or of an owner who does not let GraphQL see it.
   *
   * @throws RemoteBusy when the points of the hour are used up, which pauses this budget alone
   * @throws Unusable when asking again would bring the same
   */
  public List<Shown> read(RemoteCall call, RemoteAnswer answer) {
    List<Shown> shown = new ArrayList<>();
    for (JsonNode node : answer.json().path("data").path("nodes")) {
      String status = node.path("checkSuite").path("status").asText("");
      if (!status.isEmpty()) {
        shown.add(new Shown(node.path("id").asText(""), status.toLowerCase(Locale.ROOT)));
      }
    }
    if (shown.isEmpty()) {
      for (JsonNode error : answer.json().path("errors")) {
        throwUnlessHarmless(call, answer, error);
      }
    }
    return shown;
  }

  private void throwUnlessHarmless(RemoteCall call, RemoteAnswer answer, JsonNode error) {
    String message = Texts.line(error.path("message").asText("no message"), 300);
    switch (error.path("type").asText("")) {
      case "NOT_FOUND" -> {
        // Nothing is known of this one.
      }
      case "RATE_LIMITED" -> {
        Long reset = answer.number("X-RateLimit-Reset");
        Instant now = Instant.now(clock);
        Instant until =
            reset == null ? now.plus(UNTOLD_PAUSE) : RetryTime.at(now, reset).plusSeconds(1);
        budget.pause(call.budget(), until, message);
        throw new RemoteBusy("GitHub limits GraphQL: " + message, until);
      }
      case "FORBIDDEN", "INSUFFICIENT_SCOPES" ->
          throw new Unusable(message + " (it needs the permission Checks: read)");
      default -> {
        if (answer.json().path("data").path("nodes").isEmpty()) {
          throw new Unusable(message);
        }
      }
    }
  }
}
