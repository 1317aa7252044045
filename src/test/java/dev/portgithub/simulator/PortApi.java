package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The endpoints of Port's API: token, organisation, runs, logs, entities. */
final class PortApi {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final PortBody CREDENTIALS =
      new PortBody().text("clientId").text("clientSecret").require("clientId", "clientSecret");
  private static final PortBody PATCH =
      new PortBody()
          .oneOf("status", "SUCCESS", "FAILURE")
          .text("statusLabel")
          .textOrTexts("link")
          .text("summary")
          .text("externalRunId")
          .object("message")
          .notEmpty();
  private static final PortBody LOG =
      new PortBody()
          .text("message")
          .oneOf("terminationStatus", "SUCCESS", "FAILURE")
          .text("statusLabel")
          .require("message");
  private static final PortBody START =
      new PortBody().object("properties").text("entity").require("properties");
  private static final PortBody ENTITY =
      new PortBody()
          .text("identifier")
          .member("title", v -> v.isTextual() || v.isNull())
          .member("icon", v -> v.isTextual() || v.isNull())
          .member("team", v -> v.isTextual() || v.isArray() || v.isNull())
          .object("properties")
          .object("relations")
          .require("identifier");

  private final PortWorld world;
  private final PortTokens tokens;
  private final String orgId;
  private final String clientId;
  private final Set<String> clientSecrets;
  private final Router<Request> router = new Router<>();
  private volatile ObjectNode kafkaCredentials;

  PortApi(
      PortWorld world,
      PortTokens tokens,
      String orgId,
      String clientId,
      Set<String> clientSecrets) {
    this.world = world;
    this.tokens = tokens;
    this.orgId = orgId;
    this.clientId = clientId;
    this.clientSecrets = clientSecrets;
    new PortClaims(world, router);
    router
        .on("GET", "/v1/kafka-credentials", (r, p) -> kafkaCredentials())
        .on("GET", "/v1/organization", (r, p) -> organization())
        .on("GET", "/v1/actions/runs", (r, p) -> runs(r))
        .on("GET", "/v1/actions/runs/{run}", this::run)
        .on("PATCH", "/v1/actions/runs/{run}", this::patch)
        .on("POST", "/v1/actions/runs/{run}/logs", this::log)
        .on("GET", "/v1/actions/runs/{run}/logs", this::logs)
        .on("POST", "/v1/actions/{action}/runs", this::start)
        .on("POST", "/v1/blueprints/{blueprint}/entities", this::upsert)
        .on("GET", "/v1/blueprints/{blueprint}/entities", this::entities)
        .on("GET", "/v1/blueprints/{blueprint}/entities/{entity}", this::entity);
  }

  void kafkaCredentials(ObjectNode credentials) {
    this.kafkaCredentials = credentials;
  }

  Answer handle(Request request) {
    if (request.body().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw PortErrors.refused(413, "payload_too_large", "The body is larger than 1 MiB");
    }
    if (request.method().equals("POST") && request.path().equals("/v1/auth/access_token")) {
      return token(request);
    }
    tokens.check(request);
    return router
        .route(request, request.method(), request.segments())
        .orElseThrow(() -> PortErrors.notFound("The route " + request.path()));
  }

  private static ObjectNode ok() {
    return NODES.objectNode().put("ok", true);
  }

  private Answer token(Request request) {
    ObjectNode body = CREDENTIALS.check(request);
    boolean known =
        clientId.equals(body.get("clientId").asText())
            && clientSecrets.contains(body.get("clientSecret").asText());
    if (!known) {
      throw PortErrors.refused(401, "invalid_credentials", "The client id or secret is wrong");
    }
    ObjectNode answer = ok();
    answer.put("accessToken", tokens.current());
    answer.put("expiresIn", tokens.secondsLeft());
    answer.put("tokenType", "Bearer");
    return Answer.json(200, answer);
  }

  private Answer kafkaCredentials() {
    ObjectNode answer = ok();
    answer.set("credentials", kafkaCredentials);
    return Answer.json(200, answer);
  }

  private Answer organization() {
    ObjectNode answer = ok();
    answer.putObject("organization").put("id", orgId).put("name", "Acme");
    return Answer.json(200, answer);
  }

  // --- runs -----------------------------------------------------------------------------------

  private static boolean v2(Request request) {
    Optional<String> version = request.param("version");
    if (version.isPresent() && !version.get().equals("v1") && !version.get().equals("v2")) {
      throw PortErrors.invalid("The version must be v1 or v2");
    }
    return version.filter("v2"::equals).isPresent();
  }

  private Answer answer(int status, LivePortRun run, Request request) {
    ObjectNode answer = ok();
    answer.set("run", run.json(v2(request)));
    return Answer.json(status, answer);
  }

  private LivePortRun actionRun(Map<String, String> path) {
    LivePortRun run = world.run(path.get("run"));
    if (run.node()) {
      throw PortErrors.notFound("The run " + run.id);
    }
    return run;
  }

