package dev.portgithub.show;

import static dev.portgithub.world.TestBackend.list;

import dev.portgithub.poll.Look;
import dev.portgithub.run.Repository;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the contracts of this stage share: looks at open runs, and what Port shows then. */
abstract class ShowContract extends DatabaseContract {
  ShowContract(StoreUnderTest store) {
    super(store);
  }

  List<Question> look(TestBackend instance) {
    return instance.bean(Labels.class).look(1);
  }

  /** As the route does for so long; what GitHub was asked about meanwhile. */
  List<Question> lookFor(int seconds) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < seconds; i += 2) {
      backend.clock.tick(Duration.ofSeconds(2));
      questions.addAll(look(backend));
    }
    return questions;
  }

  String shown(String runId) {
    return backend.reports(runId).stream()
        .filter(report -> report.contains("statusLabel"))
        .reduce("", (before, last) -> last)
        .replaceAll(".*\"statusLabel\":\"([^\"]*)\".*", "$1");
  }

  void observe(String... workflowRuns) {
    Instant due = backend.value(Instant.class, "select min(due_at) from repository");
    if (due != null && due.isAfter(backend.clock.instant())) {
      backend.clock.set(due);
    }
    for (Repository repository : backend.polling.claim(1)) {
      Look first = backend.firstPage(repository);
      backend.observe(repository, first, list(workflowRuns));
      backend.polled(repository, list());
    }
  }

  static String run(long id, String status) {
    return "{'id':%d,'run_attempt':1,'status':'%s','html_url':'https://github.example/runs/%d'}"
        .formatted(id, status, id);
  }
}
