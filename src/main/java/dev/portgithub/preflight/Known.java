package dev.portgithub.preflight;

import java.time.Instant;

/** What GitHub has shown of workflows. */
final class Known {
  private Known() {}

  /**
   * Whether a workflow may be started, and where its file is.
   *
   * @param value in GitHub's word; empty when GitHub does not show the workflow
   * @param file its name; null when it has none, as the dynamic workflows of GitHub
   * @param readAt when GitHub has shown it; {@link Instant#MIN} when it has to be asked again
   */
  record State(String value, String file, String etag, Instant readAt) {
    boolean isDisabled() {
      return value.startsWith("disabled");
    }

    State readAt(Instant at) {
      return new State(value, file, etag, at);
    }
  }

  /**
   * A workflow's file at a branch or tag.
   *
   * @param declared null when GitHub does not let it be read
   * @param address of its page, or null
   * @param readAt when GitHub has shown it; {@link Instant#MIN} when it has to be asked again
   */
  record File(WorkflowFile declared, String address, String etag, Instant readAt) {
    File readAt(Instant at) {
      return new File(declared, address, etag, at);
    }

    int weight() {
      return 500 + (declared == null ? 0 : declared.weight());
    }
  }
}
