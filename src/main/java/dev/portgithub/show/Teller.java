package dev.portgithub.show;

import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.ShownLabels;
import dev.portgithub.run.ShownLabels.Seen;
import dev.portgithub.view.RunRow;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Tells Port what a run waits for, unless it has gone on since it was read. */
public final class Teller {
  private final Jdbi jdbi;
  private final Clock clock;
  private final Outbox outbox;

  public Teller(Jdbi jdbi, Clock clock, Outbox outbox) {
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
    Instant told = drafts.isEmpty() ? null : Instant.now(clock);
    return jdbi.inTransaction(
        handle -> {
          boolean tells = ShownLabels.note(handle, seen(run), key, told) && !drafts.isEmpty();
          if (tells) {
            outbox.addToOpen(handle, run.runId(), drafts);
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

  private static Seen seen(RunRow run) {
    return new Seen(run.runId(), run.state(), run.status());
  }
}
