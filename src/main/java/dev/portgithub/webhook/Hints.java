package dev.portgithub.webhook;

import dev.portgithub.run.FollowedRuns;
import dev.portgithub.signals.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hint brings about: a run of ours, and its repository, are due. Once that is committed the
 * webhook may be answered. Which repository it is, the row of the run says, and not the webhook.
 */
public final class Hints {
  private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

  /** Of a change that is no end, Port shows a label: many of them are read with one call. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final FollowedRuns followed;

  public Hints(FollowedRuns followed) {
    this.followed = followed;
  }

  /** What became of a webhook, for metrics. */
  private enum Outcome {
    /** A run is due. */
    DUE,
    /** No open run of ours, or nothing that is not known of it. */
    NOT_NEEDED,
    /** Another event or action. */
    OTHER
  }

  /**
   * @param hint null when the webhook says nothing that we need
   * @return whether something is due now
   */
  public boolean take(Hint hint) {
    Outcome outcome = hint == null ? Outcome.OTHER : outcome(hint);
    Counters.add("webhook.received", "outcome", outcome.name().toLowerCase(Locale.ROOT));
    if (outcome == Outcome.DUE) {
      LOG.debug("A webhook says {}: it will be looked at now", hint);
    }
    return outcome == Outcome.DUE && hint.what() == Hint.What.ENDED;
  }

  private Outcome outcome(Hint hint) {
    boolean due =
        switch (hint.what()) {
          case APPEARED -> false;
          case BEGAN -> followed.worthALook(hint.workflowRunId(), "in_progress", SOON);
          case WAITS -> followed.worthALook(hint.workflowRunId(), "waiting", SOON);
          case ENDED -> followed.worthALook(List.of(hint.workflowRunId())) > 0;
        };
    return due ? Outcome.DUE : Outcome.NOT_NEEDED;
  }
}
