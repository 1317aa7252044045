package dev.portgithub.deadletter;

import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.operator.Operations;
import dev.portgithub.port.RunUnknown;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Why;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Brings records, runs and reports to where an operator has to decide. */
public abstract class ParkedContract extends DatabaseContract {
  protected Operations operations;

  protected ParkedContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void openTheOperations() {
    operations = backend.operations();
  }

  protected void parkRecord() {
    parkRecord(5);
  }

  protected void parkRecord(long offset) {
    backend.intake.store(1, List.of(parked(offset)));
  }

  protected static Outcome parked(long offset) {
    return new Outcome.Parked(
        TestRun.record(offset, "hidden"), new Why("UNSIGNED", "It is unsigned.", "Look at it."));
  }

  /** From an unsigned record, of a run that Port does not know. */
  protected void parkUnknown(String runId) {
    backend.accept(TestRun.of(runId).unsigned());
    backend.confirmations.unknown(backend.confirmations.claim(1).get(0), new RunUnknown("unknown"));
  }

  /** A line that Port refused, of a run that waits to be dispatched. */
  protected void parkReport(String runId) {
    backend.accept(runId);
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, runId, PortReports.line("refused")));
    parkReport();
  }

  /** What is due first. */
  protected void parkReport() {
    if (backend.count("report") == 0) {
      backend.jdbi.useTransaction(
          handle -> backend.outbox.add(handle, "r_1", PortReports.line("refused")));
    }
    backend.delivery.park(
        backend.delivery.refusal(
            backend.outbox.claim(1).get(0), new RemoteRefused(422, "Port answered 422", "")));
  }

  protected void parkAsAmbiguous(String runId) {
    backend.lose(runId);
    parkLost(runId);
  }

  /** Of a workflow of its own, so that many can be located. */
  protected void parkAsAmbiguous(String runId, int number) {
    backend.lose(TestRun.of(runId).workflow("w" + number + ".yml"));
    parkLost(runId);
  }

  protected void parkLost(String runId) {
    Instant now = Instant.now(backend.clock);
    backend.settle(runId, list("{'id':70}", "{'id':71}"));
    backend.clock.set(now);
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  protected void parkAtDeadline(String runId) {
    backend.start(TestRun.of(runId).workflow(runId + ".yml"), 1);
    backend.clock.tick(TestBackend.POLL_DEADLINE.plusHours(1));
    backend.polled(backend.polling.claim(1).get(0), list());
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  protected long letter() {
    List<DeadLetter> letters = backend.deadLetterList.parked(10);
    assertThat(letters).hasSize(1);
    return letters.get(0).id();
  }
}
