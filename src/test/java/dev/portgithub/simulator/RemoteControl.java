package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The simulator's own endpoints under {@code /_sim}, for tests and scripts in another process:
 * journal, faults and latency.
 */
final class RemoteControl {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Journal journal;
  private final Faults faults;
  private final Consumer<Duration> latency;

  RemoteControl(Journal journal, Faults faults, Consumer<Duration> latency) {
    this.journal = journal;
    this.faults = faults;
    this.latency = latency;
  }

  Answer handle(Request request) {
    try {
      switch (request.method() + " " + request.path()) {
        case "GET /_sim/journal":
          return Answer.json(200, journal(request));
        case "DELETE /_sim/journal":
          journal.clear();
          return Answer.empty(204);
        case "POST /_sim/faults":
          arm(JSON.readTree(request.body()));
          return Answer.empty(204);
        case "DELETE /_sim/faults":
          faults.clear();
          return Answer.empty(204);
        case "POST /_sim/latency":
          latency.accept(Duration.ofMillis(JSON.readTree(request.body()).path("millis").asLong()));
          return Answer.empty(204);
        default:
          return Answer.of(404, "text/plain", "no such control");
      }
    } catch (Exception e) {
      return Answer.of(400, "text/plain", String.valueOf(e.getMessage()));
    }
  }

  private ArrayNode journal(Request request) {
    String method = request.param("method").orElse("*");
    String path = request.param("path").orElse("");
    ArrayNode all = JSON.createArrayNode();
    for (Journal.Call call : journal.calls(method, path)) {
      ObjectNode one = all.addObject();
      one.put("number", call.number());
      one.put("at", call.at().toString());
      one.put("method", call.method());
      one.put("path", call.path());
      one.put("query", call.query());
      one.set("headers", JSON.valueToTree(call.headers()));
      one.put("body", call.body());
      one.put("status", call.status());
    }
    return all;
  }

  private void arm(JsonNode order) {
    Predicate<Request> when =
        Request.of(order.path("method").asText("*"), order.path("path").asText(""));
    Fault fault = fault(order);
    if (order.path("always").asBoolean(false)) {
      faults.always(when, fault);
    } else {
      faults.next(order.path("times").asInt(1), when, fault);
    }
  }

  private static Fault fault(JsonNode order) {
    int status = order.path("status").asInt(500);
    String body = order.path("body").asText("{\"message\":\"simulated " + status + "\"}");
    String type = order.path("contentType").asText("application/json");
    Map<String, String> headers = new LinkedHashMap<>();
    order.path("headers").properties().forEach(h -> headers.put(h.getKey(), text(h)));
    Duration delay = Duration.ofMillis(order.path("delayMillis").asLong(1000));
    String mode = order.path("mode").asText("before");
    return switch (mode) {
      case "before" -> Fault.status(status, body, type, headers);
      case "after" -> Fault.statusAfter(status, body, type, headers);
      case "drop-before" -> Fault.dropBefore();
      case "drop-after" -> Fault.dropAfter();
      case "delay" -> Fault.delay(delay);
      case "delay-after" -> Fault.delayAfter(delay);
      case "html" -> Fault.html(order.path("status").asInt(502));
      case "garbage" -> Fault.garbage();
      case "empty" -> Fault.emptyAnswer();
      case "hang" -> Fault.hang();
      default -> throw new IllegalArgumentException("unknown mode " + mode);
    };
  }

  private static String text(Map.Entry<String, JsonNode> entry) {
    return entry.getValue().asText();
  }
}
