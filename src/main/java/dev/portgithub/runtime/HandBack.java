package dev.portgithub.runtime;

import dev.portgithub.cancel.Cancellation;
import dev.portgithub.cancel.Wishes;
import dev.portgithub.report.Delivery;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Runs;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends claims of work that has not begun, so that it is due immediately, for any instance. Fenced:
 * it changes nothing if another claim has been made since.
 */
public final class HandBack {
  private final Runs runs;
  private final Repositories repositories;
  private final Outbox outbox;
  private final Wishes wishes;
  private final AtomicInteger rows = new AtomicInteger();

  public HandBack(Runs runs, Repositories repositories, Outbox outbox, Wishes wishes) {
    this.wishes = wishes;
    this.runs = runs;
    this.repositories = repositories;
    this.outbox = outbox;
  }

  /**
   * @param claimed a run, the report of a run, a repository, or a cancellation; anything else is a
   *     wake-up, which holds no claim
   */
  void of(Object claimed) {
    if (isEnded(claimed)) {
      rows.incrementAndGet();
    }
  }

  private boolean isEnded(Object claimed) {
    if (claimed instanceof Run run) {
      return runs.handBack(run);
    }
    if (claimed instanceof Repository repository) {
      return repositories.handBack(repository);
    }
    if (claimed instanceof Delivery.Refusal refusal) {
      return outbox.handBack(refusal.report());
    }
    if (claimed instanceof Cancellation cancellation) {
      return wishes.handBack(cancellation);
    }
    return claimed instanceof Report report && outbox.handBack(report);
  }

  /** For the log. */
  static String describe(Object claimed) {
    if (claimed instanceof Run run) {
      return "Run " + run.runId();
    }
    if (claimed instanceof Repository repository) {
      return "Repository " + repository;
    }
    if (claimed instanceof Delivery.Refusal refusal) {
      return describe(refusal.report());
    }
    if (claimed instanceof Cancellation cancellation) {
      return "The cancellation of run " + cancellation.runId();
    }
    return claimed instanceof Report report ? "The outbox of run " + report.runId() : "A wake-up";
  }

  /** How many rows were handed back so far. */
  int rows() {
    return rows.get();
  }
}
