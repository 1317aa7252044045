package dev.portgithub;

import dev.portgithub.poll.Repository;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.store.Run;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;

/**
 * Ends claims of work that has not begun, so that it is due at once for whoever is there. Fenced:
 * changes nothing when another claim was made since.
 */
final class HandBack {
  private final Jdbi jdbi;
  private final Clock clock;
  private final AtomicInteger rows = new AtomicInteger();

  HandBack(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * @param claimed a run, the report of a run, or a repository; anything else is a wake-up, which
   *     holds no claim
   */
  void of(Object claimed) {
    if (claimed instanceof Run run) {
      update(
          "update run set due_at = ? where run_id = ? and claim = ?"
              + " and state in ('CONFIRMING', 'ACCEPTED', 'LOCATING')",
          run.runId(),
          run.claim());
    } else if (claimed instanceof Repository repository) {
      update(
          "update repository set due_at = ? where org = ? and repo = ? and claim = ?",
          repository.org(),
          repository.repo(),
          repository.claim());
    } else if (claimed instanceof Outbox.Refusal refusal) {
      of(refusal.report());
    } else if (claimed instanceof Report report) {
      update(
          "update run set report_due_at = ? where run_id = ? and report_claim = ?",
          report.runId(),
          report.reportClaim());
    }
  }

  /**
   * @param sql whose first parameter is the time from which on the row is due
   */
  private void update(String sql, Object... row) {
    Object[] parameters = new Object[row.length + 1];
    parameters[0] = Instant.now(clock);
    System.arraycopy(row, 0, parameters, 1, row.length);
    rows.addAndGet(jdbi.withHandle(handle -> handle.execute(sql, parameters)));
  }

  /** How many rows were handed back so far. */
  int rows() {
    return rows.get();
  }
}
