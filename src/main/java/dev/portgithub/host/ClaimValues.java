package dev.portgithub.host;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a provider says of a person in a claim: a list, or one text. */
final class ClaimValues {
  private ClaimValues() {}

  /**
   * @param claim its name, or a path with dots to it, such as realm_access.roles
   */
  static Set<String> of(Map<String, Object> claims, String claim) {
    Object found = claims.get(claim);
    if (found == null) {
      found = claims;
      for (String step : claim.split("\\.")) {
        found = found instanceof Map<?, ?> members ? members.get(step) : null;
      }
    }
    if (found instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).collect(Collectors.toSet());
    }
    return found == null ? Set.of() : Set.of(found.toString());
  }
}
