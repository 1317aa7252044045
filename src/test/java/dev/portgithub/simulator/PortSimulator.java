package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A strict Port on 127.0.0.1, under {@code /v1}: token, organisation, Kafka credentials, actions,
 * runs with logs, entities.
 *
 * <p>Bodies are closed schemas: unknown members, wrong types and writes to a run that has ended are
 * refused with 422. It sends nothing by itself; what happens when a run is created is up to the
 * hook, which usually writes the invocation to Kafka. It does not know blueprints: any name will
 * do. Time is the given clock's. Safe for use by many threads.
 */
public final class PortSimulator implements AutoCloseable {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final SimulatorServer server;
  private final PortWorld world;
  private final PortTokens tokens;
  private final PortApi api;
  private final String orgId;
  private final String clientId;
  private final String clientSecret;

  private PortSimulator(Builder builder) {
    orgId = builder.orgId;
    clientId = builder.clientId;
    clientSecret = builder.clientSecret;
    world = new PortWorld(builder.clock);
    tokens = new PortTokens(builder.clock);
    api = new PortApi(world, tokens, orgId, clientId, builder.signInSecrets());
    PortPages pages = new PortPages(world);
    server = new SimulatorServer("port", builder.port, builder.clock, this::answer, pages::handle);
    server.start();
  }

  /** Starts with a system clock, any free port and invented credentials. */
  public static Builder builder() {
    return new Builder();
  }

  /** What has to be known at the start. */
  public static final class Builder {
    private int port;
    private String orgId = "org_Zx81LmQp0TfYvB2c";
    private String clientId = "simulated-client-id";
    private String clientSecret =
        "kQ7mZr2Xw9LtB4vHs8NcJd5PyF1gAe6UoTi3RxWq0ECbVnMlKjShGfDpYzOuIa0b";
    private String formerClientSecret;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** The port on 127.0.0.1; 0 means any. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The organisation. */
    public Builder orgId(String orgId) {
      this.orgId = orgId;
      return this;
    }

    /** The client id that may fetch a token. */
    public Builder clientId(String clientId) {
      this.clientId = clientId;
      return this;
    }

    /** Its secret, which also signs invocations. */
    public Builder clientSecret(String clientSecret) {
      this.clientSecret = clientSecret;
      return this;
    }

    /** The secret before a rotation that is under way: still good for a token, signs nothing. */
    public Builder formerClientSecret(String formerClientSecret) {
      this.formerClientSecret = formerClientSecret;
      return this;
    }

    private Set<String> signInSecrets() {
      return formerClientSecret == null
          ? Set.of(clientSecret)
          : Set.of(clientSecret, formerClientSecret);
    }

    /** The time of runs and tokens. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Binds the port and starts. */
    public PortSimulator start() {
      return new PortSimulator(this);
    }
  }

  /** The address without {@code /v1} and without a trailing slash; the pages are there as well. */
  public String url() {
    return server.url();
  }

  /** The organisation's id. */
  public String orgId() {
    return orgId;
  }

  /** The client id that is accepted. */
  public String clientId() {
    return clientId;
  }

  /** The secret that is accepted and signs invocations. */
  public String clientSecret() {
    return clientSecret;
  }

  /** Every call so far. */
  public Journal journal() {
    return server.journal();
  }

  /** The fault switch. */
  public Faults faults() {
    return server.faults();
  }

  /** Claims of pending runs last no longer than this, whatever was asked for. */
  public void claimsLast(Duration longest) {
    world.longestClaim(longest);
  }

  /** Every answer of the API leaves this much later, in real time. */
  public void latency(Duration latency) {
    server.latency(latency);
  }

  /** How many calls were open at the same time, at most. */
  public int peakConcurrentCalls() {
    return server.peak();
  }

  @Override
  public void close() {
    server.close();
  }

  // --- credentials ----------------------------------------------------------------------------

  /** Makes the token that is in use invalid; the next request for one gets a new one. */
  public void expireTokens() {
    tokens.expire();
  }

