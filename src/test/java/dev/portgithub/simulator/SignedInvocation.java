package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Invocation messages as Port writes them to {@code ORG_ID.github.runs}, and their signatures.
 *
 * <p>The signed text is Jackson's compact printing, which equals JavaScript's for ordinary text,
 * integers and booleans, but not for control characters, tiny or huge numbers.
 */
public final class SignedInvocation {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SignedInvocation() {}

  // --- messages -------------------------------------------------------------------------------

  /** A message of the present kind. {@code reportWorkflowStatus} is a Boolean, a String or null. */
  public static ObjectNode v2(
      String orgId,
      String action,
      String runId,
      String org,
      String repo,
      String workflow,
      ObjectNode workflowInputs,
      Object reportWorkflowStatus) {
    ObjectNode method = method(org, repo, workflow);
    if (workflowInputs != null) {
      method.set("workflowInputs", workflowInputs.deepCopy());
    }
    report(method, reportWorkflowStatus);
    return message(orgId, action, runId, method, NODES.objectNode());
  }

  /** The message for a run of the simulator, whose payload is the resolved invocation. */
  public static ObjectNode of(PortRun run, String orgId) {
    return message(
        orgId,
        run.action(),
        run.id(),
        run.payload().deepCopy(),
        (ObjectNode) run.properties().deepCopy());
  }

  /** A message of the older kind: the user's inputs are the workflow's inputs. */
  public static ObjectNode v1(
      String orgId,
      String action,
      String runId,
      String org,
      String repo,
      String workflow,
      ObjectNode properties,
      boolean omitPayload,
      boolean omitUserInputs,
      Object reportWorkflowStatus) {
    ObjectNode method = method(org, repo, workflow);
    method.put("omitPayload", omitPayload);
    method.put("omitUserInputs", omitUserInputs);
    report(method, reportWorkflowStatus);
    return message(orgId, action, runId, method, properties.deepCopy());
  }

  /** What an action says of the workflow that it starts; inputs and the rest are added to it. */
  public static ObjectNode method(String org, String repo, String workflow) {
    return NODES
        .objectNode()
        .put("type", "GITHUB")
        .put("org", org)
        .put("repo", repo)
        .put("workflow", workflow);
  }

  private static void report(ObjectNode method, Object reportWorkflowStatus) {
    if (reportWorkflowStatus instanceof Boolean flag) {
      method.put("reportWorkflowStatus", flag);
    } else if (reportWorkflowStatus != null) {
      method.put("reportWorkflowStatus", reportWorkflowStatus.toString());
    }
  }

  private static ObjectNode message(
      String orgId, String action, String runId, JsonNode method, ObjectNode properties) {
    ObjectNode message = NODES.objectNode();
    message.put("action", action);
    message.put("resourceType", "run");
    message.put("status", "TRIGGERED");
    ObjectNode trigger = message.putObject("trigger");
    ObjectNode by = trigger.putObject("by");
    by.put("orgId", orgId).put("userId", "auth0|65f0c0ffee0ddba11c0de001");
    by.putObject("user")
        .put("email", "dana.ops@example.test")
        .put("firstName", "Dana")
        .put("lastName", "Ops");
    trigger.put("origin", "UI").put("at", "2026-03-02T09:15:42.118Z");
    message
        .putObject("context")
        .put("entity", "checkout")
        .put("blueprint", "service")
        .put("runId", runId);
    ObjectNode payload = message.putObject("payload");
    payload.putNull("entity");
    ObjectNode definition = payload.putObject("action");
    definition.put("identifier", action);
    definition.set("invocationMethod", method);
    definition.put("trigger", "DAY-2");
    payload.set("properties", properties);
    payload.putArray("censoredProperties");
    return message;
  }

  // --- wire bytes -----------------------------------------------------------------------------

  /** Signs the text without a {@code headers} member and appends the member afterwards. */
  public static byte[] formA(ObjectNode message, String secret, long timestamp) {
    return formA(message.toString(), secret, timestamp);
  }

  /** The same for a text as Port would print it; for what Jackson prints otherwise. */
  public static byte[] formA(String text, String secret, long timestamp) {
    String signature = sign(secret, String.valueOf(timestamp), text);
    String start = text.substring(0, text.length() - 1);
    return utf8(start + ",\"headers\":{" + members(signature, timestamp) + "}}");
  }

  /** Signs the text with an empty {@code headers} member and fills the member afterwards. */
  public static byte[] formB(ObjectNode message, String secret, long timestamp) {
    String text = message.toString();
    String start = text.substring(0, text.length() - 1) + ",\"headers\":{";
    String signature = sign(secret, String.valueOf(timestamp), start + "}}");
    return utf8(start + members(signature, timestamp) + "}}");
  }

  /** The message without any signature. */
  public static byte[] unsigned(ObjectNode message) {
    return utf8(message.toString());
  }

  /** Signed by somebody who does not know the secret. */
  public static byte[] forged(ObjectNode message, long timestamp) {
    return formA(message, "not-the-secret-of-this-organisation", timestamp);
  }

  /** Signed properly, then changed on its way: another workflow. */
  public static byte[] tampered(ObjectNode message, String secret, long timestamp) {
    String wire = new String(formA(message, secret, timestamp), StandardCharsets.UTF_8);
    String changed = wire.replaceFirst("\"workflow\":\"", "\"workflow\":\"x");
    if (changed.equals(wire)) {
      throw new IllegalArgumentException("the message has no workflow to change");
    }
    return utf8(changed);
  }

  /** Port's signature: {@code v1,} and the Base64 of HMAC-SHA256 over {@code timestamp.body}. */
  public static String sign(String secret, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(utf8(secret), "HmacSHA256"));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(utf8(timestamp + "." + body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String members(String signature, long timestamp) {
    return "\"X-Port-Signature\":\"" + signature + "\",\"X-Port-Timestamp\":" + timestamp;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
