package dev.portgithub.view;

import dev.portgithub.github.Budgets;
import dev.portgithub.github.GitHubAccess;
import dev.portgithub.github.ShutOut;
import dev.portgithub.pause.Pause;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.port.PortPause;
import dev.portgithub.remote.Contact;
import dev.portgithub.remote.SharedPause;
import dev.portgithub.run.LaneRules;
import dev.portgithub.run.LaneRules.Limit;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * What holds up many runs at the same time: pauses of GitHub and Port, what GitHub shuts a
 * credential out of, and limits of workflow runs at the same time.
 */
public final class Circumstances {
  private final Clock clock;
  private final Budgets budgets;
  private final GitHubAccess access;
  private final PortPause port;
  private final StagePauses pauses;
  private final LaneRules rules;

  public Circumstances(
      Clock clock,
      Budgets budgets,
      GitHubAccess access,
      PortPause port,
      StagePauses pauses,
      LaneRules rules) {
    this.clock = clock;
    this.budgets = budgets;
    this.access = access;
    this.port = port;
    this.pauses = pauses;
    this.rules = rules;
  }

  /** As they are now for these runs. */
  Now now(Handle handle, Collection<RunRow> runs) {
    return new Now(
        Instant.now(clock),
        budgets.pauses(),
        budgets.shutOuts(),
        budgets.away().orElse(null),
        port.state(),
        pauses.list(),
        access::credential,
        reached(handle, runs));
  }

  private Map<String, Limit> reached(Handle handle, Collection<RunRow> runs) {
    Map<String, List<Limit>> ofLanes = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (RunRow run : runs) {
      List<Limit> limits = ofLanes.computeIfAbsent(run.lane(), rules::limits);
      limits.forEach(limit -> names.add(limit.name()));
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> held = new HashMap<>();
    handle
        .createQuery(
            """
            select name, count(*) as held from dispatch_slot where name in (<names>) and run_id <> ''
            group by name
            """)
        .bindList("names", List.copyOf(names))
        .map((row, context) -> held.put(row.getString(1), row.getInt(2)))
        .list();
    Map<String, Limit> reached = new HashMap<>();
    ofLanes.forEach(
        (lane, limits) ->
            limits.stream()
                .filter(limit -> held.getOrDefault(limit.name(), 0) >= limit.runs())
                .findFirst()
                .ifPresent(limit -> reached.put(lane, limit)));
    return reached;
  }

  /**
   * At one time.
   *
   * @param gitHubAway null while GitHub answers
   * @param port null while Port takes calls
   * @param paused what operators have paused
   * @param credentials names the credential that serves an owner
   * @param reached the limit that holds up a lane, by the name of the lane
   */
  record Now(
      Instant time,
      List<Budgets.Pause> pauses,
      List<ShutOut> shutOuts,
      Contact.Away gitHubAway,
      SharedPause.State port,
      List<Pause> paused,
      UnaryOperator<String> credentials,
      Map<String, Limit> reached) {

    /** The pause of the credential that dispatches this run. */
    Optional<Budgets.Pause> pauseOf(RunRow run) {
      String credential = credentials.apply(run.org());
      return pauses.stream().filter(pause -> pause.name().equals(credential)).findFirst();
    }

    /** An operator's pause of a stage. */
    Optional<Pause> pauseOf(Stage stage) {
      return paused.stream().filter(pause -> pause.stage() == stage).findFirst();
    }

    Optional<ShutOut> shutOutOf(RunRow run) {
      String credential = credentials.apply(run.org());
      return shutOuts.stream()
          .filter(shutOut -> shutOut.concerns(credential, run.target()))
          .findFirst();
    }
  }
}
