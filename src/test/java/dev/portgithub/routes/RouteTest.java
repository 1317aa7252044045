package dev.portgithub.routes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.dispatch.Dispatches;
import dev.portgithub.host.Application;
import dev.portgithub.receive.Intake;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.store.Database;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The routes as they ship, with a real store and strict simulators, but without a broker and
 * without a tick: a test drives its stage itself, by a clock that stands still.
 *
 * <p>All tests share one Spring context; each begins with empty tables, two hours later, and with a
 * repository of its own.
 */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
    classes = {Application.class, RouteTest.StandingClock.class},
    webEnvironment = SpringBootTest.WebEnvironment.MOCK,
    properties = {
      "camel.main.main-run-controller=false",
      "camel.main.routes-include-pattern=file:routes/*.camel.yaml,file:extensions/*.camel.yaml",
      "spring.main.allow-bean-definition-overriding=true",
      "kafka.brokers=127.0.0.1:1",
      "host.password=operator-password",
      "tick.period=20",
      "receive.measure-interval=20",
      "dead-letter.notify=true",
      "dead-letter.notify-owner=acme-inc",
      "dead-letter.notify-repository=operations",
      "dead-letter.notify-interval=50",
      "retention.interval=50",
      "show.period=50",
      "dispatch.lease=30s",
      "results.workflows=acme-inc/*/with-results.yml",
      "dispatch.dry-run=action:rehearsed",
      "remote.response-timeout=2500"
    })
abstract class RouteTest {
  static final String OWNER = "acme-inc";
  static final String TOKEN = "ghp_simulatedTokenOfTheBot0123456789abcd";
  static final String WEBHOOK_SECRET = "It's a Secret to Everybody";
  static final Predicate<Request> DISPATCH = Request.of("POST", "/dispatches$");
  static final Predicate<Request> LIST_RUNS = Request.of("GET", "/actions/runs$");
  static final String DISPATCHES = "/dispatches$";

  static final TestClock CLOCK = new TestClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  static final PortSimulator PORT = PortSimulator.builder().clock(CLOCK).start();
  static final GithubSimulator GITHUB =
      GithubSimulator.builder().clock(CLOCK).token(TOKEN, "deploy-bot").start();

  private static final List<String> STARTED_BY_TESTS =
      List.of(
          "tick",
          "check-credential",
          "measure-backlog",
          "claim-confirmations",
          "claim-dispatches",
          "claim-locating",
          "claim-polls",
          "claim-sweeps",
          "claim-cancellations",
          "compare-with-port",
          "show-waits",
          "claim-reports",
          "notify-operations",
          "clean-up",
          "watch-instances");
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Thrown by the gateway instead of a call, while it is set. */
  private static volatile Exception gitHubFailure;

  private static volatile Exception portFailure;

  static final Watch WATCH = new Watch();

  @Autowired ModelCamelContext camel;
  @Autowired DataSource store;
  ProducerTemplate template;
  Jdbi jdbi;
  String repo;

  /** The clock of the tests instead of the system's. */
  @TestConfiguration
  static class StandingClock {
    @Bean
    Clock clock() {
      return CLOCK;
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry settings) {
    BackendSettings.between(PORT, GITHUB, TOKEN)
        .with("database.url", BackendSettings.h2(Folder.temporary("route-test")))
        .with("github.webhook-secret", WEBHOOK_SECRET)
        .asProperties()
        .forEach((name, value) -> settings.add(name, () -> value));
  }

  @BeforeEach
  void begin() throws Exception {
    if (!camel.isStarted()) {
      prepare();
      camel.start();
    }
    template = camel.createProducerTemplate();
    jdbi = Database.jdbi(store);
    StoreUnderTest.empty(jdbi);
    gitHubFailure = null;
    portFailure = null;
    WATCH.stop();
    CLOCK.tick(Duration.ofHours(2));
    PORT.faults().clear();
    PORT.journal().clear();
    GITHUB.faults().clear();
    GITHUB.endLimits();
    GITHUB.addToken(TOKEN, "deploy-bot");
    GITHUB.dispatchMode(GithubSimulator.DispatchMode.DETAILS);
    GITHUB.contentsReadable(true);
    GITHUB.journal().clear();
    repo = "repo-" + COUNT.incrementAndGet();
    GITHUB
        .repository(OWNER, repo)
        .workflow(
            "deploy.yml",
            workflow ->
                workflow
                    .input("service")
                    .input("version")
                    .job("deploy", "Check out", "Roll out")
                    .plan(Plan.stayInProgress()));
  }

  /** Wakes that nobody took would hold up the stop of the context. */
  @AfterEach
  void forgetWakes() {
    STARTED_BY_TESTS.stream()
        .filter(id -> id.startsWith("claim-"))
        .forEach(id -> camel.getEndpoint("seda:" + id, SedaEndpoint.class).purgeQueue());
  }

  private void prepare() throws Exception {
    camel.getCamelContextExtension().addInterceptStrategy(WATCH);
    AdviceWith.adviceWith(
        camel, "receive-invocations", advice -> advice.replaceFromWith("direct:batch"));
    AdviceWith.adviceWith(
        camel, "receive-webhook", advice -> advice.replaceFromWith("direct:webhook"));
    noWorkerIsFree();
    failing("call-github", exchange -> throwIfSet(gitHubFailure));
    failing("call-port", exchange -> throwIfSet(portFailure));
    // The JDK's server writes the date of the machine over the simulator's.
    AdviceWith.adviceWith(
        camel,
        "send-to-github",
        advice ->
            advice
                .weaveById("learn-github-time")
                .before()
                .process(
                    exchange ->
                        exchange
                            .getMessage()
                            .getBody(RemoteAnswer.class)
                            .headers()
                            .put("Date", TestBackend.httpDate(CLOCK.instant())))
                .id("date-of-simulator"));
    STARTED_BY_TESTS.forEach(id -> camel.getRouteDefinition(id).setAutoStartup("false"));
  }

