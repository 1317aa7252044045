package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.Settings;
import dev.portgithub.dispatch.Dispatches;
import dev.portgithub.poll.Polling;
import dev.portgithub.receive.Intake;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.runtime.Backend;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.store.Database;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The longest that GitHub lets a workflow run go on, on the routes and beans as they ship: clock,
 * GitHub and Port go from one thing that is due to the next. Nothing but the broker and the tick is
 * left out.
 */
class LongRunTest {
  private static final String ORG = "acme-inc";
  private static final String REPO = "platform-workflows";
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(30);
  private static final String ROUTES =
      Stream.of(
              "00-policies",
              "01-beans",
              "05-tick",
              "20-validate",
              "25-confirm",
              "28-preflight",
              "30-dispatch",
              "35-locate",
              "40-poll",
              "45-finish",
              "48-show",
              "50-report",
              "75-remote",
              "80-github",
              "85-port",
              "90-dead-letter",
              "95-clean-up")
          .map("file:routes/%s.camel.yaml"::formatted)
          .reduce((a, b) -> a + "," + b)
          .orElseThrow();

  private final TestClock clock = new TestClock(START);
  private final PortSimulator port = PortSimulator.builder().clock(clock).start();
  private final Map<String, String> settings = new HashMap<>();
  private GithubSimulator github;
  private String privateKey;
  private Main main;
  private HikariDataSource store;
  private Jdbi jdbi;
  private ProducerTemplate template;

  @Test
  @Tag("P3")
  void runs_of_35_days_are_followed_to_their_end_with_few_calls_and_one_of_36_days_is_parked(
      @TempDir Path folder) throws Exception {
    prepare(folder);
    startBackend();
    try {
      for (String id : List.of("r_approved", "r_cancelled", "r_endless")) {
        accept(id);
      }
      bean("dispatches", Dispatches.class)
          .claim(16)
          .forEach(run -> process("seda:dispatch-workflow", run));
      // Their starts were handed to workers.
      await().until(() -> earliest("select min(report_due_at) from run") == null);

      workUntil(START.plus(Duration.ofDays(3)));
      github.setStatus(workflowRun("r_approved"), "waiting");
      workUntil(START.plus(Duration.ofDays(5)));
      // What runs wait for is looked at by the real clock.
      await()
          .untilAsserted(
              () -> {
                report();
                assertThat(port.run("r_approved").statusLabel())
                    .isEqualTo("Still waiting in GitHub after 24 h");
              });
      github.setStatus(workflowRun("r_approved"), "in_progress");
      workUntil(START.plus(Duration.ofDays(31)));
      stopBackend();
      // Nobody looks for a day; then with an App, whose tokens live an hour.
      clock.tick(Duration.ofDays(1));
      settings.put("github.token", "");
      settings.put("github.app-id", "4711");
      settings.put("github.app-private-key", privateKey);
      startBackend();

      Instant end = START.plus(Duration.ofDays(35));
      workUntil(end);
      assertThat(List.of("r_approved", "r_cancelled", "r_endless"))
          .allSatisfy(id -> assertThat(statusesTold(id)).isEmpty());
      await()
          .untilAsserted(
              () -> {
                report();
                assertThat(port.run("r_approved").statusLabel())
                    .isEqualTo("Still running in GitHub after 6 h");
              });
      github.complete(workflowRun("r_approved"), "success");
      // What GitHub does to a workflow run of 35 days.
      github.complete(workflowRun("r_cancelled"), "cancelled");
      workUntil(end.plus(LONGEST_INTERVAL).plusSeconds(10));
      await().until(() -> port.run("r_approved").ended() && port.run("r_cancelled").ended());
      assertThat(statusesTold("r_approved")).containsExactly("SUCCESS");
      assertThat(statusesTold("r_cancelled")).containsExactly("FAILURE");
      assertThat(port.run("r_cancelled").summary()).contains("cancelled");
      assertThat(port.run("r_approved").endedAt())
          .isBetween(end, end.plus(LONGEST_INTERVAL).plusSeconds(10));

      workUntil(START.plus(Duration.ofDays(36)).minusSeconds(1));
      assertThat(state("r_endless")).isEqualTo("RUNNING");
      workUntil(START.plus(Duration.ofDays(36)).plus(LONGEST_INTERVAL).plusSeconds(10));
      assertThat(state("r_endless")).isEqualTo("PARKED");
      await().until(() -> lastLine("r_endless").contains("not followed any more"));
      assertThat(statusesTold("r_endless")).isEmpty();
      assertCalls();
    } finally {
      stopBackend();
      github.close();
      port.close();
    }
  }

