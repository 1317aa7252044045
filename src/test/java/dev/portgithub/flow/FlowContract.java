package dev.portgithub.flow;

import static dev.portgithub.world.World.inputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.run.RunQueries;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.store.Database;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job, end to end, over a real broker and real HTTP. A subclass says on which runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlowContract {
  final World world = new World();
  BackendUnderTest backend;

  abstract BackendUnderTest start(Map<String, String> settings);

  @BeforeAll
  void start(@TempDir Path folder) {
    backend = start(world.settings(BackendSettings.h2(folder)));
  }

  @AfterAll
  void stop() {
    backend.close();
    world.close();
  }

  @Test
  @Tag("P3")
  void a_deployment_is_started_followed_and_reported() {
    PortRun run = world.deploy();
    PortRun linked = world.awaitRun(run, seen -> !seen.link().isEmpty());
    GithubRun workflowRun = world.github.run(Long.parseLong(linked.externalRunId()));
    assertThat(workflowRun.inputs()).isEqualTo(Map.of("service", "checkout", "version", "2.1.0"));
    assertThat(linked.link()).containsExactly(workflowRun.htmlUrl());
    world.github.complete(workflowRun.id(), "success");
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("SUCCESS");
    assertThat(ended.summary()).contains("success").contains("main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
  void a_record_is_read_however_it_is_compressed(String codec) {
    PortRun run = world.createRun("deploy.yml", inputs("packed-by-" + codec, "1"), true);
    world.broker.sendCompressed(world.topic, world.port.record(run), codec);
    world.awaitStarted("packed-by-" + codec);
  }

  @Test
  @Tag("P3")
  void a_failure_names_the_failed_job_and_step() {
    PortRun run = world.deploy();
    PortRun linked = world.awaitRun(run, seen -> seen.externalRunId() != null);
    world.github.complete(Long.parseLong(linked.externalRunId()), "failure", "deploy", "Roll out");
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("failure").contains("deploy").contains("Roll out");
  }

  @Test
  @Tag("P3")
  void a_refusal_of_github_reaches_port_in_its_words_with_a_hint() {
    PortRun run = world.createRun("missing.yml", inputs("checkout", "2.1.0"), true);
    world.publish(run);
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("Not Found").contains("default branch");
  }

  @Test
  @Tag("P2")
  void a_record_delivered_twice_starts_one_workflow_run() {
    PortRun run = world.deploy("twice");
    world.publish(run);
    world.endWell(run, "twice");
    world.publish(run);
    world.awaitAllRead();
    assertThat(world.startedWith("twice")).hasSize(1);
  }

  @Test
  void an_unresolved_template_is_refused_with_a_sentence_and_a_remedy() {
    PortRun run = world.createRun("deploy.yml", inputs("{{ .inputs.service }}", "1"), true);
    world.publish(run);
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("template");
    assertThat(world.startedWith("{{ .inputs.service }}")).isEmpty();
  }

  @Test
  void a_run_without_status_reports_gets_its_link_and_is_left_alone() {
    PortRun run = world.createRun("deploy.yml", inputs("fire-and-forget", "1"), false);
    world.publish(run);
    PortRun linked = world.awaitRun(run, seen -> seen.logs().size() == 1);
    assertThat(linked.link()).hasSize(1);
    world.github.complete(Long.parseLong(linked.externalRunId()), "failure");
    PortRun other = world.deploy();
    PortRun otherLinked = world.awaitRun(other, seen -> seen.externalRunId() != null);
    world.github.complete(Long.parseLong(otherLinked.externalRunId()), "success");
    world.awaitEnd(other);
    assertThat(world.port.run(run.id()).status()).isEqualTo("IN_PROGRESS");
  }

  @Test
  void a_refusal_is_told_also_when_the_action_wants_no_status_reports() {
    PortRun run = world.createRun("missing.yml", inputs("checkout", "1"), false);
    world.publish(run);
    assertThat(world.awaitEnd(run).status()).isEqualTo("FAILURE");
  }

  @Test
  @Tag("P6")
  void forged_and_unsigned_records_start_nothing_and_tell_port_nothing() {
    PortRun forged = world.createRun("deploy.yml", inputs("forged", "1"), true);
    world.publish(
        SignedInvocation.forged(SignedInvocation.of(forged, world.port.orgId()), World.now()));
    PortRun unsigned = world.createRun("deploy.yml", inputs("unsigned", "1"), true);
    world.publish(SignedInvocation.unsigned(SignedInvocation.of(unsigned, world.port.orgId())));
    world.awaitAllRead();
    assertThat(world.startedWith("forged")).isEmpty();
    assertThat(world.startedWith("unsigned")).isEmpty();
    assertThat(world.port.run(forged.id()).history()).isEmpty();
    assertThat(world.port.run(unsigned.id()).history()).isEmpty();
    assertThat(deadLetters().parked(1000).stream().map(DeadLetter::reason))
        .contains("WRONG_SIGNATURE", "UNSIGNED");
  }

  @Test
  @Tag("P1")
  void whatever_is_on_the_topic_the_next_invocation_is_served() {
    for (byte[] record : Hostile.records(world)) {
      world.publish(record);
    }
    PortRun run = world.deploy("after-the-storm");
    world.endWell(run, "after-the-storm");
    world.awaitAllRead();
    assertThat(world.github.journal().calls("*", "\\.\\.|%2e%2e|%2F")).isEmpty();
  }

  @Test
  @Tag("P3")
  void a_second_attempt_does_not_change_the_verdict_of_the_first() {
    PortRun run = world.deploy("rerun");
    GithubRun started = world.awaitStarted("rerun");
    world.github.faults().always(World.LIST_RUNS, Fault.status(502));
    world.github.complete(started.id(), "failure", "deploy", "Roll out");
    world.github.rerun(started.id());
    world.github.faults().clear();
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("Roll out");
  }

  @Test
  @Tag("P2")
  void a_dispatch_whose_answer_is_lost_is_located_and_not_repeated() {
    world.github.faults().next(World.DISPATCH, Fault.dropAfter());
    PortRun run = world.deploy("lost-answer");
    PortRun linked = world.awaitRun(run, seen -> seen.externalRunId() != null);
    assertThat(world.startedWith("lost-answer")).hasSize(1);
    world.github.complete(Long.parseLong(linked.externalRunId()), "success");
    assertThat(world.awaitEnd(run).status()).isEqualTo("SUCCESS");
  }

  @Test
  @Tag("P2")
  void a_dispatch_that_never_arrived_is_repeated_after_the_settling_time() {
    world.github.faults().next(World.DISPATCH, Fault.dropBefore());
    PortRun run = world.deploy("never-arrived");
    world.endWell(run, "never-arrived");
  }

  @Test
  @Tag("P2")
  void github_answers_of_every_bad_kind_leave_one_workflow_run_and_the_truth() {
    world.github.faults().next(World.DISPATCH, Fault.html(502));
    world.github.faults().next(World.LIST_RUNS, Fault.garbage());
    world.github.faults().next(World.LIST_RUNS, Fault.emptyAnswer());
    world.github.faults().next(World.LIST_RUNS, Fault.delay(Duration.ofSeconds(3)));
    PortRun run = world.deploy("bad-answers");
    world.endWell(run, "bad-answers");
  }

  @Test
  @Tag("P3")
  void port_gets_the_final_status_although_it_failed_in_every_way_before() {
    for (Fault fault :
        List.of(
            Fault.status(503),
            Fault.html(502),
            Fault.garbage(),
            Fault.emptyAnswer(),
            Fault.dropBefore(),
            Fault.dropAfter(),
            Fault.status(429, "{}", "application/json", Map.of("Retry-After", "1")))) {
      world.port.faults().next(Request.of("PATCH", "/v1/actions/runs/"), fault);
    }
    world.port.expireTokens();
    PortRun run = world.deploy("port-in-trouble");
    world.endWell(run, "port-in-trouble");
  }

  @Test
  @Tag("P3")
  void a_run_that_its_workflow_has_ended_in_port_stays_as_it_is() {
    PortRun run = world.deploy("ended-by-workflow");
    GithubRun started = world.awaitStarted("ended-by-workflow");
    world.awaitRun(run, seen -> !seen.link().isEmpty() && !seen.logs().isEmpty());
    world.port.endByProgram(run.id(), "FAILURE");
    world.github.complete(started.id(), "success");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> openReports(run.id()) == 0 && stateOf(run.id()).equals("FINISHED"));
    assertThat(world.port.run(run.id()).status()).isEqualTo("FAILURE");
    assertThat(deadLetters().parked(1000)).noneMatch(letter -> run.id().equals(letter.runId()));
  }

  private DeadLetterList deadLetters() {
    return (DeadLetterList) backend.camel().getRegistry().lookupByName("deadLetterList");
  }

  private String stateOf(String runId) {
    return jdbi()
        .withHandle(handle -> RunQueries.find(handle, runId))
        .map(run -> run.state().name())
        .orElse("");
  }

  private int openReports(String runId) {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .select(
                        "select count(*) from report where run_id = ? and settled_at is null",
                        runId)
                    .mapTo(Integer.class)
                    .one());
  }

  private Jdbi jdbi() {
    return Database.jdbi((DataSource) backend.camel().getRegistry().lookupByName("dataSource"));
  }
}
