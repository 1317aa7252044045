package dev.portgithub.api;

import dev.portgithub.api.OverviewAnswer.Budget;
import dev.portgithub.api.OverviewAnswer.Me;
import dev.portgithub.api.OverviewAnswer.Paused;
import dev.portgithub.api.OverviewAnswer.Shut;
import dev.portgithub.api.OverviewAnswer.StageAnswer;
import dev.portgithub.github.Budgets;
import dev.portgithub.port.PortPause;
import dev.portgithub.receive.Backlog;
import dev.portgithub.run.RunState;
import dev.portgithub.view.OldestRuns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Answers how everything stands: cheap, since a page asks for it every few seconds. */
public final class ApiOverview {
  private static final String VERSION =
      ApiOverview.class.getPackage().getImplementationVersion() == null
          ? "development"
          : ApiOverview.class.getPackage().getImplementationVersion();

  private final Clock clock;
  private final Backlog backlog;
  private final Stages stages;
  private final OldestRuns oldest;
  private final Budgets budgets;
  private final PortPause port;

  public ApiOverview(
      Clock clock,
      Backlog backlog,
      Stages stages,
      OldestRuns oldest,
      Budgets budgets,
      PortPause port) {
    this.clock = clock;
    this.backlog = backlog;
    this.stages = stages;
    this.oldest = oldest;
    this.budgets = budgets;
    this.port = port;
  }

  /** Operation readOverview. */
  public OverviewAnswer read(ApiRequest request, String organisation) {
    Instant now = Instant.now(clock);
    Backlog.Counts counts = backlog.counts();
    Map<RunState, Instant> oldestOf = oldest.acceptedAt();
    return new OverviewAnswer(
        now,
        VERSION,
        organisation,
        new Me(request.login(), request.mayOperate() ? "OPERATOR" : "VIEWER"),
        Stages.ALL.stream().map(stage -> stage(stage, counts, oldestOf, now)).toList(),
        counts.open().values().stream().mapToLong(Long::longValue).sum(),
        counts.parked(),
        gitHub(),
        budgets.shutOuts().stream().map(Shut::of).toList(),
        Paused.of(port.state()),
        List.of());
  }

  private StageAnswer stage(
      Stages.Stage stage, Backlog.Counts counts, Map<RunState, Instant> oldestOf, Instant now) {
    RunState state =
        switch (stage.stage()) {
          case "confirm" -> RunState.CONFIRMING;
          case "dispatch" -> RunState.ACCEPTED;
          case "locate" -> RunState.LOCATING;
          case "poll" -> RunState.RUNNING;
          default -> null;
        };
    long waiting =
        stage.stage().equals("report") ? counts.unreported() : state == null ? 0 : counts.in(state);
    Instant since = state == null ? null : oldestOf.get(state);
    return new StageAnswer(
        stage.stage(),
        stage.title(),
        waiting,
        stages.underWay(stage),
        stages.donePerMinute(stage),
        since == null ? null : Math.max(0, Duration.between(since, now).toSeconds()),
        null,
        null);
  }

  private List<Budget> gitHub() {
    List<Budgets.Pause> pauses = budgets.pauses();
    return budgets.hours().stream()
        .map(
            hour ->
                Budget.of(
                    hour,
                    pauses.stream()
                        .filter(pause -> pause.name().equals(hour.budget()))
                        .findFirst()
                        .orElse(null)))
        .toList();
  }
}
