package dev.portgithub.policy;

import dev.portgithub.policy.Request.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A rule of the policy.
 *
 * <p>What is not known counts against the run: a rule that denies applies unless something says
 * that it does not, and one that allows applies only if everything says so.
 *
 * @param matches of each field that the rule names, the patterns of which one has to match
 * @param windows of which one has to hold; none: always
 * @param reason for the developer, or empty
 * @param text as an operator reads it
 */
record Rule(
    String name,
    boolean allows,
    Map<Field, List<Pattern>> matches,
    List<Window> windows,
    String reason,
    String text) {

  boolean appliesTo(Request request, Instant now) {
    if (!windows.isEmpty() && windows.stream().noneMatch(window -> window.holds(now))) {
      return false;
    }
    return matches.entrySet().stream()
        .allMatch(match -> fits(match.getKey(), request.of(match.getKey()), match.getValue()));
  }

  private boolean fits(Field field, List<String> values, List<Pattern> patterns) {
    if (values.isEmpty()) {
      return !allows || patterns.stream().anyMatch(pattern -> pattern.pattern().equals(".*"));
    }
    Predicate<String> matched =
        value -> patterns.stream().anyMatch(pattern -> pattern.matcher(value).matches());
    // A user has two names; a default branch has one of several.
    return allows && field == Field.REF
        ? values.stream().allMatch(matched)
        : values.stream().anyMatch(matched);
  }
}
