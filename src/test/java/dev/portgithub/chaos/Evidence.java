package dev.portgithub.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run of the chaos program leaves behind for the {@link Checker}: the topic, the two
 * journals and what they say of each run, and the letters that are parked. Plain files: whoever
 * doubts the checker can look at them.
 */
record Evidence(
    List<TopicRecord> topic,
    Map<String, Long> ends,
    Map<String, Long> committed,
    List<PortRun> portRuns,
    List<Call> portCalls,
    List<Started> workflowRuns,
    List<Call> gitHubCalls,
    List<Parked> letters) {

  static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  /** A record of the topic. */
  record TopicRecord(int partition, long offset, long at, byte[] value) {
    String place() {
      return partition + "@" + offset;
    }
  }

  /** A call that a simulator got; status 0 means that it was not answered. */
  record Call(long number, Instant at, String method, String path, String body, int status) {}

  /** A workflow run, and how its first attempt went. */
  record Started(
      long id,
      String portRunId,
      Instant createdAt,
      String status,
      String conclusion,
      Instant endedAt,
      String htmlUrl) {}

  /** A dead letter in the store. */
  record Parked(
      long id,
      String status,
      String reason,
      String runId,
      Integer partition,
      Long offset,
      String message) {}

  static List<Call> calls(Journal journal) {
    return journal.calls().stream()
        .map(c -> new Call(c.number(), c.at(), c.method(), c.path(), c.body(), c.status()))
        .toList();
  }

  static List<Started> workflowRuns(GithubSimulator github) {
    return github.runs().stream().map(run -> started(run, github.firstAttempt(run.id()))).toList();
  }

  private static Started started(GithubRun run, GithubRun first) {
    return new Started(
        run.id(),
        run.inputs().get("port_run_id"),
        run.createdAt(),
        first.status(),
        first.conclusion(),
        first.completed() ? first.updatedAt() : null,
        run.htmlUrl());
  }

  static List<PortRun> portRuns(PortSimulator port) {
    return port.runs();
  }

  void write(Path folder) throws IOException {
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(Files.createDirectories(folder).resolve("evidence.json").toFile(), this);
  }

  static Evidence read(Path folder) throws IOException {
    return JSON.readValue(folder.resolve("evidence.json").toFile(), Evidence.class);
  }
}
