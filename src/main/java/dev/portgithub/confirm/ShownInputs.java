package dev.portgithub.confirm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.run.Texts;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;

/**
 * Compares the inputs of a record with those that Port shows for its run, as far as it shows any.
 *
 * <p>An input that Port leaves out or shows as null is no contradiction, since what Port keeps of
 * secrets is not published; one that only Port has, neither.
 */
final class ShownInputs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ShownInputs() {}

  /**
   * The name of the first input that differs, or null.
   *
   * @param shown member {@code workflowInputs} of the run's payload in Port; may be missing
   * @param inputs of the record, as they would be sent to GitHub
   */
  static String firstThatDiffers(JsonNode shown, Map<String, String> inputs) {
    return inputs.entrySet().stream()
        .filter(input -> differs(shown.path(input.getKey()), input.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static boolean differs(JsonNode shown, String sent) {
    if (shown.isMissingNode() || shown.isNull()) {
      return false;
    }
    return shown.isTextual()
        ? !Texts.wellFormed(shown.textValue()).equals(sent)
        : !shown.equals(NumbersByValue.INSTANCE, read(sent));
  }

  private static JsonNode read(String sent) {
    try {
      JsonNode read = JSON.readTree(sent);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** 1.0 and 1 are one number: a record is not printed anew, but Port's answer is. */
  private static final class NumbersByValue implements Comparator<JsonNode> {
    static final NumbersByValue INSTANCE = new NumbersByValue();

    @Override
    public int compare(JsonNode one, JsonNode other) {
      if (one.isNumber() && other.isNumber()) {
        return one.decimalValue().compareTo(other.decimalValue());
      }
      return one.equals(other) ? 0 : 1;
    }
  }
}
