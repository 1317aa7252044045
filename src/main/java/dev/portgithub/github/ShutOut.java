package dev.portgithub.github;

import dev.portgithub.run.Target;
import java.time.Instant;

/**
 * GitHub shuts a credential out, everywhere or somewhere, until the platform team does something
 * about it.
 *
 * @param scope what it concerns; see {@link Scope}
 * @param reason in GitHub's words
 * @param remedy what the platform team has to do
 * @param dispatchesOnly reading is not concerned
 * @param probes how often it was tried in vain
 * @param probeAt when one call may try it again
 */
public record ShutOut(
    String scope,
    Instant since,
    String reason,
    String remedy,
    boolean dispatchesOnly,
    int probes,
    Instant probeAt) {

  /** Seen more than once. */
  public boolean sure() {
    return probes > 0;
  }

  /** Nothing at all can be done with the credential, or no token be had for any owner. */
  public boolean everywhere() {
    return Scope.isWhole(scope);
  }

  /** Does it hold up what this credential does for a target? */
  public boolean concerns(String credential, Target target) {
    return Scope.of(credential, target).names().contains(scope);
  }

  /** What happened, and what to do, for people. */
  public String text() {
    return "GitHub does not let credential %s in: %s. %s".formatted(scope, reason, remedy);
  }
}
