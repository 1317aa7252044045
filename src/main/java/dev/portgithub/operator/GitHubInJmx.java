package dev.portgithub.operator;

import dev.portgithub.github.Budgets;
import dev.portgithub.github.HourlyQuota.Quota;
import dev.portgithub.github.ShutOut;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/**
 * How each GitHub credential stands, as JMX attributes that Hawtio shows, one thing per line.
 * Tokens and keys are never part of it.
 */
@ManagedResource(description = "GitHub: does it answer, budgets, pauses, what it shuts us out of")
public final class GitHubInJmx extends OperationsInJmx {
  private final Budgets budgets;

  public GitHubInJmx(Budgets budgets) {
    super("GitHub");
    this.budgets = budgets;
  }

  @ManagedAttribute(
      description =
          "What is left of the hour for each credential, with graphql: in front for GraphQL, as this instance was told")
  public String getBudgets() {
    return budgets.hours().stream().map(GitHubInJmx::line).collect(Collectors.joining("\n"));
  }

  private static String line(Quota hour) {
    String line =
        "%s: %d of %d left until %s"
            .formatted(hour.budget(), hour.remaining(), hour.limit(), hour.reset());
    return hour.used() == 0
        ? line
        : line
            + "; %d used, %d %% of them by this instance"
                .formatted(hour.used(), Math.min(100, 100 * hour.usedByUs() / hour.used()));
  }

  @ManagedAttribute(description = "Until when credentials are paused, and why")
  public String getPauses() {
    return budgets.pauses().stream()
        .map(
            pause ->
                "%s: until %s, because: %s"
                    .formatted(pause.name(), pause.pausedUntil(), pause.pauseReason()))
        .collect(Collectors.joining("\n"));
  }

  @ManagedAttribute(
      description = "What GitHub shuts credentials out of, since when, and what to do about it")
  public String getShutOuts() {
    return budgets.shutOuts().stream().map(GitHubInJmx::line).collect(Collectors.joining("\n"));
  }

  @ManagedAttribute(
      description = "Since when GitHub has answered no call of this instance, and why; else empty")
  public String getAway() {
    return budgets
        .away()
        .map(away -> "since %s: %s".formatted(away.since(), away.why()))
        .orElse("");
  }

  private static String line(ShutOut shutOut) {
    return "%s: since %s, tried again at %s. %s"
        .formatted(shutOut.scope(), shutOut.since(), shutOut.probeAt(), shutOut.text());
  }
}
