package dev.portgithub.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.webhook.Hint.What;
import dev.portgithub.webhook.WebhookRefused.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads GitHub's webhooks. Nothing of a request is parsed before its signature is right, and of its
 * headers only the signature and the name of the event are read.
 */
public final class Webhooks {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  private final WebhookSignature signature;
  private final ObjectMapper json;
  private final int mostBytes;

  /**
   * @param json that limits what it reads
   */
  public Webhooks(WebhookSignature signature, ObjectMapper json, int mostBytes) {
    this.signature = signature;
    this.json = json;
    this.mostBytes = mostBytes;
  }

  /**
   * What a request says of a workflow run; null when it says nothing that we need.
   *
   * @param body the bytes as they came; no more of them are read than may be
   * @throws WebhookRefused when it is too large, not signed with our secret, or no webhook
   */
  public Hint open(InputStream body, Map<String, Object> headers) throws IOException {
    byte[] bytes = body == null ? new byte[0] : body.readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      throw new WebhookRefused(Reason.TOO_LARGE);
    }
    if (!signature.isGenuine(bytes, text(headers, "X-Hub-Signature-256"))) {
      throw new WebhookRefused(Reason.SIGNATURE);
    }
    String event = text(headers, "X-GitHub-Event");
    return event == null ? null : read(event, parse(bytes));
  }

  private JsonNode parse(byte[] body) {
    try {
      JsonNode read = json.readTree(body);
      if (read != null && read.isObject()) {
        return read;
      }
    } catch (IOException e) {
      // Refused below, in the same words as any other body that is no object.
    }
    throw new WebhookRefused(Reason.GARBAGE);
  }

  private static Hint read(String event, JsonNode webhook) {
    return switch (event) {
      case "workflow_run" -> hint(ofRun(webhook), webhook, webhook.path("workflow_run").path("id"));
      case "workflow_job" ->
          hint(ofJob(webhook), webhook, webhook.path("workflow_job").path("run_id"));
      case "ping" -> ping(webhook);
      default -> null;
    };
  }

  /** The action counts: GitHub's own examples have one that is completed with status queued. */
  private static What ofRun(JsonNode webhook) {
    return switch (webhook.path("action").asText("")) {
      case "requested" -> What.APPEARED;
      case "in_progress" -> What.BEGAN;
      case "completed" -> What.ENDED;
      default -> null;
    };
  }

  /** The last of its jobs ends a workflow run, and GitHub says so in a webhook of its own. */
  private static What ofJob(JsonNode webhook) {
    return switch (webhook.path("action").asText("")) {
      case "in_progress" -> What.BEGAN;
      case "waiting" -> What.WAITS;
      default -> null;
    };
  }

  private static Hint hint(What what, JsonNode webhook, JsonNode id) {
    if (!id.isIntegralNumber()) {
      throw new WebhookRefused(Reason.GARBAGE);
    }
    return what == null
        ? null
        : new Hint(id.asLong(), what, webhook.path("repository").path("full_name").asText(""));
  }

  private static Hint ping(JsonNode webhook) {
    LOG.info(
        "GitHub's webhook {} is set up: its ping has arrived with the right signature",
        webhook.path("hook_id").asLong());
    return null;
  }

  private static String text(Map<String, Object> headers, String name) {
    return headers.get(name) instanceof String text ? text : null;
  }
}