  /** So reports are delivered when the test says so, and not while it looks. */
  private void noWorkerIsFree() throws Exception {
    AdviceWith.adviceWith(
        camel,
        "hand-over-reports",
        advice ->
            advice
                .weaveById("hand-over-first-report")
                .replace()
                .throwException(new IllegalStateException("Queue full")));
  }

  private void failing(String gateway, Processor failure) throws Exception {
    AdviceWith.adviceWith(
        camel, gateway, advice -> advice.weaveAddFirst().process(failure).id("fail-" + gateway));
  }

  private static void throwIfSet(Exception failure) throws Exception {
    if (failure != null) {
      throw failure;
    }
  }

  /** From now on every call of GitHub ends like this. */
  static void gitHubFails(Exception failure) {
    gitHubFailure = failure;
  }

  /** From now on every call of Port ends like this. */
  static void portFails(Exception failure) {
    portFailure = failure;
  }

  <T> T bean(String name, Class<T> type) {
    return camel.getRegistry().lookupByNameAndType(name, type);
  }

  // --- calls ----------------------------------------------------------------------------------

  /** Runs a stage's route for one piece of work, and waits for its end. */
  void process(String endpoint, Object body) {
    String waiting =
        endpoint.startsWith("seda:") ? endpoint + "?waitForTaskToComplete=Always" : endpoint;
    Exchange exchange = template.send(waiting, sending -> sending.getMessage().setBody(body));
    if (exchange.getException() != null) {
      throw new AssertionError(endpoint + " let a failure through", exchange.getException());
    }
  }

  /** As the tick does. */
  void wake(String stage) {
    template.sendBody("seda:" + stage + "?size=1&discardWhenFull=true", "");
  }

  Exchange send(String endpoint, Object body, Map<String, Object> headers) {
    return template.send(
        endpoint,
        sending -> {
          sending.getMessage().setBody(body);
          sending.getMessage().setHeaders(new HashMap<>(headers));
        });
  }

  /** Calls a gateway; the exception is what must happen next. */
  RemoteAnswer call(String gateway, RemoteCall call) throws Exception {
    Exchange exchange = send(gateway, call, Map.of());
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange.getMessage().getBody(RemoteAnswer.class);
  }

  // --- runs -----------------------------------------------------------------------------------

  static String newRunId() {
    return "r_" + COUNT.incrementAndGet() + "x" + System.nanoTime();
  }

  /** What Port writes to Kafka for a deployment, of a run that is in Port. */
  ObjectNode invocation(String runId) {
    ObjectNode payload =
        SignedInvocation.method(OWNER, repo, "deploy.yml").put("reportWorkflowStatus", true);
    payload.putObject("workflowInputs").put("service", "checkout").put("version", "2.1.0");
    return SignedInvocation.of(PORT.createRun(runId, "deploy_service", payload), PORT.orgId());
  }

  byte[] signed(ObjectNode invocation) {
    return SignedInvocation.formA(
        invocation, PORT.clientSecret(), CLOCK.instant().getEpochSecond());
  }

  static ReceivedRecord record(byte[] value) {
    return new ReceivedRecord("topic", 0, COUNT.incrementAndGet(), CLOCK.instant(), value);
  }

  /** A run in state ACCEPTED, open in Port; its ref is null as in most invocations. */
  String accepted() {
    return accepted(true, false);
  }

  String accepted(boolean signed, boolean confirm) {
    String runId = newRunId();
    invocation(runId);
    Invocation invocation =
        new Invocation(
            runId,
            "deploy_service",
            OWNER,
            repo,
            "deploy.yml",
            null,
            Map.of("service", "checkout", "version", "2.1.0"),
            true);
    bean("intake", Intake.class)
        .store(1, List.of(new Outcome.Accepted(record(new byte[0]), invocation, signed, confirm)));
    return runId;
  }

  /** Claims and dispatches what is due. */
  void dispatch() {
    for (Run run : bean("dispatches", Dispatches.class).claim(16)) {
      process("seda:dispatch-workflow", run);
    }
  }

  /** A run that GitHub has started and that is followed. */
  String running() {
    String runId = accepted();
    dispatch();
    return runId;
  }

  long workflowRunId(String runId) {
    return run(runId).workflowRunId();
  }

  // --- the store ------------------------------------------------------------------------------

  Run run(String runId) {
    return jdbi.withHandle(handle -> RunQueries.find(handle, runId)).orElseThrow();
  }

  Instant dueAt(String runId) {
    return value(Instant.class, "select due_at from run where run_id = ?", runId);
  }

  Instant reportDueAt(String runId) {
    return value(Instant.class, "select report_due_at from run where run_id = ?", runId);
  }

  String state(String runId) {
    return run(runId).state().name();
  }

  <T> T value(Class<T> type, String sql, Object... arguments) {
    return jdbi.withHandle(handle -> handle.select(sql, arguments).mapTo(type).one());
  }

  int count(String from, Object... arguments) {
    return value(Integer.class, "select count(*) from " + from, arguments);
  }

  void execute(String sql, Object... arguments) {
    jdbi.useHandle(handle -> handle.execute(sql, arguments));
  }

  List<String> texts(String sql, Object... arguments) {
    return jdbi.withHandle(handle -> handle.select(sql, arguments).mapTo(String.class).list());
  }

  /** The texts of what Port is to be told of a run, in order. */
  List<String> reports(String runId) {
    return texts("select body from report where run_id = ? order by id", runId);
  }
}
