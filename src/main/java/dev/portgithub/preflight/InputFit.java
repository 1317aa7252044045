package dev.portgithub.preflight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a run's inputs fit those that a workflow file declares, or says which ones do not.
 *
 * <p>It finds fault only with what GitHub is known to refuse. A value is never quoted: it may be a
 * secret.
 */
public final class InputFit {
  private static final int MOST_CHARACTERS = 65_535;
  private static final int MOST_NAMED = 25;
  private static final int LONGEST_NAME = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String runIdInput;
  private final String packInto;

  /**
   * @param runIdInput the input that gets the run id where a file declares it and the action does
   *     not send it; empty: none
   * @param packInto the input that gets all those as one JSON object that a file does not declare;
   *     empty: none
   */
  public InputFit(String runIdInput, String packInto) {
    this.runIdInput = runIdInput.strip();
    this.packInto = packInto.strip();
  }

  /**
   * @param faults what GitHub would refuse, each in words that continue "The action does not fit"
   */
  record Fitted(Map<String, String> inputs, List<String> faults) {}

  /**
   * @param most inputs that the server takes
   */
  Fitted of(WorkflowFile file, String runId, Map<String, String> given, int most) {
    Map<String, String> inputs = new LinkedHashMap<>(given);
    List<String> faults = new ArrayList<>();
    pack(file, inputs);
    if (inputs.size() < most) {
      addRunId(file, runId, inputs);
    }
    List<String> unknown =
        inputs.keySet().stream().filter(name -> file.input(name) == null).toList();
    if (!unknown.isEmpty()) {
      faults.add(unexpected(file, unknown));
    }
    inputs.replaceAll(
        (name, value) -> {
          DeclaredInput declared = file.input(name);
          return declared == null ? value : InputValue.of(declared, value);
        });
    inputs.forEach(
        (name, value) -> {
          String wanted = wanted(file.input(name), value);
          if (wanted != null) {
            faults.add("the input " + shown(name) + " takes " + wanted);
          }
        });
    file.inputs().values().stream()
        .filter(DeclaredInput::isNeeded)
        .filter(declared -> !sends(inputs, declared.name()))
        .forEach(
            declared ->
                faults.add(
                    "the input "
                        + shown(declared.name())
                        + " is required, has no default and is not sent"
                        + (declared.options() == null
                            ? ""
                            : "; it takes " + oneOf(declared.options()))));
    return new Fitted(inputs, faults);
  }

  /** What the input takes instead; null when the value may pass. */
  private static String wanted(DeclaredInput declared, String value) {
    if (declared == null || value.isBlank()) {
      // GitHub alone knows what it makes of nothing.
      return null;
    }
    return switch (declared.type()) {
      case BOOLEAN -> InputValue.isBoolean(value) ? null : "true or false";
      case NUMBER -> InputValue.mayBeNumber(value) ? null : "a number";
      case CHOICE ->
          declared.options() == null || declared.options().contains(value)
              ? null
              : oneOf(declared.options());
      default -> null;
    };
  }

  private static String unexpected(WorkflowFile file, List<String> unknown) {
    String meant =
        unknown.size() > 1
            ? ""
            : file.inputs().values().stream()
                .map(DeclaredInput::name)
                .filter(name -> NearNames.isNear(unknown.get(0), name))
                .findFirst()
                .map(name -> ", did you mean " + shown(name) + "?")
                .orElse("");
    String declared =
        file.inputs().isEmpty()
            ? "it declares none"
            : "it declares "
                + list(file.inputs().values().stream().map(DeclaredInput::name).toList());
    return "it does not declare the input"
        + (unknown.size() == 1 ? " " : "s ")
        + list(unknown)
        + " ("
        + declared
        + meant
        + ")";
  }

  private void addRunId(WorkflowFile file, String runId, Map<String, String> inputs) {
    DeclaredInput declared = runIdInput.isEmpty() ? null : file.input(runIdInput);
    if (declared != null && declared.takesText() && !sends(inputs, declared.name())) {
      inputs.put(declared.name(), runId);
      if (size(inputs) > MOST_CHARACTERS) {
        inputs.remove(declared.name());
      }
    }
  }

  private void pack(WorkflowFile file, Map<String, String> inputs) {
    DeclaredInput declared = packInto.isEmpty() ? null : file.input(packInto);
    if (declared == null || !declared.takesText() || sends(inputs, declared.name())) {
      return;
    }
    Map<String, String> surplus = new LinkedHashMap<>(inputs);
    surplus.keySet().removeIf(name -> file.input(name) != null);
    if (!surplus.isEmpty()) {
      inputs.keySet().removeAll(surplus.keySet());
      inputs.put(declared.name(), print(surplus));
    }
  }

  private static boolean sends(Map<String, String> inputs, String name) {
    return inputs.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  private static String oneOf(List<String> options) {
    return options.size() == 1 ? "only " + shown(options.get(0)) : "one of " + list(options);
  }

  private static String list(List<String> names) {
    List<String> shown = names.stream().limit(MOST_NAMED).map(InputFit::shown).toList();
    int others = names.size() - shown.size();
    return String.join(", ", shown) + (others == 0 ? "" : " and " + others + " more");
  }

  private static String shown(String name) {
    return Markdown.literal(name, LONGEST_NAME);
  }

  /** As GitHub counts: characters of the whole in JSON. */
  private static int size(Map<String, String> inputs) {
    return print(inputs).length();
  }

  private static String print(Map<String, String> inputs) {
    try {
      return JSON.writeValueAsString(inputs);
    } catch (JsonProcessingException e) {
      // No cause: it could quote a value.
      throw new IllegalStateException("A map of texts can always be printed");
    }
  }
}
