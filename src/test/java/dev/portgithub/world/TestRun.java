package dev.portgithub.world;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** An invocation as validation hands it to the intake, but for what a test changes. */
public record TestRun(
    String runId,
    String repo,
    String workflow,
    String ref,
    Map<String, String> inputs,
    boolean report,
    boolean signed,
    boolean confirm) {
  public static final String ORG = "acme-inc";
  public static final String REPO = "infra";
  public static final Instant RECORD_AT = Instant.parse("2026-11-22T09:59:59Z");

  public static TestRun of(String runId) {
    return new TestRun(
        runId, REPO, "deploy.yml", "main", Map.of("service", "checkout"), true, true, false);
  }

  public TestRun repo(String name) {
    return new TestRun(runId, name, workflow, ref, inputs, report, signed, confirm);
  }

  public TestRun workflow(String name) {
    return new TestRun(runId, repo, name, ref, inputs, report, signed, confirm);
  }

  public TestRun ref(String name) {
    return new TestRun(runId, repo, workflow, name, inputs, report, signed, confirm);
  }

  public TestRun inputs(Map<String, String> values) {
    return new TestRun(runId, repo, workflow, ref, values, report, signed, confirm);
  }

  /** Its action has reportWorkflowStatus off. */
  public TestRun unreported() {
    return new TestRun(runId, repo, workflow, ref, inputs, false, signed, confirm);
  }

  /** Nothing proves it, so that Port is to be asked first. */
  public TestRun unsigned() {
    return new TestRun(runId, repo, workflow, ref, inputs, report, false, true);
  }

  /** Genuine but old. */
  public TestRun old() {
    return new TestRun(runId, repo, workflow, ref, inputs, report, true, true);
  }

  public Outcome.Accepted accepted() {
    return new Outcome.Accepted(
        record(7),
        new Invocation(runId, "deploy", ORG, repo, workflow, ref, inputs, report),
        signed,
        confirm);
  }

  public static ReceivedRecord record(long offset) {
    return record(offset, "{\"a\":\"record\"}");
  }

  public static ReceivedRecord record(long offset, String text) {
    return new ReceivedRecord(
        "org_test.github.runs", 0, offset, RECORD_AT, text.getBytes(StandardCharsets.UTF_8));
  }
}
