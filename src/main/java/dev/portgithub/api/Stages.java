package dev.portgithub.api;

import dev.portgithub.compare.ComparisonRow;
import dev.portgithub.pause.Pause;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.policy.Policy;
import dev.portgithub.poll.Doubles;
import dev.portgithub.validate.UnsignedRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;

/**
 * What the routes of this instance do: how much is under way, and how much was done in a minute.
 */
public final class Stages implements CamelContextAware {
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** The stages in the order of the flow, and the route that does the work of each. */
  static final List<Stage> ALL =
      List.of(
          new Stage("receive", "Receive", "validate-invocation", "10-receive"),
          new Stage("confirm", "Confirm", "confirm-run", "25-confirm"),
          new Stage("dispatch", "Dispatch", "dispatch-workflow", "30-dispatch"),
          new Stage("locate", "Locate", "locate-run", "35-locate"),
          new Stage("poll", "Poll", "poll-repository", "40-poll"),
          new Stage("finish", "Finish", "finish-run", "45-finish"),
          new Stage("report", "Report", "report-run", "50-report"));

  /** One of them. */
  record Stage(String stage, String title, String route, String group) {}

  private record Sample(Instant at, Map<String, Long> done) {}

  private final Clock clock;
  private final StagePauses pauses;
  private final UnsignedRecords unsigned;
  private final Policy policy;
  private final ComparisonRow comparison;
  private final Doubles doubles;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private CamelContext camel;

  public Stages(
      Clock clock,
      StagePauses pauses,
      UnsignedRecords unsigned,
      Policy policy,
      ComparisonRow comparison,
      Doubles doubles) {
    this.clock = clock;
    this.pauses = pauses;
    this.unsigned = unsigned;
    this.policy = policy;
    this.comparison = comparison;
    this.doubles = doubles;
  }

  /** Called at intervals of some seconds. */
  public synchronized void sample() {
    Instant now = Instant.now(clock);
    Map<String, Long> done = new HashMap<>();
    ALL.forEach(stage -> done.put(stage.route(), done(stage)));
    samples.addLast(new Sample(now, done));
    while (samples.size() > 2 && samples.getFirst().at.isBefore(now.minus(KEPT))) {
      samples.removeFirst();
    }
  }

  /** In the last minute, or since the start if that was later. */
  synchronized double donePerMinute(Stage stage) {
    if (samples.isEmpty()) {
      return 0;
    }
    Sample first = samples.getFirst();
    long seconds = Math.max(1, Duration.between(first.at, Instant.now(clock)).toSeconds());
    long more = done(stage) - first.done.getOrDefault(stage.route(), 0L);
    return Math.round(600.0 * Math.max(0, more) / seconds) / 10.0;
  }

  /** An operator's pause of a stage, or null. */
  Pause pause(Stage stage) {
    return pauses.list().stream()
        .filter(pause -> pause.stage().word().equals(stage.stage()))
        .findFirst()
        .orElse(null);
  }

  /** What an operator should do about a stage, in sentences; null when there is nothing to do. */
  String advice(Stage stage) {
    return switch (stage.stage()) {
      case "receive" -> policy.problem() == null ? unsigned.advice() : policy.problem();
      case "poll" -> doubles.advice();
      case "report" -> comparison.advice();
      default -> null;
    };
  }

  /** How many of them this instance works on. */
  long underWay(Stage stage) {
    return camel.getInflightRepository().size(stage.route());
  }

  private long done(Stage stage) {
    ManagedCamelContext managed =
        camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
    ManagedRouteMBean route = managed == null ? null : managed.getManagedRoute(stage.route());
    try {
      return route == null ? 0 : route.getExchangesCompleted();
    } catch (Exception e) {
      throw new IllegalStateException("Route " + stage.route() + " does not say what it did", e);
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
  }
}