  private Answer run(Request request, Map<String, String> path) {
    synchronized (world) {
      return answer(200, actionRun(path), request);
    }
  }

  private Answer patch(Request request, Map<String, String> path) {
    ObjectNode body = PATCH.check(request);
    synchronized (world) {
      LivePortRun run = actionRun(path);
      run.patch(body, world.now());
      return answer(200, run, request);
    }
  }

  private Answer log(Request request, Map<String, String> path) {
    ObjectNode body = LOG.check(request);
    synchronized (world) {
      LivePortRun run = actionRun(path);
      ObjectNode answer = ok();
      answer.set("runLog", line(run.id, run.log(body, world.now())));
      return Answer.json(201, answer);
    }
  }

  private static ObjectNode line(String runId, LivePortRun.LogLine line) {
    ObjectNode json = NODES.objectNode();
    json.put("id", line.id());
    json.put("runId", runId);
    json.put("message", line.message());
    json.put("createdBy", "machine@clients");
    json.put("createdAt", line.at().toString());
    return json;
  }

  private Answer logs(Request request, Map<String, String> path) {
    int limit = number(request, "limit", 50, 1, 50);
    int offset = number(request, "offset", 0, 0, Integer.MAX_VALUE);
    synchronized (world) {
      LivePortRun run = actionRun(path);
      ObjectNode answer = ok();
      ArrayNode lines = answer.putArray("runLogs");
      run.logs().stream().skip(offset).limit(limit).forEach(l -> lines.add(line(run.id, l)));
      return Answer.json(200, answer);
    }
  }

  private Answer runs(Request request) {
    int limit = number(request, "limit", 1000, 1, 1000);
    Optional<String> external = request.param("external_run_id");
    Optional<Boolean> active = request.param("active").map(Boolean::parseBoolean);
    Optional<String> action = request.param("action");
    Optional<String> entity = request.param("entity");
    Optional<String> blueprint = request.param("blueprint");
    Optional<String> source = request.param("source");
    ObjectNode answer = ok();
    ArrayNode runs = answer.putArray("runs");
    synchronized (world) {
      List<LivePortRun> found =
          world.newest(
              run ->
                  !run.node()
                      && external.map(e -> e.equals(run.externalRunId())).orElse(true)
                      && active.map(a -> a != run.ended()).orElse(true)
                      && action.map(a -> a.equals(run.action)).orElse(true)
                      && entity.map(e -> e.equals(run.entity)).orElse(true)
                      && blueprint.map(b -> b.equals(run.blueprint)).orElse(true)
                      && source.map(s -> s.equals(run.source)).orElse(true),
              limit);
      found.forEach(run -> runs.add(run.json(v2(request))));
    }
    return Answer.json(200, answer);
  }

  private static int number(Request request, String name, int otherwise, int least, int most) {
    try {
      int value = request.param(name).map(Integer::parseInt).orElse(otherwise);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw PortErrors.invalid(name + " must be a number from " + least + " to " + most);
  }

  private Answer start(Request request, Map<String, String> path) {
    ObjectNode body = START.check(request);
    String entity = body.hasNonNull("entity") ? body.get("entity").asText() : null;
    ObjectNode properties = (ObjectNode) body.get("properties");
    PortRun run = world.start(path.get("action"), properties, entity, "API");
    synchronized (world) {
      return answer(202, world.run(run.id()), request);
    }
  }

  // --- entities -------------------------------------------------------------------------------

  private Answer upsert(Request request, Map<String, String> path) {
    ObjectNode body = ENTITY.check(request);
    boolean upsert = flag(request, "upsert", true);
    boolean merge = flag(request, "merge", false);
    ObjectNode entity =
        world.upsert(
            path.get("blueprint"), body, upsert, merge, request.param("run_id").orElse(null));
    ObjectNode answer = ok();
    answer.set("entity", entity);
    return Answer.json(201, answer);
  }

  private static boolean flag(Request request, String name, boolean required) {
    Optional<String> value = request.param(name);
    boolean valid = value.map(v -> v.equals("true") || v.equals("false")).orElse(!required);
    if (!valid) {
      throw PortErrors.invalid("The query needs " + name + "=true or " + name + "=false");
    }
    return value.map(Boolean::parseBoolean).orElse(false);
  }

  private Answer entities(Request request, Map<String, String> path) {
    ObjectNode answer = ok();
    ArrayNode all = answer.putArray("entities");
    world.entities(path.get("blueprint")).forEach(all::add);
    return Answer.json(200, answer);
  }

  private Answer entity(Request request, Map<String, String> path) {
    List<JsonNode> found = new ArrayList<>(world.entities(path.get("blueprint")));
    found.removeIf(e -> !e.path("identifier").asText().equals(path.get("entity")));
    if (found.isEmpty()) {
      throw PortErrors.notFound("The entity " + path.get("entity"));
    }
    ObjectNode answer = ok();
    answer.set("entity", found.get(0));
    return Answer.json(200, answer);
  }
}
