package dev.portgithub.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes what YAML has read apart, and names the place where it is not what it should be. */
final class YamlMembers {
  private YamlMembers() {}

  static Map<String, Object> members(String place, Object given, Set<String> known) {
    if (!(given instanceof Map<?, ?> map)) {
      throw wrong(place, "is not a mapping");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (!known.contains(String.valueOf(name))) {
            throw wrong(place, "has a member " + name + " that is not known");
          }
          members.put(String.valueOf(name), value);
        });
    return members;
  }

  static List<?> list(String place, Object given) {
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof List<?> list)) {
      throw wrong(place, "is not a list");
    }
    return list;
  }

  /** A text, or a list of texts. */
  static List<String> texts(String place, Object given) {
    if (given == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Object each : given instanceof List<?> list ? list : List.of(given)) {
      texts.add(text(place, "each value", each));
    }
    return texts;
  }

  static String text(String place, String name, Object given) {
    if (!(given instanceof String text) || text.isBlank()) {
      throw wrong(place, name + " must be a text, in quotes if it looks like something else");
    }
    return text;
  }

  static IllegalArgumentException wrong(String place, String what) {
    return new IllegalArgumentException(place + ": " + what);
  }
}