  /** One list call each half an hour for all of them, and two an hour for an App's token. */
  private void assertCalls() {
    List<Journal.Call> lists = github.journal().calls("GET", "/actions/runs$");
    // Until it is ten hours old, a run is looked at about 140 times; nobody looked for a day.
    int planned = 35 * 48 + 160;
    assertThat(lists).hasSizeBetween(planned - 100, planned);
    long tokens = github.journal().count("POST", "/access_tokens$");
    assertThat(tokens).isBetween(3L * 24, 5L * 24);
    // A new token makes GitHub tell the page once more, as does each change; all else is a 304.
    assertThat(lists.stream().filter(call -> call.status() != 304).count())
        .isLessThanOrEqualTo(tokens + 10);
    // What goes by the real clock: whether the credential is let in, who may approve a run, and
    // whether all jobs of one that goes on for long have ended.
    assertThat(github.journal().calls())
        .extracting(call -> call.method() + " " + call.path())
        .filteredOn(
            call ->
                !call.matches(
                    ".*(/actions/runs|/access_tokens|/installation|/jobs|/pending_deployments)$"
                        + "|GET /app$|GET /rate_limit$"))
        .as("the workflow and its file, three dispatches, and what is noted at a job that failed")
        .hasSize(6);
  }

  private void prepare(Path folder) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair key = generator.generateKeyPair();
    github =
        GithubSimulator.builder()
            .clock(clock)
            .token(World.TOKEN, "deploy-bot")
            .app("4711", "Iv1.client", "deploy-app", key.getPublic())
            .installation(ORG)
            .start();
    github
        .repository(ORG, REPO)
        .workflow("deploy.yml", workflow -> workflow.job("deploy").plan(Plan.stayInProgress()));
    String base64 = Base64.getEncoder().encodeToString(key.getPrivate().getEncoded());
    privateKey = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    settings.putAll(BackendSettings.between(port, github, World.TOKEN).asProperties());
    settings.put("database.url", BackendSettings.h2(folder));
    settings.put("camel.main.routes-include-pattern", ROUTES);
    // The test works when its clock says so.
    settings.put("tick.period", "86400000");
    // Six times what is set: the same course with a sixth of the polls, in seconds.
    settings.put("poll.longest-interval", LONGEST_INTERVAL.toMinutes() + "m");
  }

  /** The routes on Camel Main, with the clock of this test. */
  private void startBackend() {
    main = new Main();
    // The class path of the tests also holds the file of our own host.
    main.setDefaultPropertyPlaceholderLocation("false");
    main.setInitialProperties(Backend.defaults());
    settings.forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            CamelContext camel = support.getCamelContext();
            Settings given =
                new Settings(
                    name -> camel.getPropertiesComponent().resolveProperty(name).orElse(null));
            store = Backend.openStore(given, 12);
            camel.getRegistry().bind("settings", given);
            camel.getRegistry().bind("dataSource", store);
            camel.getRegistry().bind("clock", clock);
          }
        });
    main.start();
    jdbi = Database.jdbi(store);
    template = main.getCamelContext().createProducerTemplate();
  }

  private void stopBackend() {
    main.stop();
    store.close();
  }

  private void accept(String runId) {
    port.createRun(runId, "deploy_service", SignedInvocation.method(ORG, REPO, "deploy.yml"));
    Invocation invocation =
        new Invocation(runId, "deploy_service", ORG, REPO, "deploy.yml", "main", Map.of(), true);
    ReceivedRecord record = new ReceivedRecord("topic", 0, 1, clock.instant(), new byte[0]);
    bean("intake", Intake.class)
        .store(1, List.of(new Outcome.Accepted(record, invocation, true, false)));
  }

  /** Does whatever becomes due until then, each when it is due. */
  private void workUntil(Instant end) {
    while (true) {
      Instant due =
          Stream.<Supplier<Instant>>of(
                  () -> earliest("select min(due_at) from repository"),
                  () -> earliest("select min(report_due_at) from run"))
              .map(Supplier::get)
              .filter(Objects::nonNull)
              .min(Instant::compareTo)
              .orElse(end);
      if (!due.isBefore(end)) {
        clock.set(end);
        return;
      }
      if (due.isAfter(clock.instant())) {
        clock.set(due);
      }
      bean("polling", Polling.class)
          .claim(4)
          .forEach(each -> process("seda:poll-repository", each));
      report();
    }
  }

  private void report() {
    bean("outbox", Outbox.class).claim(8).forEach(each -> process("seda:report-run", each));
  }

  private Instant earliest(String sql) {
    return jdbi.withHandle(handle -> handle.select(sql).mapTo(Instant.class).list().get(0));
  }

  private void process(String endpoint, Object body) {
    template.sendBody(endpoint + "?waitForTaskToComplete=Always", body);
  }

  private <T> T bean(String name, Class<T> type) {
    return main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
  }

  private String lastLine(String runId) {
    List<String> lines = port.run(runId).logs();
    return lines.get(lines.size() - 1);
  }

  private long workflowRun(String runId) {
    return row(runId).workflowRunId();
  }

  private String state(String runId) {
    return row(runId).state().name();
  }

  private Run row(String runId) {
    return jdbi.withHandle(handle -> RunQueries.find(handle, runId)).orElseThrow();
  }

  /** Every final status that Port got, in order. */
  private List<String> statusesTold(String runId) {
    PortRun run = port.run(runId);
    return run.history().stream()
        .map(write -> write.body().path("status").asText(""))
        .filter(status -> !status.isEmpty())
        .toList();
  }
}
