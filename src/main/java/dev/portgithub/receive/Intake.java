package dev.portgithub.receive;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Arrival;
import dev.portgithub.run.Lanes;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Stored;
import dev.portgithub.signals.Counters;
import dev.portgithub.signals.Traces;
import dev.portgithub.store.SealedInputs;
import dev.portgithub.validate.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the outcomes of a batch of records durable, in one transaction.
 *
 * <p>Idempotent by Port's run id: a run that is known is a duplicate, however often Kafka delivers
 * it. A failing store is not handled here: the exception stops the intake, and the batch is
 * delivered again.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Jdbi jdbi;
  private final Runs runs;
  private final Outbox outbox;
  private final DeadLetters deadLetters;
  private final SealedInputs inputs;
  private final Lanes lanes;

  public Intake(
      Jdbi jdbi,
      Runs runs,
      Lanes lanes,
      Outbox outbox,
      DeadLetters deadLetters,
      SealedInputs inputs) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.lanes = lanes;
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.inputs = inputs;
  }

  /**
   * Returns what became of each record.
   *
   * @param records how many there are in the batch
   * @throws IllegalStateException when a record has no outcome, which only an edited route can
   *     cause
   */
  public List<Stored> store(int records, List<Outcome> outcomes) {
    if (outcomes.size() != records) {
      throw new IllegalStateException(
          "The route found %d outcomes for %d records: nothing is stored or committed"
              .formatted(outcomes.size(), records));
    }
    List<Traces.Begun> begun = new ArrayList<>();
    List<Stored> batch =
        jdbi.inTransaction(
            handle -> {
              List<Stored> stored = new ArrayList<>(outcomes.size());
              begun.clear();
              Set<String> filled = new HashSet<>();
              for (Outcome outcome : outcomes) {
                stored.add(store(handle, outcome, filled, begun));
              }
              // Last, since it locks what claims need.
              lanes.filled(handle, filled);
              return stored;
            });
    begun.forEach(Traces.Begun::end);
    for (int i = 0; i < batch.size(); i++) {
      tell(outcomes.get(i), batch.get(i));
      if (outcomes.get(i) instanceof Outcome.Parked parked) {
        DeadLetters.count("validate", parked.why());
      }
    }
    return batch;
  }

  /** Is there something to tell Port? */
  public boolean anyRefused(List<Stored> batch) {
    return batch.contains(Stored.REFUSED);
  }

  /**
   * Ends the dead letter of a record that an operator replays, together with its new outcome; or
   * notes in the letter why it is parked again. The letter decides: of two replays at the same
   * time, one changes something, and the other is {@link Stored#SETTLED_MEANWHILE}.
   *
   * @param letter as the replay found it
   */
  public Stored storeReplayed(DeadLetter letter, Outcome outcome) {
    List<Traces.Begun> begun = new ArrayList<>();
    Stored stored =
        jdbi.inTransaction(
            handle -> {
              if (outcome instanceof Outcome.Parked parked) {
                return deadLetters.parkAgain(handle, letter, parked.why())
                    ? Stored.PARKED
                    : Stored.SETTLED_MEANWHILE;
              }
              if (!deadLetters.settle(handle, letter, DeadLetters.REPLAYED)) {
                return Stored.SETTLED_MEANWHILE;
              }
              Set<String> filled = new HashSet<>();
              Stored replayed = store(handle, outcome, filled, begun);
              lanes.filled(handle, filled);
              return replayed;
            });
    begun.forEach(Traces.Begun::end);
    if (stored != Stored.SETTLED_MEANWHILE) {
      tell(outcome, stored);
    }
    return stored;
  }

  /**
   * @param filled the lanes in which something has become due
   * @param begun the traces of new runs
   */
  private Stored store(
      Handle handle, Outcome outcome, Set<String> filled, List<Traces.Begun> begun) {
    if (outcome instanceof Outcome.Accepted accepted) {
      Traces.Begun trace = Traces.begin(accepted.invocation().runId(), accepted.record().at());
      Arrival arrival =
          accepted.arrival(inputs.close(accepted.invocation().inputs())).traced(trace.context());
      if (!accept(handle, arrival)) {
        return Stored.DUPLICATE;
      }
      begun.add(trace);
      if (!arrival.confirm()) {
        filled.add(lanes.of(arrival));
      }
      return Stored.ACCEPTED;
    }
    if (outcome instanceof Outcome.Refused refused) {
      return refuse(handle, refused) ? Stored.REFUSED : Stored.DUPLICATE;
    }
    if (outcome instanceof Outcome.Parked parked) {
      deadLetters.parkRecord(handle, parked.record(), parked.why());
      return Stored.PARKED;
    }
    return Stored.SKIPPED;
  }

  private boolean accept(Handle handle, Arrival arrival) {
    return runs.accept(handle, arrival)
        || arrival.signed()
            && removeUnproven(handle, arrival.runId())
            && runs.accept(handle, arrival);
  }

  /** A genuine record wins over an unsigned one that took its run id before and started nothing. */
  private boolean removeUnproven(Handle handle, String runId) {
    boolean removed = runs.removeUnproven(handle, runId);
    if (removed) {
      deadLetters.endThoseOf(handle, runId, DeadLetters.DISCARDED);
    }
    return removed;
  }

  private boolean refuse(Handle handle, Outcome.Refused refused) {
    removeUnproven(handle, refused.runId());
    boolean inserted = runs.refuse(handle, refused.runId(), refused.record(), refused.why());
    if (inserted) {
      outbox.addToOpen(handle, refused.runId(), PortReports.refused(refused.why()));
    }
    return inserted;
  }

  private static void tell(Outcome outcome, Stored stored) {
    outcome.tell(LOG, stored);
    // Why a known run was once refused says nothing about this delivery.
    String reason = stored == Stored.DUPLICATE ? "" : outcome.reason();
    Counters.add("receive.records", "outcome", stored.word(), "reason", reason);
  }
}
