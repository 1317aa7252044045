package dev.portgithub.policy;

import java.time.Instant;
import java.util.List;

/**
 * The rules of a policy, in their order: the first that applies decides.
 *
 * @param allows what holds where none applies
 * @param defaultBranches the names that a default branch may have, for a run that names no ref
 */
record Rules(List<Rule> rules, boolean allows, List<String> defaultBranches) {
  static final Rules NONE = new Rules(List.of(), true, List.of());

  /** What the rules say; {@code rule} is null where none applies. */
  record Decision(boolean allowed, Rule rule) {}

  Decision decide(Request request, Instant now) {
    Request asked = request.ref().isEmpty() ? atDefaultBranch(request) : request;
    return rules.stream()
        .filter(rule -> rule.appliesTo(asked, now))
        .findFirst()
        .map(rule -> new Decision(rule.allows(), rule))
        .orElse(new Decision(allows, null));
  }

  private Request atDefaultBranch(Request request) {
    return new Request(
        request.organisation(),
        request.repository(),
        request.workflow(),
        defaultBranches,
        request.action(),
        request.users());
  }
}
