package dev.portgithub.show;

import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.ShownLabels;
import dev.portgithub.run.ShownLabels.Seen;
import dev.portgithub.view.RunRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tells Port what a run waits for, unless it has gone on since it was read. */
public final class Teller {
  private static final int MOST_PLACES = 50;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Outbox outbox;
  private final Duration after;

  /**
   * @param after how long something must have been so before Port is told
   */
  public Teller(Jdbi jdbi, Clock clock, Outbox outbox, Duration after) {
    this.after = after;
    this.jdbi = jdbi;
    this.clock = clock;
    this.outbox = outbox;
  }

  /**
   * @param key for programs: once for each
   * @param drafts none when somebody else has told Port, which is only noted
   * @return whether Port is told, and by this call
   */
  boolean tell(RunRow run, String key, List<PortReports.Draft> drafts) {
    return tell(run, key, drafts, handle -> {});
  }

  /**
   * @param also what else is done in the same transaction
   */
  boolean tell(RunRow run, String key, List<PortReports.Draft> drafts, Consumer<Handle> also) {
    Instant told = drafts.isEmpty() ? null : Instant.now(clock);
    return jdbi.inTransaction(
        handle -> {
          boolean tells = ShownLabels.note(handle, seen(run), key, told) && !drafts.isEmpty();
          if (tells) {
            outbox.addToOpen(handle, run.runId(), drafts);
            also.accept(handle);
          }
          return tells;
        });
  }

  /**
   * May this instance ask GitHub about it now?
   *
   * @param notSince nobody has asked since then
   */
  boolean mayAsk(RunRow run, Instant notSince) {
    return jdbi.inTransaction(
        handle -> ShownLabels.ask(handle, seen(run), Instant.now(clock), notSince));
  }

  /** Notes when the last job of a workflow run ended that goes on all the same; null: none such. */
  void jobsEnded(RunRow run, Instant at) {
    if (!Objects.equals(at, run.jobsEndedAt())) {
      jdbi.useHandle(handle -> ShownLabels.jobsEnded(handle, seen(run), at));
    }
  }

  /** The run as it is now. */
  Optional<Run> find(RunRow run) {
    return jdbi.withHandle(handle -> RunQueries.find(handle, run.runId()));
  }

  /** Its place in its lane. */
  String place(RunRow run) {
    int before =
        jdbi.withHandle(handle -> ShownLabels.before(handle, run.lane(), run.dueAt(), MOST_PLACES));
    return before < MOST_PLACES ? Integer.toString(before + 1) : "beyond " + MOST_PLACES;
  }

  Duration after() {
    return after;
  }

  private static Seen seen(RunRow run) {
    return new Seen(run.runId(), run.state(), run.status());
  }
}
