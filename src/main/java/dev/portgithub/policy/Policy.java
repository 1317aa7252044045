package dev.portgithub.policy;

import dev.portgithub.policy.Rules.Decision;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import dev.portgithub.validate.InvalidInvocation;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.JsonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which runs may be started at all, by a file of rules; without one, all. It is asked when a run
 * arrives, before anything is stored or called, and looks at nothing but the message.
 *
 * <p>The file is read again within seconds when it changes. A file that cannot be used stops a
 * start; later, the rules before it go on to hold. Thread-safe.
 */
public final class Policy {
  private static final Logger LOG = LoggerFactory.getLogger(Policy.class);
  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(2);

  private final Path file;
  private final Clock clock;
  private volatile Rules rules = Rules.NONE;
  private volatile Instant lookAgainAt;
  private FileTime seen;
  private volatile String problem;

  /**
   * @param file the setting {@code policy.file}; blank for none
   * @throws IllegalArgumentException when it cannot be read or holds a mistake, naming both
   */
  public Policy(Clock clock, String file) {
    this.clock = clock;
    this.file = file == null || file.isBlank() ? null : Path.of(file);
    if (this.file != null) {
      try {
        seen = changedAt();
        rules = PolicyFile.read(Files.readString(this.file));
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "policy.file cannot be read: " + this.file.toAbsolutePath());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("policy.file " + this.file + ": " + e.getMessage());
      }
    }
    this.lookAgainAt = Instant.now(clock).plus(LOOKED_AT_EVERY);
  }

  /**
   * Returns the invocation if it may be started.
   *
   * @throws InvalidInvocation ({@code POLICY}) naming the rule that denies it
   */
  public Invocation check(JsonRecord message, Invocation invocation) {
    if (file == null) {
      return invocation;
    }
    Decision decision = decide(Request.of(message.json(), invocation));
    if (decision.allowed()) {
      return invocation;
    }
    throw new InvalidInvocation(
        new Why(
            "POLICY",
            sentence(decision),
            "Nothing was called. Ask whoever operates the backend if this should be allowed."));
  }

  private static String sentence(Decision decision) {
    Rule rule = decision.rule();
    if (rule == null) {
      return "The policy of this backend denies what no rule allows, and none allows this run.";
    }
    return "The policy of this backend does not allow this run, by its rule "
        + Texts.quote(rule.name())
        + (rule.reason().isEmpty() ? "." : ": " + rule.reason());
  }

  Decision decide(Request request) {
    Instant now = Instant.now(clock);
    if (!now.isBefore(lookAgainAt)) {
      reload(now);
    }
    return rules.decide(request, now);
  }

  private synchronized void reload(Instant now) {
    if (now.isBefore(lookAgainAt)) {
      return;
    }
    lookAgainAt = now.plus(LOOKED_AT_EVERY);
    FileTime changed = changedAt();
    if (Objects.equals(changed, seen)) {
      return;
    }
    // Told once for each change.
    seen = changed;
    try {
      rules = PolicyFile.read(Files.readString(file));
      problem = null;
      LOG.info("Policy {} has changed: {} rules hold from now on", file, rules.rules().size());
    } catch (IOException e) {
      unusable("it cannot be read");
    } catch (IllegalArgumentException e) {
      unusable(e.getMessage());
    }
  }

  /** Null when there is no file. */
  private FileTime changedAt() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return null;
    }
  }

  private void unusable(String why) {
    problem =
        "Policy %s cannot be used (%s): the rules before it go on to hold. Correct the file."
            .formatted(file, why);
    LOG.error(
        "Policy {} cannot be used ({}): the rules before it go on to hold. Correct the file.",
        file,
        why);
  }

  /** What is wrong with the file as it is now, for health and Hawtio; null if nothing is. */
  public String problem() {
    return problem;
  }

  /** The rules that hold, one per line, as an operator reads them. */
  public List<String> lines() {
    Rules now = rules;
    List<String> lines = new ArrayList<>();
    now.rules().forEach(rule -> lines.add(rule.name() + ": " + rule.text()));
    lines.add("otherwise: " + (now.allows() ? "allow" : "deny"));
    return lines;
  }

  /**
   * What would become of a run, in a sentence.
   *
   * @param run {@code repository=infra ref=main}; what is left out is not known
   */
  public String explain(String run) {
    Request request;
    try {
      request = Request.read(run == null ? "" : run);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    Decision decision =
        file == null ? Rules.NONE.decide(request, clock.instant()) : decide(request);
    String by = decision.rule() == null ? "no rule applies" : "rule " + decision.rule().name();
    return (decision.allowed() ? "Allowed: " : "Denied: ") + by;
  }
}
