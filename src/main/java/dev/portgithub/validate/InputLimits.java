package dev.portgithub.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Refuses inputs that GitHub would refuse for their number or size, with words that help more.
 *
 * <p>GitHub's cloud accepts 25 inputs and 65,535 characters for the inputs as one compact JSON
 * object (measured in public, 2026-09). Older Enterprise servers accept fewer inputs and say so
 * themselves.
 */
final class InputLimits {
  static final int MOST_INPUTS = 25;
  static final int MOST_CHARACTERS = 65_535;
  private static final int NAMED = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private InputLimits() {}

  /**
   * @param packs whether those that the workflow does not declare will become one
   */
  static void check(Map<String, String> inputs, boolean packs) {
    if (inputs.size() > MOST_INPUTS && !packs) {
      throw new InvalidInvocation(
          new Why(
              "TOO_MANY_INPUTS",
              "The workflow would get "
                  + inputs.size()
                  + " inputs; GitHub accepts "
                  + MOST_INPUTS
                  + ".",
              "Put several of them into one object, which arrives as one input in JSON."));
    }
    int size = print(inputs).length();
    if (size > MOST_CHARACTERS) {
      throw new InvalidInvocation(
          new Why(
              "INPUTS_TOO_LARGE",
              String.format(
                  Locale.ROOT,
                  "The inputs take %,d characters as JSON; GitHub accepts %,d. The largest: %s.%s",
                  size,
                  MOST_CHARACTERS,
                  largest(inputs),
                  LargestMember.sentence(inputs)),
              "Pass less to the workflow, or pass the place where it can fetch the rest."));
    }
  }

  private static String largest(Map<String, String> inputs) {
    return inputs.entrySet().stream()
        .sorted(Comparator.comparingInt(input -> -input.getValue().length()))
        .limit(NAMED)
        .map(
            input ->
                String.format(
                    Locale.ROOT,
                    "%s (%,d)",
                    Texts.quote(input.getKey()),
                    input.getValue().length()))
        .collect(Collectors.joining(", "));
  }

  private static String print(Map<String, String> inputs) {
    try {
      return JSON.writeValueAsString(inputs);
    } catch (JsonProcessingException e) {
      // No cause: it could quote a value.
      throw new IllegalStateException("A map of strings can always be printed");
    }
  }
}
