package dev.portgithub.api;

import dev.portgithub.api.OverviewAnswer.Budget;
import dev.portgithub.api.OverviewAnswer.Me;
import dev.portgithub.api.OverviewAnswer.Paused;
import dev.portgithub.api.OverviewAnswer.Shut;
import dev.portgithub.api.OverviewAnswer.StageAnswer;
import dev.portgithub.api.OverviewAnswer.StagePause;
import dev.portgithub.github.Budgets;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.port.PortPause;
import dev.portgithub.receive.Backlog;
import dev.portgithub.run.RunQueries.Count;
import dev.portgithub.run.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Answers how everything stands: cheap, since a page asks for it every few seconds. */
public final class ApiOverview {
  private static final String VERSION =
      ApiOverview.class.getPackage().getImplementationVersion() == null
          ? "development"
          : ApiOverview.class.getPackage().getImplementationVersion();

  private final Clock clock;
  private final Backlog backlog;
  private final Stages stages;
  private final StagePauses pauses;
  private final Budgets budgets;
  private final PortPause port;

  public ApiOverview(
      Clock clock,
      Backlog backlog,
      Stages stages,
      StagePauses pauses,
      Budgets budgets,
      PortPause port) {
    this.clock = clock;
    this.backlog = backlog;
    this.stages = stages;
    this.pauses = pauses;
    this.budgets = budgets;
    this.port = port;
  }

  /** Operation readOverview. */
  public OverviewAnswer read(ApiRequest request, String organisation) {
    Instant now = Instant.now(clock);
    Backlog.Counts counts = backlog.counts();
    return new OverviewAnswer(
        now,
        VERSION,
        organisation,
        new Me(request.login(), request.mayOperate() ? "OPERATOR" : "VIEWER"),
        Stages.ALL.stream().map(stage -> stage(stage, counts, now)).toList(),
        counts.open().values().stream().mapToLong(Count::number).sum(),
        counts.parked(),
        gitHub(),
        budgets.shutOuts().stream().map(Shut::of).toList(),
        Paused.of(port.state()),
        List.of());
  }

  private StageAnswer stage(Stages.Stage stage, Backlog.Counts counts, Instant now) {
    Count waiting =
        switch (stage.stage()) {
          case "confirm" -> counts.in(RunState.CONFIRMING);
          case "dispatch" -> counts.in(RunState.ACCEPTED);
          case "locate" -> counts.in(RunState.LOCATING);
          case "poll" -> counts.in(RunState.RUNNING);
          case "report" -> counts.unreported();
          default -> new Count(0, null);
        };
    return new StageAnswer(
        stage.stage(),
        stage.title(),
        waiting.number(),
        stages.underWay(stage),
        stages.donePerMinute(stage),
        waiting.first() == null
            ? null
            : Math.max(0, Duration.between(waiting.first(), now).toSeconds()),
        pauses.list().stream()
            .filter(pause -> pause.stage().word().equals(stage.stage()))
            .findFirst()
            .map(StagePause::of)
            .orElse(null),
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
