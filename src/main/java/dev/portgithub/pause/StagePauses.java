package dev.portgithub.pause;

import dev.portgithub.run.Texts;
import dev.portgithub.signals.Gauges;
import io.micrometer.core.instrument.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages that an operator has paused. A pause is a row: it holds for all instances, and
 * survives a restart.
 *
 * <p>An instance reads the rows at most once a second, with a claim; so others notice a pause
 * within a second, and the one that was told at once. A paused stage claims nothing. What it had
 * claimed is ended, except that no dispatch begins: its intent asks the row itself.
 */
public final class StagePauses {
  static final String SETTING = "pause.at-start";

  private static final Logger LOG = LoggerFactory.getLogger(StagePauses.class);
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);
  private static final int LONGEST_LOGIN = 100;
  private static final int LONGEST_WHY = 500;

  private final Jdbi jdbi;
  private final Clock clock;
  private final List<Stage> atStart;

  /** Null until they are read for the first time. */
  private volatile Map<Stage, Pause> known;

  private volatile Instant readAt = Instant.EPOCH;

  /**
   * @param atStart the stages that are paused when the process starts, separated by commas
   * @throws IllegalArgumentException when one cannot be paused
   */
  public StagePauses(Jdbi jdbi, Clock clock, String atStart) {
    this.jdbi = jdbi;
    this.clock = clock;
    try {
      this.atStart =
          Arrays.stream(atStart.split(",")).filter(word -> !word.isBlank()).map(Stage::of).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(SETTING + ": " + e.getMessage(), e);
    }
  }

  /** How many rows a stage may claim now: none while it is paused. */
  public int room(String stage, int wanted) {
    return current().containsKey(Stage.of(stage)) ? 0 : wanted;
  }

  /**
   * Is it paused, as far as this instance knows? It asks the store only if it never did. While it
   * does not know, it is.
   */
  public boolean isPaused(Stage stage) {
    try {
      Map<Stage, Pause> pauses = known == null ? current() : known;
      return pauses.containsKey(stage);
    } catch (RuntimeException e) {
      LOG.debug("The pauses cannot be read yet: {}", e.getMessage());
      return true;
    }
  }

  /** As this instance knows them, without asking the store; in the order of the flow. */
  public List<Pause> list() {
    return known == null ? List.of() : List.copyOf(known.values());
  }

  /** As they were in the store within the last second. */
  public Map<Stage, Pause> current() {
    Duration old = Duration.between(readAt, now());
    // A clock that was set back must not hide what happened since.
    if (known == null || old.isNegative() || old.compareTo(READ_AGAIN_AFTER) >= 0) {
      read();
    }
    return known;
  }

  /**
   * Pauses a stage, or gives its pause another reason and end.
   *
   * <p>When it returns, the row is written and this instance claims nothing more; others claim
   * nothing a second later. No dispatch begins in any of them.
   *
   * @param by the login of the operator, or what is said instead
   * @param until when it ends by itself; null: when it is resumed
   * @throws IllegalArgumentException in words, when a reason is missing or the end is not ahead
   */
  public Pause pause(Stage stage, String by, String why, Instant until) {
    if (why == null || why.isBlank()) {
      throw new IllegalArgumentException("Say why: those who find it paused will ask.");
    }
    if (until != null && !until.isAfter(now())) {
      throw new IllegalArgumentException("The pause cannot end at " + until + ": that is past.");
    }
    Pause pause = made(stage, by, why, until);
    jdbi.useTransaction(handle -> PauseRows.put(handle, pause));
    read();
    if (stage == Stage.DISPATCH) {
      PauseRows.awaitIntents(jdbi);
    }
    return current().getOrDefault(stage, pause);
  }

  private Pause made(Stage stage, String by, String why, Instant until) {
    return new Pause(
        stage, Texts.line(by, LONGEST_LOGIN), now(), Texts.line(why, LONGEST_WHY), until, now());
  }

  /** Ends the pause of a stage, and returns it; empty when there was none. */
  public Optional<Pause> resume(Stage stage) {
    Pause before = current().get(stage);
    boolean ended = jdbi.inTransaction(handle -> PauseRows.remove(handle, stage));
    read();
    return ended ? Optional.ofNullable(before) : Optional.empty();
  }

  /**
   * Is it time to tell a few more runs why they wait? Then the row stays locked for it until the
   * end of the transaction, so that one instance does at a time.
   */
  public boolean lockToTell(Handle handle, Pause pause, int most) {
    return PauseRows.lockToTell(handle, pause, most);
  }

  /** So many more runs were told. */
  public void told(Handle handle, Pause pause, int more) {
    PauseRows.told(handle, pause, more);
  }

  private synchronized void read() {
    Map<Stage, Pause> before = known;
    if (before == null) {
      begin();
    }
    Instant now = now();
    Map<Stage, Pause> after = jdbi.withHandle(PauseRows::all);
    for (Pause over : List.copyOf(after.values())) {
      if (over.isOver(now)) {
        after.remove(over.stage());
        end(over, now);
      }
    }
    tell(before == null ? Map.of() : before, after);
    readAt = now;
    known = after;
  }

  private void begin() {
    for (Stage stage : atStart) {
      Pause pause = made(stage, SETTING, "The setting " + SETTING + " asks for it", null);
      jdbi.useTransaction(handle -> PauseRows.insert(handle, pause));
    }
  }

  private void end(Pause over, Instant now) {
    if (jdbi.inTransaction(handle -> PauseRows.removeEnded(handle, over.stage(), now))) {
      LOG.info("The pause of stage {} is over, as planned: {}", over.stage().word(), over.text());
    }
  }

  /** Logs each change once, in each instance, whoever made it. */
  private static void tell(Map<Stage, Pause> before, Map<Stage, Pause> after) {
    for (Stage stage : Stage.values()) {
      Pause was = before.get(stage);
      Pause is = after.get(stage);
      if (is != null && !is.equals(was)) {
        LOG.warn("Stage {} is paused {}", stage.word(), is.text());
      } else if (is == null && was != null) {
        LOG.info("Stage {} goes on; it was paused {}", stage.word(), was.text());
      }
      Gauges.set("stage.paused", Tag.of("stage", stage.word()), is == null ? 0 : 1);
    }
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
