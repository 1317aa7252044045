package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.Ended;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import java.time.Instant;
import java.util.List;

/** What the contracts of this stage share: polls of a repository, and what GitHub answers. */
abstract class PollContract extends DatabaseContract {
  PollContract(StoreUnderTest store) {
    super(store);
  }

  /** Claims the only repository, at the time when it is due. */
  Repository claim() {
    Instant due = backend.value(Instant.class, "select min(due_at) from repository");
    if (due.isAfter(Instant.now(backend.clock))) {
      backend.clock.set(due);
    }
    List<Repository> claimed = backend.polling.claim(1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  List<Ended> observe(Repository repository, RemoteAnswer page) {
    return backend.observe(repository, backend.firstPage(repository), page);
  }

  List<Ended> observeSingle(Repository repository, String json) {
    Run run = backend.find("r_1");
    Look single = new Look.Single(run, backend.calls.workflowRun(run));
    return backend.observe(repository, single, answer(200, json));
  }

  /** As after a poll whose first page has shown all open runs. */
  void listed() {
    backend.execute("update run set listed = true, due_at = null");
  }

  String last(String runId) {
    List<String> reports = backend.reports(runId);
    return reports.get(reports.size() - 1);
  }

  static String run(long id, String status) {
    return "{'id':%d,'run_attempt':1,'status':'%s','conclusion':null}".formatted(id, status);
  }

  static String ended(long id, String conclusion) {
    return "{'id':%d,'run_attempt':1,'status':'completed','conclusion':'%s'}"
        .formatted(id, conclusion);
  }
}
