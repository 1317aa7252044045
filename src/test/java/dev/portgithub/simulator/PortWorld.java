package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The actions, runs and entities of a simulated Port organisation, behind one lock. */
final class PortWorld {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** A self-service action or automation. */
  record Action(
      String identifier,
      String title,
      ObjectNode invocationMethod,
      Map<String, String> formDefaults) {}

  private final Clock clock;
  private final Random random = new Random();
  private final Map<String, Action> actions = new LinkedHashMap<>();
  private final Map<String, LivePortRun> runs = new LinkedHashMap<>();
  private final Map<String, Map<String, ObjectNode>> entities = new LinkedHashMap<>();
  private final List<Consumer<PortRun>> created = new CopyOnWriteArrayList<>();

  private Duration longestClaim = Duration.ofDays(1);

  PortWorld(Clock clock) {
    this.clock = clock;
  }

  /** To the millisecond, as Port prints it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  synchronized void longestClaim(Duration longest) {
    longestClaim = longest;
  }

  /** When a claim ends that is made now. */
  synchronized Instant claimEnd(Duration asked) {
    return now().plus(asked.compareTo(longestClaim) < 0 ? asked : longestClaim);
  }

  synchronized List<Action> actions() {
    return List.copyOf(actions.values());
  }

  synchronized void define(Action action) {
    actions.put(action.identifier(), action);
  }

  void onCreated(Consumer<PortRun> listener) {
    created.add(listener);
  }

  /**
   * Starts an action as a user would; the hooks run on the caller's thread, after the run exists.
   */
  PortRun start(String identifier, ObjectNode properties, String entity, String source) {
    PortRun run;
    synchronized (this) {
      Action action = actions.get(identifier);
      if (action == null) {
        throw PortErrors.notFound("The action " + identifier);
      }
      String id = "r_" + randomText(16);
      ObjectNode data = NODES.objectNode();
      data.set("inputs", properties);
      data.put("entity", entity);
      data.putObject("run").put("id", id);
      data.putObject("action").put("identifier", identifier);
      ObjectNode trigger = data.putObject("trigger");
      trigger.put("origin", source).put("at", now().toString());
      trigger.putObject("by").putObject("user").put("email", "dana.ops@example.test");
      JsonNode payload = new PortTemplates(data).resolve(action.invocationMethod());
      run = add(id, action, source, entity, null, properties, payload).view();
    }
    created.forEach(listener -> listener.accept(run));
    return run;
  }

  /** Puts a run into the world without calling the hooks. */
  synchronized PortRun create(String id, String identifier, JsonNode payload) {
    if (runs.containsKey(id)) {
      throw new IllegalArgumentException("run " + id + " exists already");
    }
    Action known = actions.get(identifier);
    Action action =
        known != null ? known : new Action(identifier, identifier, NODES.objectNode(), Map.of());
    return add(id, action, "UI", null, null, NODES.objectNode(), payload).view();
  }

  private LivePortRun add(
      String id,
      Action action,
      String source,
      String entity,
      String blueprint,
      JsonNode properties,
      JsonNode payload) {
    LivePortRun run =
        new LivePortRun(
            id,
            action.identifier(),
            action.title(),
            source,
            entity,
            blueprint,
            properties,
            payload,
            now());
    runs.put(id, run);
    return run;
  }

  private String randomText(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** The run, or 404. Use it under this object's lock. */
  LivePortRun run(String id) {
    LivePortRun run = runs.get(id);
    if (run == null) {
      throw PortErrors.notFound("The run " + id);
    }
    return run;
  }

  synchronized PortRun view(String id) {
    PortRun run = findView(id);
    if (run == null) {
      throw new IllegalArgumentException("no run " + id);
    }
    return run;
  }

  /** Oldest first. */
  synchronized List<PortRun> views() {
    return runs.values().stream().map(LivePortRun::view).toList();
  }

  /** Oldest first. */
  synchronized List<LivePortRun> oldest(Predicate<LivePortRun> which) {
    return runs.values().stream().filter(which).toList();
  }

  /** Newest first. */
  synchronized List<LivePortRun> newest(Predicate<LivePortRun> which, int limit) {
    List<LivePortRun> all = new ArrayList<>(runs.values());
    List<LivePortRun> found = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && found.size() < limit; i--) {
      if (which.test(all.get(i))) {
        found.add(all.get(i));
      }
    }
    return found;
  }

  /** The views of the newest runs, newest first. */
  synchronized List<PortRun> newestViews(int limit) {
    return newest(run -> true, limit).stream().map(LivePortRun::view).toList();
  }

  synchronized int size() {
    return runs.size();
  }

  /** The run's view, or null. */
  synchronized PortRun findView(String id) {
    LivePortRun run = runs.get(id);
    return run == null ? null : run.view();
  }

  synchronized void endByUser(String id, String status) {
    run(id).endByUser(status, now());
  }

  synchronized void endByProgram(String id, String status) {
    run(id).patch(NODES.objectNode().put("status", status), now());
  }

  synchronized void status(String id, String status) {
    run(id).status(status);
  }

  synchronized void remove(String id) {
    runs.remove(id);
  }

  /** Creates or changes an entity; {@code merge} keeps the properties that are not given. */
  synchronized ObjectNode upsert(
      String blueprint, ObjectNode given, boolean upsert, boolean merge, String runId) {
    LivePortRun run = runId == null ? null : run(runId);
    if (run != null && !run.inProgress()) {
      throw PortErrors.invalid("The run " + runId + " is not in progress");
    }
    Map<String, ObjectNode> all = entities.computeIfAbsent(blueprint, b -> new LinkedHashMap<>());
    String identifier = given.get("identifier").asText();
    ObjectNode old = all.get(identifier);
    if (old != null && !upsert) {
      throw PortErrors.refused(409, "conflict", "The entity " + identifier + " exists already");
    }
    ObjectNode entity = old != null && merge ? old.deepCopy() : NODES.objectNode();
    for (String part : List.of("properties", "relations")) {
      ObjectNode kept = entity.withObjectProperty(part);
      if (given.has(part)) {
        kept.setAll((ObjectNode) given.get(part));
      }
    }
    given
        .properties()
        .forEach(
            m -> {
              if (!m.getKey().equals("properties") && !m.getKey().equals("relations")) {
                entity.set(m.getKey(), m.getValue());
              }
            });
    entity.put("blueprint", blueprint);
    entity.put("createdAt", old == null ? now().toString() : old.path("createdAt").asText());
    entity.put("updatedAt", now().toString());
    all.put(identifier, entity);
    if (run != null) {
      run.entity(given, now());
    }
    return entity.deepCopy();
  }

  synchronized List<JsonNode> entities(String blueprint) {
    return entities.getOrDefault(blueprint, Map.of()).values().stream()
        .map(entity -> (JsonNode) entity.deepCopy())
        .toList();
  }

  synchronized List<String> blueprints() {
    return List.copyOf(entities.keySet());
  }
}
