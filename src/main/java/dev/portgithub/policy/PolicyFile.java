package dev.portgithub.policy;

import dev.portgithub.policy.Request.Field;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a policy, strictly: what it does not know is a mistake, and each mistake is named with its
 * rule, since a rule that is misspelt would protect nothing.
 */
final class PolicyFile {
  private static final LoadSettings YAML =
      LoadSettings.builder().setAllowDuplicateKeys(false).build();
  private static final String EFFECT = "effect";
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private PolicyFile() {}

  /**
   * @throws IllegalArgumentException in one sentence
   */
  static Rules read(String text) {
    Object read;
    try {
      read = new Load(YAML).loadFromString(text);
    } catch (YamlEngineException e) {
      throw YamlMembers.wrong("the file", "is not YAML: " + e.getMessage().replaceAll("\\s+", " "));
    }
    Map<String, Object> file =
        YamlMembers.members("the file", read, Set.of("default", "default-branches", "rules"));
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Object each : YamlMembers.list("rules", file.get("rules"))) {
      Rule rule = rule("rule " + (rules.size() + 1), each);
      if (!names.add(rule.name())) {
        throw YamlMembers.wrong(
            "rule " + (rules.size() + 1), "has the name of an earlier one: " + rule.name());
      }
      rules.add(rule);
    }
    return new Rules(
        rules,
        allows("default", file.getOrDefault("default", "allow")),
        YamlMembers.texts("default-branches", file.get("default-branches")));
  }

  private static Rule rule(String place, Object given) {
    Set<String> known = new HashSet<>(Set.of("name", EFFECT, "reason", "during"));
    Arrays.stream(Field.values()).forEach(field -> known.add(field.word));
    Map<String, Object> members = YamlMembers.members(place, given, known);
    String name = YamlMembers.text(place, "name", members.get("name"));
    String where = place + " (" + name + ")";
    Map<Field, List<Pattern>> matches = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      if (members.containsKey(field.word)) {
        List<String> globs = YamlMembers.texts(where + ": " + field.word, members.get(field.word));
        if (globs.isEmpty()) {
          throw YamlMembers.wrong(where, field.word + " names nothing");
        }
        matches.put(field, globs.stream().map(glob -> pattern(glob, field.anyCase)).toList());
      }
    }
    List<Window> windows = new ArrayList<>();
    for (Object each : YamlMembers.list(where + ": during", members.get("during"))) {
      windows.add(window(where + ": during", each));
    }
    String reason =
        members.containsKey("reason")
            ? YamlMembers.text(where, "reason", members.get("reason"))
            : "";
    boolean allows = allows(where, members.get(EFFECT));
    return new Rule(name, allows, matches, windows, reason, describe(members));
  }

  private static String describe(Map<String, Object> members) {
    StringBuilder text = new StringBuilder(String.valueOf(members.get(EFFECT)));
    members.forEach(
        (name, value) -> {
          if (!name.equals("name") && !name.equals(EFFECT)) {
            text.append("; ").append(name).append(": ").append(value);
          }
        });
    return text.toString();
  }

  private static Window window(String place, Object given) {
    Map<String, Object> members =
        YamlMembers.members(place, given, Set.of("from", "until", "days", "hours", "zone"));
    boolean weekly = members.containsKey("days") || members.containsKey("hours");
    if (!weekly) {
      Instant from = instant(place, "from", members.get("from"));
      Instant until = instant(place, "until", members.get("until"));
      if (from == null && until == null || members.containsKey("zone")) {
        throw YamlMembers.wrong(place, "needs from, until, or both; or days, hours and zone");
      }
      return new Window.Once(from, until);
    }
    if (members.containsKey("from") || members.containsKey("until")) {
      throw YamlMembers.wrong(place, "has days or hours, and from or until: keep one pair");
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String day : YamlMembers.texts(place + ": days", members.get("days"))) {
      String word = day.toLowerCase(Locale.ROOT);
      if (!DAYS.contains(word)) {
        throw YamlMembers.wrong(place, "days are mon, tue, wed, thu, fri, sat, sun, not " + day);
      }
      days.add(DayOfWeek.of(DAYS.indexOf(word) + 1));
    }
    LocalTime[] hours = hours(place, members.getOrDefault("hours", "00:00-24:00"));
    try {
      return new Window.Weekly(
          days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
          hours[0],
          hours[1],
          ZoneId.of(YamlMembers.text(place, "zone", members.getOrDefault("zone", "UTC"))));
    } catch (DateTimeException e) {
      throw YamlMembers.wrong(place, "zone is not known: " + members.get("zone"));
    }
  }

  private static LocalTime[] hours(String place, Object given) {
    String[] parts = String.valueOf(given).split("-");
    try {
      // 24:00 is the midnight at the end of the day.
      return new LocalTime[] {
        LocalTime.parse(parts[0].strip()),
        parts[1].strip().equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(parts[1].strip())
      };
    } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw YamlMembers.wrong(place, "hours are written \"16:00-08:00\", not " + given);
    }
  }

  private static Instant instant(String place, String name, Object given) {
    if (given == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(String.valueOf(given)).toInstant();
    } catch (DateTimeException e) {
      throw YamlMembers.wrong(
          place, name + " is written \"2026-12-20T18:00:00+01:00\", not " + given);
    }
  }

  private static boolean allows(String place, Object effect) {
    if (!"allow".equals(effect) && !"deny".equals(effect)) {
      throw YamlMembers.wrong(place, "the effect is allow or deny, not " + effect);
    }
    return effect.equals("allow");
  }

  /** {@code *} stands for any characters, {@code ?} for one. */
  private static Pattern pattern(String glob, boolean anyCase) {
    StringBuilder regex = new StringBuilder();
    glob.chars()
        .forEach(
            c ->
                regex.append(
                    c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
    int flags = Pattern.DOTALL | (anyCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    return Pattern.compile(regex.toString(), flags);
  }
}
