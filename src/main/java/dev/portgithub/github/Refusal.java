package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RetryTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a 4xx of GitHub means. The status alone does not say it: GitHub answers 403 to a credential
 * that is limited, to one that is shut out of an organisation, and to one that lacks a permission.
 *
 * <p>Headers go before words. Words are matched by a part, since GitHub may change the rest; they
 * are those of GitHub's documentation, and of its answers as users have reported them.
 *
 * @param until when a limit ends; null when it is none
 */
record Refusal(Meaning meaning, Instant until) {
  enum Meaning {
    /** Too many calls: the same call may be made later. */
    LIMIT,
    /** GitHub takes the credential for nothing. The platform team's business. */
    CREDENTIAL,
    /** GitHub takes the credential for nothing of this owner. The platform team's business. */
    OWNER,
    /** GitHub shuts everybody out of this repository. The platform team's business. */
    REPOSITORY,
    /** What was asked for, or a permission on this repository. */
    REQUEST
  }

  /** Only then is the run not refused, nor the credential just limited. */
  boolean isForPlatformTeam() {
    return meaning == Meaning.CREDENTIAL
        || meaning == Meaning.OWNER
        || meaning == Meaning.REPOSITORY;
  }

  private static final Duration PAUSE_WITHOUT_TIME = Duration.ofSeconds(60);

  private static final List<String> LIMITS =
      List.of(
          "rate limit exceeded",
          "secondary rate",
          "abuse detection",
          "number of login attempts exceeded");

  private static final Map<Meaning, List<String>> SHUT_OUT =
      Map.of(
          Meaning.CREDENTIAL,
          List.of("account was suspended", "account is suspended"),
          Meaning.OWNER,
          List.of(
              "ip allow list",
              "installation has been suspended",
              "enterprise managed user",
              "saml enforcement",
              "single sign-on",
              "forbids access via",
              "oauth app access restrictions"),
          Meaning.REPOSITORY,
          List.of("repository access blocked"));

  static Refusal of(RemoteAnswer answer, Instant now) {
    Instant until = limitedUntil(answer, now);
    return until == null ? new Refusal(shutOut(answer), null) : new Refusal(Meaning.LIMIT, until);
  }

  /**
   * Retry-After first, then the reset of the hour when nothing is left of it, then the words. Null
   * when it is no limit.
   */
  private static Instant limitedUntil(RemoteAnswer answer, Instant now) {
    if (answer.status() != 429 && answer.status() != 403) {
      return null;
    }
    Long retryAfter = answer.number("Retry-After");
    if (retryAfter != null) {
      return RetryTime.in(now, retryAfter);
    }
    Long remaining = answer.number("X-RateLimit-Remaining");
    Long reset = answer.number("X-RateLimit-Reset");
    if (remaining != null && remaining == 0 && reset != null) {
      return RetryTime.at(now, reset).plusSeconds(1);
    }
    boolean limited = answer.status() == 429 || LIMITS.stream().anyMatch(answer::says);
    return limited ? now.plus(PAUSE_WITHOUT_TIME) : null;
  }

  private static Meaning shutOut(RemoteAnswer answer) {
    if (answer.status() == 401) {
      return Meaning.CREDENTIAL;
    }
    if (answer.status() != 403 && answer.status() != 451) {
      return Meaning.REQUEST;
    }
    if (answer.headers().get("X-GitHub-SSO") != null) {
      return Meaning.OWNER;
    }
    return SHUT_OUT.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(answer::says))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Meaning.REQUEST);
  }
}
