package dev.portgithub.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.SignedInvocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Port writes to the topic: mostly deployments, which end in every way that workflow runs end;
 * some that are refused, by a rule or by GitHub; old ones; records that are not ours, forged or
 * garbage. One in eight is written again, at once or later, to any partition.
 */
final class Traffic implements AutoCloseable {
  static final String OWNER = "acme-inc";
  static final int PARTITIONS = 6;

  /** In each run's inputs: must be seen nowhere but at GitHub. */
  static final String CANARY = "canary-4b1d0e77-";

  private static final List<String> REPOSITORIES = List.of("services", "platform", "apps");
  private static final List<String> CONCLUSIONS =
      List.of(
          "success",
          "success",
          "success",
          "failure",
          "cancelled",
          "timed_out",
          "action_required",
          "startup_failure",
          "stale",
          "skipped",
          "neutral",
          "invented_later");

  private final Random random;
  private final PortSimulator port;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<byte[]> written = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final long seed;

  Traffic(long seed, PortSimulator port, String topic, Map<String, Object> kafka) {
    this.seed = seed;
    this.random = new Random(seed);
    this.port = port;
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The workflows that the traffic names. */
  static void declare(GithubSimulator github, long seed) {
    Random random = new Random(seed);
    for (String repository : REPOSITORIES) {
      for (String conclusion : CONCLUSIONS.stream().distinct().toList()) {
        Plan plan =
            Plan.endAfter(
                Duration.ofMillis(random.nextInt(1500)),
                Duration.ofMillis(300 + random.nextInt(6000)).plus(longer(conclusion)),
                conclusion);
        declare(github, repository, "deploy-" + conclusion + ".yml", plan, true);
        declare(github, repository, "plain-" + conclusion + ".yml", plan, false);
      }
      github.repository(OWNER, repository).workflow("strict.yml", workflow -> workflow.input("x"));
    }
  }

  /** Longer than poll.deadline lets a run be followed before a person has looked at it. */
  private static Duration longer(String conclusion) {
    return conclusion.equals("timed_out") ? Duration.ofSeconds(12) : Duration.ZERO;
  }

  private static void declare(
      GithubSimulator github, String repository, String file, Plan plan, boolean named) {
    github
        .repository(OWNER, repository)
        .workflow(
            file,
            workflow -> {
              workflow.input("port_run_id").input("service").input("secret").plan(plan);
              workflow.job("deploy", "Check out", "Roll out");
              if (named) {
                workflow.runName("Deploy ${{ inputs.service }} (${{ inputs.port_run_id }})");
              }
            });
  }

  /** How many invocations were written. */
  int runs() {
    return runs.get();
  }

  /** Writes one deployment that will succeed, and returns its run. */
  String deploy() {
    String runId = runId();
    runs.incrementAndGet();
    write(signed(message(runId, "services", "deploy-success.yml", true)), now());
    flush();
    return runId;
  }

  /** Writes a record, or two. */
  void writeOne() {
    int dice = random.nextInt(1000);
    if (dice < 30) {
      write(notOurs(), now());
    } else if (dice < 60) {
      write(unprovable(), now());
    } else {
      runs.incrementAndGet();
      // Older than validate.confirm-after: Port is asked first.
      boolean old = dice >= 970;
      write(invocation(dice), old ? now() - Duration.ofMinutes(20).toMillis() : now());
    }
    if (random.nextInt(8) == 0) {
      byte[] again = written.get(written.size() - 1 - random.nextInt(Math.min(50, written.size())));
      send(again, now());
    }
  }

  void flush() {
    producer.flush();
  }

  private byte[] invocation(int dice) {
    String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
    String conclusion = CONCLUSIONS.get(random.nextInt(CONCLUSIONS.size()));
    String workflow = (dice < 140 ? "plain-" : "deploy-") + conclusion + ".yml";
    boolean report = true;
    if (dice < 80) {
      repository = "no such repository";
    } else if (dice < 90) {
      workflow = "strict.yml";
    } else if (dice < 100) {
      workflow = "missing.yml";
    } else if (dice >= 140 && dice < 170) {
      report = false;
    }
    return signed(message(runId(), repository, workflow, report));
  }

  private ObjectNode message(String runId, String repository, String workflow, boolean report) {
    ObjectNode payload =
        SignedInvocation.method(OWNER, repository, workflow).put("reportWorkflowStatus", report);
    ObjectNode inputs = payload.putObject("workflowInputs");
    inputs.put("port_run_id", runId).put("service", "checkout").put("secret", CANARY + runId);
    if (random.nextBoolean()) {
      inputs.put("ref", "main");
    }
    PortRun run = port.createRun(runId, "deploy_service", payload);
    return SignedInvocation.of(run, port.orgId());
  }

  private byte[] notOurs() {
    ObjectNode message = message(runId(), "services", "deploy-success.yml", true);
    ObjectNode method = (ObjectNode) message.at("/payload/action/invocationMethod");
    if (random.nextBoolean()) {
      method.put("type", "WEBHOOK");
    } else {
      ((ObjectNode) message.get("context")).put("runId", "wfnr_" + random.nextInt(1_000_000));
    }
    return signed(message);
  }

  private byte[] unprovable() {
    ObjectNode message = message(runId(), "services", "deploy-success.yml", true);
    return switch (random.nextInt(4)) {
      case 0 -> SignedInvocation.forged(message, now() / 1000);
      case 1 -> SignedInvocation.tampered(message, port.clientSecret(), now() / 1000);
      case 2 -> SignedInvocation.unsigned(message);
      default -> ("} no json at all " + random.nextLong()).getBytes();
    };
  }

  private byte[] signed(ObjectNode message) {
    return random.nextBoolean()
        ? SignedInvocation.formA(message, port.clientSecret(), now() / 1000)
        : SignedInvocation.formB(message, port.clientSecret(), now() / 1000);
  }

  private String runId() {
    return "r_%d%s".formatted(seed, Long.toHexString(random.nextLong()));
  }

  private void write(byte[] record, long at) {
    written.add(record);
    send(record, at);
  }

  private void send(byte[] record, long at) {
    producer.send(
        new ProducerRecord<>(topic, random.nextInt(PARTITIONS), at, (byte[]) null, record));
  }

  private static long now() {
    return Instant.now().toEpochMilli();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