  /** What {@code GET /v1/kafka-credentials} tells. */
  public void kafkaCredentials(List<String> brokers, String user, String password) {
    ObjectNode credentials = NODES.objectNode();
    brokers.forEach(credentials.putArray("brokers")::add);
    credentials.put("username", user);
    credentials.put("password", password);
    api.kafkaCredentials(credentials);
  }

  /** As if no Kafka had been provisioned: {@code credentials} is null, as at the start. */
  public void noKafkaCredentials() {
    api.kafkaCredentials(null);
  }

  // --- actions and runs -----------------------------------------------------------------------

  /**
   * Registers an action that {@link #startAction} and {@code POST /v1/actions/ID/runs} can start.
   * Plain path templates in the invocation method ({@code {{ .inputs.x }}}, {@code {{ .run.id }}})
   * are filled in.
   */
  public void defineAction(String identifier, String title, ObjectNode invocationMethod) {
    defineAction(identifier, title, invocationMethod, Map.of());
  }

  /**
   * The same, with what its form holds at first.
   *
   * @param formDefaults by the name of the input
   */
  public void defineAction(
      String identifier,
      String title,
      ObjectNode invocationMethod,
      Map<String, String> formDefaults) {
    world.define(
        new PortWorld.Action(identifier, title, invocationMethod.deepCopy(), formDefaults));
  }

  /** Starts an action as a user in the UI would; the hooks have run when this returns. */
  public PortRun startAction(String identifier, ObjectNode properties, String entity) {
    return world.start(identifier, properties, entity, "UI");
  }

  /** Puts an IN_PROGRESS run into Port without calling the hooks. */
  public PortRun createRun(String runId, String actionIdentifier, JsonNode payload) {
    return world.create(runId, actionIdentifier, payload);
  }

  /** What Port writes to the topic for a run, signed now. */
  public byte[] record(PortRun run) {
    return SignedInvocation.formA(
        SignedInvocation.of(run, orgId), clientSecret, world.now().getEpochSecond());
  }

  /** Called for every started action, on the starting thread, after the run exists. */
  public void onRunCreated(Consumer<PortRun> listener) {
    world.onCreated(listener);
  }

  /** One run as it stands. */
  public PortRun run(String id) {
    return world.view(id);
  }

  /** All runs, oldest first. */
  public List<PortRun> runs() {
    return world.views();
  }

  /** Ends a run as a user in the UI would. */
  public void endRun(String id, String status) {
    world.endByUser(id, status);
  }

  /** Ends a run as a program with credentials would, such as a step of the workflow. */
  public void endByProgram(String id, String status) {
    world.endByProgram(id, status);
  }

  /** Puts a run into a status that is not an end (WAITING_FOR_APPROVAL, DECLINED). */
  public void setStatus(String id, String status) {
    world.status(id, status);
  }

  /** Removes a run, as if Port had forgotten it. */
  public void deleteRun(String id) {
    world.remove(id);
  }

  /** The entities of a blueprint, in the order of their creation. */
  public List<JsonNode> entities(String blueprint) {
    return world.entities(blueprint);
  }

  private Answer answer(Request request) {
    Answer answer;
    try {
      answer = api.handle(request);
    } catch (Refused refused) {
      answer = refused.answer();
    }
    return answer.with("X-Trace-Id", UUID.randomUUID().toString());
  }

  /** Runs an empty Port until the process ends. Arguments: port, org id, client id, secret. */
  public static void main(String[] args) throws InterruptedException {
    Builder builder = builder().port(args.length > 0 ? Integer.parseInt(args[0]) : 8082);
    if (args.length > 3) {
      builder.orgId(args[1]).clientId(args[2]).clientSecret(args[3]);
    }
    PortSimulator simulator = builder.start();
    System.out.println("Port simulator: " + simulator.url() + "  client " + simulator.clientId());
    Thread.currentThread().join();
  }
}
