package dev.portgithub.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is set for actions and repositories: how many runs in a turn (dispatch.shares), and how many
 * workflow runs at the same time (dispatch.limits). Each is a list such as {@code action:deploy=5,
 * repository:acme/shop=2}.
 *
 * <p>A repository that is named has lanes of its own.
 */
public final class LaneRules {
  private static final Pattern ENTRY =
      Pattern.compile("(action:\\S+|repository:[^\\s/]+/[^\\s/]+)\\s*=\\s*(\\d{1,5})");

  private final Map<String, Integer> shares;
  private final Map<String, Integer> limits;

  /**
   * @throws IllegalArgumentException when a list is malformed
   */
  public LaneRules(String shares, String limits) {
    this.shares = parse("dispatch.shares", shares);
    this.limits = parse("dispatch.limits", limits);
  }

  /**
   * @param name of what is limited, as it is set: {@code action:deploy}
   * @param runs how many at the same time
   */
  public record Limit(String name, int runs) {}

  private static Map<String, Integer> parse(String setting, String list) {
    Map<String, Integer> parsed = new LinkedHashMap<>();
    for (String entry : list.isBlank() ? new String[0] : list.split(",")) {
      Matcher matcher = ENTRY.matcher(entry.strip());
      if (!matcher.matches() || Integer.parseInt(matcher.group(2)) == 0) {
        throw malformed(
            setting,
            Texts.quote(entry.strip())
                + " is not action:NAME=NUMBER or repository:OWNER/NAME=NUMBER");
      }
      String name = matcher.group(1);
      String key = name.startsWith("repository:") ? name.toLowerCase(Locale.ROOT) : name;
      if (parsed.put(key, Integer.valueOf(matcher.group(2))) != null) {
        throw malformed(setting, Texts.quote(entry.strip()) + " names the same a second time");
      }
    }
    return parsed;
  }

  private static IllegalArgumentException malformed(String setting, String problem) {
    return new IllegalArgumentException(
        setting + ": " + problem + "; the number is from 1 to 99999");
  }

  /** Has a repository lanes of its own? */
  boolean names(Target target) {
    String name = repository(target.org() + "/" + target.repo());
    return shares.containsKey(name) || limits.containsKey(name);
  }

  /** How many runs of a lane are served before the next lane; the larger one if two are set. */
  int share(String lane) {
    return keys(lane).stream().mapToInt(key -> shares.getOrDefault(key, 1)).max().orElse(1);
  }

  /** What limits the runs of a lane; often nothing. */
  public List<Limit> limits(String lane) {
    List<Limit> found = new ArrayList<>();
    for (String key : keys(lane)) {
      if (limits.containsKey(key)) {
        found.add(new Limit(key, limits.get(key)));
      }
    }
    return found;
  }

  private static List<String> keys(String lane) {
    int end = lane.lastIndexOf(' ');
    String owner = lane.substring(end + 1);
    String action = "action:" + lane.substring(0, Math.max(0, end));
    return owner.contains("/") ? List.of(action, repository(owner)) : List.of(action);
  }

  private static String repository(String name) {
    return ("repository:" + name).toLowerCase(Locale.ROOT);
  }
}
