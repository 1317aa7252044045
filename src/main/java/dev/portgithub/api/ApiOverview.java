package dev.portgithub.api;

import dev.portgithub.api.OverviewAnswer.Away;
import dev.portgithub.api.OverviewAnswer.Budget;
import dev.portgithub.api.OverviewAnswer.InstanceAnswer;
import dev.portgithub.api.OverviewAnswer.Me;
import dev.portgithub.api.OverviewAnswer.Paused;
import dev.portgithub.api.OverviewAnswer.Shut;
import dev.portgithub.api.OverviewAnswer.StageAnswer;
import dev.portgithub.api.OverviewAnswer.StagePause;
import dev.portgithub.github.Budgets;
import dev.portgithub.github.HourlyQuota;
import dev.portgithub.port.PortPause;
import dev.portgithub.receive.Backlog;
import dev.portgithub.run.Instances;
import dev.portgithub.run.RunQueries.Count;
import dev.portgithub.run.RunState;
import dev.portgithub.signals.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Answers how everything stands: cheap, since a page asks for it every few seconds. */
public final class ApiOverview {
  private final Clock clock;
  private final Backlog backlog;
  private final Stages stages;
  private final Budgets budgets;
  private final PortPause port;
  private final Instances instances;

  public ApiOverview(
      Clock clock,
      Backlog backlog,
      Stages stages,
      Budgets budgets,
      PortPause port,
      Instances instances) {
    this.clock = clock;
    this.backlog = backlog;
    this.stages = stages;
    this.budgets = budgets;
    this.port = port;
    this.instances = instances;
  }

  /** Operation readOverview. */
  public OverviewAnswer read(ApiRequest request, String organisation) {
    Instant now = Instant.now(clock);
    Backlog.Counts counts = backlog.counts();
    List<InstanceAnswer> present =
        instances.all().stream()
            .map(each -> InstanceAnswer.of(each, instances.isOwn(each)))
            .toList();
    Count unread = unread(present);
    return new OverviewAnswer(
        now,
        Version.OF_BACKEND,
        organisation,
        new Me(request.login(), request.mayOperate() ? "OPERATOR" : "VIEWER"),
        Stages.ALL.stream().map(stage -> stage(stage, counts, unread, now)).toList(),
        counts.open().values().stream().mapToLong(Count::number).sum(),
        counts.parked(),
        gitHub(),
        budgets.shutOuts().stream().map(Shut::of).toList(),
        Away.of(budgets.away()),
        Paused.of(port.state()),
        present);
  }

  /** What waits in Kafka, as far as the instances have said. */
  private static Count unread(List<InstanceAnswer> present) {
    return new Count(
        present.stream().map(InstanceAnswer::lag).filter(Objects::nonNull).mapToLong(n -> n).sum(),
        null);
  }

  private StageAnswer stage(Stages.Stage stage, Backlog.Counts counts, Count unread, Instant now) {
    Count waiting =
        switch (stage.stage()) {
          case "receive" -> unread;
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
        StagePause.of(stages.pause(stage)),
        stages.advice(stage));
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
                        .orElse(null),
                    budgets.expiry(HourlyQuota.credential(hour.budget()))))
        .toList();
  }
}
