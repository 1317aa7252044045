package dev.portgithub.signals;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a call to Port or GitHub does, told by its method and path, so that metrics and traces hold
 * no names of repositories or runs.
 *
 * @param remote {@code port} or {@code github}
 * @param success the status of an answer that is a success
 */
public record Operation(String remote, String name, int success, Pattern call) {
  private static final String DISPATCH = "dispatch_workflow";
  private static final List<Operation> ALL =
      List.of(
          github(DISPATCH, 200, "POST .*/actions/workflows/[^/]+/dispatches"),
          github("list_runs_of_workflow", 200, "GET .*/actions/workflows/[^/]+/runs"),
          github("list_runs", 200, "GET .*/actions/runs"),
          github("read_run", 200, "GET .*/actions/runs/\\d+"),
          github("read_attempt", 200, "GET .*/actions/runs/\\d+/attempts/\\d+"),
          github("list_jobs", 200, "GET .*/actions/runs/\\d+/attempts/\\d+/jobs"),
          github("list_annotations", 200, "GET .*/check-runs/\\d+/annotations"),
          github("list_workflows", 200, "GET .*/actions/workflows"),
          github("read_repository", 200, "GET .*/repos/[^/]+/[^/]+"),
          github("graphql", 200, "POST .*/graphql"),
          github("find_installation", 200, "GET .*/users/[^/]+/installation"),
          github("create_token", 201, "POST .*/app/installations/[^/]+/access_tokens"),
          port("update_run", 200, "PATCH .*/v1/actions/runs/[^/]+"),
          port("read_run", 200, "GET .*/v1/actions/runs/[^/]+"),
          port("add_log", 200, "POST .*/v1/actions/runs/[^/]+/logs"),
          port("create_token", 200, "POST .*/v1/auth/access_token"),
          port("read_kafka_credentials", 200, "GET .*/v1/kafka-credentials"));

  private static Operation github(String name, int success, String call) {
    return new Operation("github", name, success, Pattern.compile(call));
  }

  private static Operation port(String name, int success, String call) {
    return new Operation("port", name, success, Pattern.compile(call));
  }

  static List<Operation> all() {
    return ALL;
  }

  /**
   * @param request method and path, with or without a query
   */
  public static Operation of(String remote, String request) {
    String call = request.replaceAll("\\?.*", "");
    return ALL.stream()
        .filter(each -> each.remote.equals(remote) && each.call.matcher(call).matches())
        .findFirst()
        .orElseGet(() -> new Operation(remote, "other", 200, null));
  }

  /** Records one call of it. */
  public void took(Duration time, String status) {
    Times.record("remote.call", time, "remote", remote, "operation", name, "status", status);
    if (name.equals(DISPATCH)) {
      Times.record("dispatch.call", time);
    }
  }

  Tags answered() {
    return Tags.of("remote", remote, "operation", name, "status", Integer.toString(success));
  }
}
