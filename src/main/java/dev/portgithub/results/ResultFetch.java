package dev.portgithub.results;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the artifact port-output of a workflow run that has ended. It is asked for once, and only
 * for workflows that are said to have one: nothing depends on it.
 */
public final class ResultFetch {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFetch.class);

  private final GitHubCalls calls;
  private final int maxBytes;
  private final List<Pattern> workflows;

  /**
   * @param workflows whose results are wanted: owner/repository/file, separated by commas, with *
   *     for any characters but /; empty: none
   */
  public ResultFetch(GitHubCalls calls, String workflows, int maxBytes) {
    this.calls = calls;
    this.maxBytes = maxBytes;
    this.workflows =
        Arrays.stream(workflows.split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(ResultFetch::pattern)
            .toList();
  }

  private static Pattern pattern(String given) {
    if (given.split("/", -1).length != 3) {
      throw new IllegalArgumentException(
          "results.workflows ("
              + given
              + ") must name owner/repository/file, such as acme/shop/deploy.yml or acme/*/*");
    }
    String parts =
        Arrays.stream(given.toLowerCase(Locale.ROOT).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^/]*"));
    return Pattern.compile(parts);
  }

  /** Only of the attempt that was started from Port. */
  public boolean wanted(Ended ended) {
    if (workflows.isEmpty() || ended.rerun()) {
      return false;
    }
    Run run = ended.run();
    String name =
        "%s/%s/%s".formatted(run.target().org(), run.target().repo(), run.target().workflow());
    return workflows.stream()
        .anyMatch(each -> each.matcher(name.toLowerCase(Locale.ROOT)).matches());
  }

  public RemoteCall list(Ended ended) {
    return calls.artifacts(ended.run(), "port-output");
  }

  /**
   * The call that gives its address; null when the workflow run has none.
   *
   * @throws ResultsUnusable when it must not be fetched
   */
  public RemoteCall choose(Ended ended, RemoteAnswer answer) {
    JsonNode newest = null;
    for (JsonNode artifact : answer.json().path("artifacts")) {
      boolean named = artifact.path("name").asText("").equals("port-output");
      if (named && (newest == null || id(artifact) > id(newest))) {
        newest = artifact;
      }
    }
    if (newest == null) {
      return null;
    }
    if (newest.path("expired").asBoolean(false)) {
      throw new ResultsUnusable("the artifact has expired.");
    }
    if (newest.path("size_in_bytes").asLong(0) > maxBytes) {
      throw new ResultsUnusable(
          "the artifact has %d bytes, and at most %d are taken (results.max-bytes)."
              .formatted(newest.path("size_in_bytes").asLong(), maxBytes));
    }
    return calls.artifactZip(ended.run(), id(newest));
  }

  private static long id(JsonNode artifact) {
    return artifact.path("id").asLong();
  }

  /** Whatever stands in the way, the end is told without them, and with the reason. */
  public Results failed(Ended ended, Exception failure) {
    LOG.info(
        "Run {}: the results of workflow run {} were not taken ({}); the end is reported without them",
        ended.run().runId(),
        ended.run().workflowRunId(),
        failure.getMessage());
    return Results.unusable(
        failure instanceof ResultsUnusable
            ? failure.getMessage()
            : "GitHub did not give them (" + failure.getMessage() + ").");
  }
}
