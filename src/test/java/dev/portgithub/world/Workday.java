package dev.portgithub.world;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static dev.portgithub.world.TestBackend.startedAnswer;

import dev.portgithub.cancel.Cancelling;
import dev.portgithub.cancel.Wishes;
import dev.portgithub.dispatch.DispatchPause;
import dev.portgithub.github.Budgets;
import dev.portgithub.github.Ended;
import dev.portgithub.github.NoAccess;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.poll.Look;
import dev.portgithub.port.PortAnswers;
import dev.portgithub.port.PortCalls;
import dev.portgithub.port.PortPause;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.Report;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.show.Labels;
import dev.portgithub.sweep.Sweep;
import dev.portgithub.sweep.SweepClaims;
import dev.portgithub.sweep.Sweeps;
import dev.portgithub.view.LetterList;
import dev.portgithub.view.RunFilter;
import dev.portgithub.view.RunFilter.Sort;
import dev.portgithub.view.RunSearch;
import dev.portgithub.view.RunStory;
import dev.portgithub.webhook.Hint;
import dev.portgithub.webhook.Hints;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** Everything that the backend asks of its store again and again, each once or a few times. */
public final class Workday {
  private final TestBackend backend;

  private Workday(TestBackend backend) {
    this.backend = backend;
  }

  /**
   * @param repo a repository of {@link Filler#followed}: GitHub shows two of its runs, one of them
   *     ended, and a foreign one
   */
  public static void work(DataSource store, String repo) {
    new Workday(TestBackend.on(store))
        .work(
            repo,
            "{'id':%d,'status':'in_progress','run_attempt':1}"
                .formatted(Filler.followedId(repo, 1)),
            "{'id':%d,'status':'completed','conclusion':'success','run_attempt':1}"
                .formatted(Filler.followedId(repo, 2)),
            "{'id':99,'status':'in_progress','run_attempt':1}");
  }

  private void work(String repo, String... shown) {
    backend.instances.watch();
    arrivals();
    backend
        .confirmations
        .claim(4)
        .forEach(run -> backend.confirmations.postpone(run, new IOException("reset")));
    shutOut();
    pauseOfDispatching();
    dispatches();
    locating();
    polls(repo, shown);
    shown();
    hints(repo);
    reports();
    anotherDies();
    backend.bean(Budgets.class).measure();
    backend.deadLetterList.countParked();
    backend.deadLetterList.parked(50);
    lookedAt();
    backend.sweep();
  }

  /** What a page shows that is open all day. */
  private void lookedAt() {
    RunSearch search = backend.bean(RunSearch.class);
    search.find(RunFilter.open(50));
    search.find(
        new RunFilter(
            RunState.RUNNING, null, null, null, null, null, true, Sort.YOUNGEST_FIRST, 0, 50));
    search.find("r_day1");
    backend.bean(RunStory.class).of("r_day1");
    backend.bean(LetterList.class).find(new LetterList.Filter("PARKED", null, null, null, 0, 50));
  }

  /** Each second Port is to show what runs wait for. */
  private void shown() {
    backend.clock.tick(Duration.ofSeconds(10));
    backend.execute(
        "update run set status = 'waiting', status_since = ? where run_id = 'r_day1'",
        backend.clock.instant().minusSeconds(9));
    for (int looks = 0; looks < 3; looks++) {
      backend
          .bean(Labels.class)
          .look(1)
          .forEach(question -> backend.bean(Labels.class).answered(question, answer(200, "[]")));
    }
  }

  /** The instance that has worked so far; with H2 it was started again. */
  private void anotherDies() {
    TestBackend next = backend.another();
    backend.instances.leave();
    next.instances.watch();
    next.instances.watch();
    next.instances.leave();
  }

  private void arrivals() {
    backend.accept("r_day1", "r_day2", "r_day3", "r_day4");
    backend.accept(TestRun.of("r_old").old(), TestRun.of("r_unsigned").unsigned());
    // Once more, as after a rebalance.
    backend.intake.store(1, List.of(TestRun.of("r_day1").accepted()));
  }

  /** A token that is refused for some seconds. */
  private void shutOut() {
    RemoteCall call = RemoteCall.get("/repos/acme-inc/infra", "token");
    for (int refused = 0; refused < 2; refused++) {
      try {
        backend.answers.judge(backend.budget.admit(call), answer(401, "{}"));
      } catch (NoAccess e) {
        backend.clock.tick(Duration.ofSeconds(2));
        Run waiting = backend.dispatches.claim(1).get(0);
        backend.dispatchFailures.awaitAccess(waiting, e);
      }
    }
    backend.clock.tick(Duration.ofSeconds(4));
    backend.answers.judge(backend.budget.admit(call), answer(200, "{}"));
  }

  /** Some runs are told each second. */
  private void pauseOfDispatching() {
    StagePauses pauses = backend.bean(StagePauses.class);
    pauses.pause(Stage.DISPATCH, "anna", "maintenance", null);
    for (int ticks = 0; ticks < 3; ticks++) {
      backend.bean(DispatchPause.class).room(16);
    }
    pauses.resume(Stage.DISPATCH);
  }

