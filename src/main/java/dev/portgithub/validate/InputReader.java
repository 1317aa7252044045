package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes the inputs of the workflow, and the branch or tag to run it on, out of a message.
 *
 * <p>Port has two ways to say them. Where {@code workflowInputs} is present its members are the
 * inputs. Where it is absent (actions of the first version) they are the user's properties and
 * {@code port_payload}, the whole message as text; {@code omitUserInputs} and {@code omitPayload}
 * switch either off. {@code ref} is never an input.
 *
 * <p>Strings are taken as they are, everything else as the compact JSON text that was received: no
 * number is printed anew. Values are not judged beyond templates left in them; see {@link
 * InputLimits}.
 */
final class InputReader {
  private static final String REF = "ref";
  private static final String PAYLOAD = "port_payload";
  private static final int LONGEST_REF = 255;

  /** The inputs in their order; the ref is null for the repository's default branch. */
  record Inputs(String ref, Map<String, String> values) {}

  private InputReader() {}

  static Inputs read(JsonRecord message) {
    JsonNode payload = message.json().path("payload");
    JsonNode method = payload.path("action").path("invocationMethod");
    JsonText text = JsonText.of(message.text());
    if (method.has("workflowInputs")) {
      // Only actions of the second version have this member: null stands for no inputs.
      JsonText inputs = text.at("payload", "action", "invocationMethod", "workflowInputs");
      return split(method.get("workflowInputs"), inputs, "workflowInputs", name -> true);
    }
    boolean omitPayload = YesNo.read(method, "omitPayload", false);
    boolean omitUserInputs = YesNo.read(method, "omitUserInputs", false);
    // A property called port_payload loses: workflows rely on the message under that name. The ref
    // is no input to omit: it always says where to run.
    Predicate<String> wanted =
        name -> name.equals(REF) || (!omitUserInputs && (omitPayload || !name.equals(PAYLOAD)));
    JsonText properties = text.at("payload", "properties");
    Inputs inputs = split(payload.path("properties"), properties, "payload.properties", wanted);
    if (!omitPayload) {
      inputs.values().put(PAYLOAD, text.compactWithout(member -> member.name().equals("headers")));
    }
    return inputs;
  }

  private static Inputs split(JsonNode json, JsonText text, String what, Predicate<String> wanted) {
    Map<String, String> values = new LinkedHashMap<>();
    if (json.isMissingNode() || json.isNull()) {
      return new Inputs(null, values);
    }
    if (!json.isObject()) {
      throw new InvalidInvocation(
          "BAD_INPUTS",
          "The inputs in \"" + what + "\" are not an object with a member for each input.",
          "Correct the definition of the action.");
    }
    for (JsonText.Member member : text.members()) {
      if (wanted.test(member.name())) {
        requireName(member.name());
        Templates.refuse("input", member.name(), json.path(member.name()));
        JsonText value = member.value();
        values.put(member.name(), value.isString() ? value.string() : value.compact());
      }
    }
    String ref = values.remove(REF);
    return new Inputs(json.path(REF).isNull() ? null : checkedRef(ref), values);
  }

  private static void requireName(String name) {
    if (name.isBlank()) {
      throw new InvalidInvocation(
          "EMPTY_INPUT_NAME",
          "One of the inputs has an empty name.",
          "Give each input of the action the name that the workflow declares.");
    }
  }

  private static String checkedRef(String ref) {
    if (ref == null || ref.isBlank()) {
      return null;
    }
    // Not quoted: it came with the inputs.
    if (ref.length() > LONGEST_REF || ref.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInvocation(
          "BAD_REF",
          "The input \"ref\" cannot be the name of a branch or tag: it is longer than "
              + LONGEST_REF
              + " characters or holds control characters.",
          "Pass the bare name of a branch or tag, or leave ref out to use the default branch.");
    }
    return ref;
  }
}
