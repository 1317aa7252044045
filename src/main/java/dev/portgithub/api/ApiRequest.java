package dev.portgithub.api;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request that the description of the API allows, by a person who may make it.
 *
 * @param operation its id in the description
 * @param login of that person
 * @param values by the names of parameters and of the members of the body; those that were not
 *     given, and have no default, are missing
 */
public record ApiRequest(
    String operation, boolean mayOperate, String login, Map<String, String> values) {

  /** Null when it was not given. */
  String given(String name) {
    return values.get(name);
  }

  int number(String name) {
    return (int) longNumber(name);
  }

  long longNumber(String name) {
    return Long.parseLong(values.get(name));
  }

  Optional<Boolean> flag(String name) {
    return Optional.ofNullable(values.get(name)).map(Boolean::valueOf);
  }

  Optional<Duration> seconds(String name) {
    return Optional.ofNullable(values.get(name)).map(Long::valueOf).map(Duration::ofSeconds);
  }

  /** A constant by its name. */
  <T extends Enum<T>> T constant(String name, Class<T> type) {
    String value = values.get(name);
    return value == null ? null : Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
  }
}