  private void dispatches() {
    backend
        .dispatches
        .claim(16)
        .forEach(
            run ->
                backend.dispatchFailures.postpone(
                    run, new RemoteBusy("busy", backend.clock.instant())));
    for (String id : List.of("r_day1", "r_day2", "r_day3")) {
      Run intent = backend.dispatches.intend(backend.find(id));
      backend.dispatchCall(intent);
      if (id.equals("r_day3")) {
        backend.dispatchFailures.lost(intent, new IOException("reset"));
      } else {
        backend.dispatches.started(intent, startedAnswer(id.equals("r_day1") ? 11 : 12));
      }
    }
  }

  private void locating() {
    Run lost = backend.dispatches.intend(backend.find("r_day4"));
    backend.dispatchFailures.lost(lost, new AnswerLost("HTTP 500", "Failed"));
    backend.locating.dispatchAgain(backend.find("r_day4"));
    backend.clock.tick(Duration.ofSeconds(5));
    for (Run run : backend.locating.claim(4)) {
      backend.locate(run, list("{'id':11},{'id':12}"));
    }
  }

  private void polls(String repo, String... shown) {
    backend.accept(TestRun.of("r_spelt").repo(repo.toUpperCase(Locale.ROOT)));
    backend.dispatches.started(
        backend.dispatches.intend(backend.find("r_spelt")), startedAnswer(13));
    backend.clock.tick(Duration.ofSeconds(5));
    backend.followedRuns.worthALook(
        List.of(Filler.followedId(repo, 1), Filler.followedId(repo, 3), 99L));
    for (Repository repository : backend.polling.claim(4)) {
      if (repository.repo().equalsIgnoreCase(repo)) {
        RemoteAnswer page = list(shown);
        for (Ended ended : backend.observe(repository, backend.firstPage(repository), page)) {
          backend.finishing.finish(ended, null);
        }
        backend.observe(repository, backend.furtherLook(repository), list(shown));
        Look known = backend.furtherLook(repository);
        if (known != null) {
          backend.observe(repository, known, answer(304, null));
        }
        backend.polled(repository, answer(304, null));
      } else {
        backend.polling.postpone(repository, new IOException("reset"));
      }
    }
  }

  private void hints(String repo) {
    Hints hints = backend.bean(Hints.class);
    hints.take(new Hint(Filler.followedId(repo, 3), Hint.What.ENDED, "acme-inc/" + repo));
    hints.take(new Hint(Filler.followedId(repo, 4), Hint.What.WAITS, "acme-inc/" + repo));
    hints.take(new Hint(1, Hint.What.ENDED, "somebody/else"));
    for (Sweep sweep : backend.bean(SweepClaims.class).claim(4)) {
      String ended =
          "{'data':{'nodes':[{'id':'%s','checkSuite':{'status':'COMPLETED'}}]}}"
              .formatted(sweep.runs().get(0).nodeId());
      backend.bean(Sweeps.class).seen(sweep, answer(200, ended));
    }
    backend.clock.tick(Duration.ofSeconds(5));
    for (Sweep sweep : backend.bean(SweepClaims.class).claim(4)) {
      backend.bean(Sweeps.class).postpone(sweep, new IOException("reset"));
    }
  }

  private void reports() {
    pauseOfPort();
    List<Report> due = backend.outbox.claim(8);
    Report next = backend.delivery.delivered(due.get(0));
    if (next != null) {
      backend.delivery.postpone(next, new IOException("reset"));
    }
    backend.settle(
        backend.delivery.refusal(due.get(1), new IllegalStateException("closed")),
        answer(200, "{'run':{'status':'FAILURE','updatedBy':'auth0|dana'}}"));
    backend.bean(Wishes.class).claim(8).forEach(backend.bean(Cancelling.class)::look);
    severalOfOneRun(due.get(2));
  }

  /** What comes while one of a run is delivered goes on under the same claim. */
  private void severalOfOneRun(Report first) {
    backend.jdbi.useTransaction(
        handle -> {
          backend.outbox.add(handle, first.runId(), PortReports.progress("Running"));
          backend.outbox.add(handle, first.runId(), PortReports.line("one"));
          backend.outbox.add(handle, first.runId(), PortReports.line("two"));
        });
    Report patch = backend.delivery.delivered(first);
    Report line = backend.delivery.delivered(patch);
    backend.delivery.postpone(backend.delivery.delivered(line), new IOException("reset"));
  }

  private void pauseOfPort() {
    PortPause pause = backend.bean(PortPause.class);
    PortAnswers answers = backend.bean(PortAnswers.class);
    RemoteCall call = PortCalls.readRun("r_day1");
    for (int limits = 0; limits < 2; limits++) {
      try {
        answers.judge(call, answer(429, "{}", "Retry-After", "5"));
      } catch (RemoteBusy busy) {
        backend.clock.set(busy.until());
      }
    }
    pause.room(8);
    pause.admit(call);
    answers.judge(call, answer(200, "{}"));
  }
}
