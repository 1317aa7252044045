package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes the inputs of the workflow, and the branch or tag to run it on, out of a message.
 *
 * <p>Port has two ways to say them. Where {@code workflowInputs} is present its members are the
 * inputs. Where it is absent (actions of the first version) they are the user's properties and
 * {@code port_payload}, the whole message as text; {@code omitUserInputs} and {@code omitPayload}
 * switch either off. {@code ref} is never an input; what {@code validate.ref-as-input} names is
 * sent as the workflow's own input of that name.
 *
 * <p>Strings are taken as they are, everything else as the compact JSON text that was received: no
 * number is printed anew. Only half of a surrogate pair becomes U+FFFD, in either. An input that is
 * {@code null} (an optional one that was left blank) is left out, so that the workflow's default
 * holds. Values are not judged beyond {@link Templates} left in them; see {@link InputLimits}.
 */
final class InputReader {
  private static final String REF = "ref";
  private static final String PAYLOAD = "port_payload";
  private static final int LONGEST_REF = 255;

  /** The inputs in their order; the ref is null for the repository's default branch. */
  record Inputs(String ref, Map<String, String> values) {}

  private final Templates.Mode templates;
  private final boolean nullIsEmpty;
  private final String refAsInput;

  InputReader(InputSettings settings) {
    String nullInputs = settings.nullInputs();
    if (!nullInputs.equals("leave-out") && !nullInputs.equals("empty")) {
      throw new IllegalArgumentException(
          "validate.null-inputs must be leave-out or empty, not " + nullInputs);
    }
    this.templates = Templates.Mode.of(settings.templates());
    this.nullIsEmpty = nullInputs.equals("empty");
    this.refAsInput = settings.refAsInput().strip();
  }

  Inputs read(JsonRecord message) {
    JsonNode payload = message.json().path("payload");
    JsonNode method = payload.path("action").path("invocationMethod");
    JsonText text = JsonText.of(message.text());
    Templates left = new Templates(templates, payload);
    if (method.has("workflowInputs")) {
      // Only actions of the second version have this member: null stands for no inputs.
      JsonText inputs = text.at("payload", "action", "invocationMethod", "workflowInputs");
      requireObject(method.get("workflowInputs"), "workflowInputs");
      return split(method.get("workflowInputs"), inputs, left, name -> true);
    }
    boolean omitPayload = YesNo.read(method, "omitPayload", false);
    boolean omitUserInputs = YesNo.read(method, "omitUserInputs", false);
    // A property called port_payload loses: workflows rely on the message under that name. The ref
    // is no input to omit: it always says where to run.
    Predicate<String> wanted =
        name -> name.equals(REF) || (!omitUserInputs && (omitPayload || !name.equals(PAYLOAD)));
    JsonText properties = text.at("payload", "properties");
    requireObject(payload.path("properties"), "payload.properties");
    Inputs inputs = split(payload.path("properties"), properties, left, wanted);
    if (!omitPayload) {
      String whole = text.compactWithout(member -> member.name().equals("headers"));
      inputs.values().put(PAYLOAD, JsonTokens.wellFormed(whole));
    }
    return inputs;
  }

  private static void requireObject(JsonNode inputs, String what) {
    if (!inputs.isObject() && !inputs.isNull() && !inputs.isMissingNode()) {
      throw new InvalidInvocation(
          new Why(
              "BAD_INPUTS",
              "The inputs in \"" + what + "\" are not an object with a member for each input.",
              "Correct the definition of the action."));
    }
  }

  private Inputs split(JsonNode json, JsonText text, Templates left, Predicate<String> wanted) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!json.isObject()) {
      return new Inputs(null, values);
    }
    for (JsonText.Member member : text.members()) {
      if (wanted.test(member.name())) {
        requireName(member.name());
        left.refuse(member.name(), json.path(member.name()));
        if (!json.path(member.name()).isNull()) {
          values.put(Texts.wellFormed(member.name()), textOf(member.value()));
        } else if (nullIsEmpty) {
          values.put(Texts.wellFormed(member.name()), "");
        }
      }
    }
    String ref = checkedRef(values.remove(REF));
    String ofWorkflow = refAsInput.isEmpty() ? null : values.remove(refAsInput);
    if (ofWorkflow != null) {
      values.put(REF, ofWorkflow);
    }
    return new Inputs(ref, values);
  }

  private static String textOf(JsonText value) {
    return value.isString()
        ? Texts.wellFormed(value.string())
        : JsonTokens.wellFormed(value.compact());
  }

  private static void requireName(String name) {
    if (name.isBlank()) {
      throw new InvalidInvocation(
          new Why(
              "EMPTY_INPUT_NAME",
              "One of the inputs has an empty name.",
              "Give each input of the action the name that the workflow declares."));
    }
  }

  private static String checkedRef(String ref) {
    if (ref == null || ref.isBlank()) {
      return null;
    }
    // Not quoted: it came with the inputs.
    if (ref.length() > LONGEST_REF || ref.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInvocation(
          new Why(
              "BAD_REF",
              "The input \"ref\" cannot be the name of a branch or tag: it is longer than "
                  + LONGEST_REF
                  + " characters or holds control characters.",
              "Pass the bare name of a branch or tag, or leave ref out to use the default branch."));
    }
    return ref;
  }
}
