package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * GitHub's GraphQL endpoint, as far as watching workflow runs needs it: {@code nodes} of up to 100
 * ids for one point of a budget of its own. What goes wrong with a node stands in {@code errors}
 * beside the others.
 */
final class GithubGraphql {
  private static final int MOST_IDS = 100;
  private static final int COST = 1;

  private final GithubWorld world;
  private final GithubRateLimit limits;
  private volatile int mostIdsInTime = Integer.MAX_VALUE;

  GithubGraphql(GithubWorld world, Clock clock) {
    this.world = world;
    this.limits = new GithubRateLimit(clock, "graphql");
  }

  GithubRateLimit limits() {
    return limits;
  }

  /** Queries with more ids take too long from now on: 502. */
  void mostIdsInTime(int ids) {
    mostIdsInTime = ids;
  }

  Answer answer(Request request, GithubPrincipal who) {
    if (!request.method().equals("POST")) {
      throw GithubErrors.notFound();
    }
    limits.checkSecondary();
    ObjectNode body = GithubBodies.object(request.body());
    if (!body.path("query").isTextual()) {
      throw GithubErrors.refused(400, "A query attribute must be specified and must be a string.");
    }
    if (limits.isUsedUp(who.key())) {
      return errors(error("RATE_LIMITED", "API rate limit exceeded for " + who.key() + "."));
    }
    JsonNode ids = body.path("variables").path("ids");
    if (ids.size() > mostIdsInTime) {
      limits.count(who.key());
      throw GithubErrors.refused(502, "Something went wrong while executing your query.");
    }
    Map<String, Map<String, Object>> asked;
    try {
      asked = GraphqlQuery.read(body.path("query").asText());
    } catch (GraphqlQuery.Wrong wrong) {
      return errors(error(null, wrong.getMessage()));
    }
    if (asked.containsKey("nodes") && !ids.isArray()) {
      return errors(error(null, "Variable $ids of type [ID!]! was provided invalid value"));
    }
    if (ids.size() > MOST_IDS) {
      return errors(
          error(
              "ARGUMENT_LIMIT",
              "You may not provide more than "
                  + MOST_IDS
                  + " node ids; you provided "
                  + ids.size()
                  + "."));
    }
    limits.count(who.key());
    synchronized (world) {
      world.announceDue();
      return execute(asked, ids, who);
    }
  }

  private Answer execute(
      Map<String, Map<String, Object>> asked, JsonNode ids, GithubPrincipal who) {
    ObjectNode answer = GithubJson.object();
    ObjectNode data = answer.putObject("data");
    ArrayNode errors = GithubJson.array();
    if (asked.containsKey("nodes")) {
      ArrayNode nodes = data.putArray("nodes");
      for (int i = 0; i < ids.size(); i++) {
        nodes.add(node(asked.get("nodes"), ids.get(i).asText(), who, errors, i));
      }
    }
    if (asked.containsKey("rateLimit")) {
      ObjectNode limit = limits.ofGraphql(who.key(), COST);
      limit.retain(asked.get("rateLimit").keySet());
      data.set("rateLimit", limit);
    }
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    return Answer.json(200, answer);
  }

  private JsonNode node(
      Map<String, Object> asked, String id, GithubPrincipal who, ArrayNode errors, int position) {
    LiveGithubRun run = id.matches("WFR_\\d+") ? world.run(Long.parseLong(id.substring(4))) : null;
    if (run == null || !who.sees(run.repository()) || !run.visibleAt(world.now())) {
      ObjectNode error =
          error("NOT_FOUND", "Could not resolve to a node with the global id of '" + id + "'.");
      error.putArray("path").add("nodes").add(position);
      errors.add(error);
      return GithubJson.object().nullNode();
    }
    Instant now = world.now();
    LiveGithubRun.State state = run.latest().at(now);
    ObjectNode all = GithubJson.object();
    all.put("__typename", "WorkflowRun");
    all.put("id", id);
    all.put("updatedAt", GithubJson.time(state.updated()));
    all.put("createdAt", GithubJson.time(run.created()));
    all.put("event", run.event());
    all.put("runNumber", run.number());
    @SuppressWarnings("unchecked")
    Map<String, Object> ofRun =
        (Map<String, Object>) asked.getOrDefault("... on WorkflowRun", Map.of());
    @SuppressWarnings("unchecked")
    Map<String, Object> ofSuite = (Map<String, Object>) ofRun.get("checkSuite");
    if (ofSuite != null) {
      if (!world.checksReadable() || !who.mayRead("checks")) {
        String by =
            who.kind() == GithubPrincipal.Kind.TOKEN ? "personal access token" : "integration";
        ObjectNode error = error("FORBIDDEN", "Resource not accessible by " + by);
        error.putArray("path").add("nodes").add(position).add("checkSuite");
        errors.add(error);
        // A check suite is never null, so the null climbs to what may be: the node.
        return GithubJson.object().nullNode();
      }
      all.set("checkSuite", checkSuite(ofSuite, run, state));
    }
    ObjectNode shown = GithubJson.object();
    all.properties()
        .forEach(
            field -> {
              if (asked.containsKey(field.getKey()) || ofRun.containsKey(field.getKey())) {
                shown.set(field.getKey(), field.getValue());
              }
            });
    return shown;
  }

  private static ObjectNode checkSuite(
      Map<String, Object> asked, LiveGithubRun run, LiveGithubRun.State state) {
    ObjectNode suite = GithubJson.object();
    suite.put("id", "CS_" + run.id());
    suite.put("status", state.status().toUpperCase(Locale.ROOT));
    suite.put(
        "conclusion",
        state.conclusion() == null ? null : state.conclusion().toUpperCase(Locale.ROOT));
    suite.put("createdAt", GithubJson.time(run.created()));
    suite.put("updatedAt", GithubJson.time(state.updated()));
    return suite.retain(asked.keySet());
  }

  private static ObjectNode error(String type, String message) {
    ObjectNode error = GithubJson.object();
    if (type != null) {
      error.put("type", type);
    }
    return error.put("message", message);
  }

  private static Answer errors(ObjectNode error) {
    ObjectNode answer = GithubJson.object();
    answer.putArray("errors").add(error);
    return Answer.json(200, answer);
  }
}
