package dev.portgithub.github;

import dev.portgithub.github.HourlyQuota.Quota;
import dev.portgithub.remote.Contact;
import dev.portgithub.signals.Gauges;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * How each GitHub credential stands, for metrics and operators: what is left of its hour, until
 * when it is paused and why, what GitHub shuts it out of, and whether GitHub answers at all.
 *
 * <p>The hour and the answers are what this instance has seen; pauses and shut-outs are those of
 * all instances.
 */
public final class Budgets {
  private final Jdbi jdbi;
  private final Clock clock;
  private final HourlyQuota quota;
  private final ShutOuts shutOuts;
  private final Contact contact;

  /** A gauge goes back to 0 when what it shows is over. */
  private final Map<String, Set<String>> shown = new ConcurrentHashMap<>();

  public Budgets(Jdbi jdbi, Clock clock, HourlyQuota quota, ShutOuts shutOuts, Contact contact) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.quota = quota;
    this.shutOuts = shutOuts;
    this.contact = contact;
  }

  /**
   * A pause that GitHub asked for.
   *
   * @param name of the budget
   */
  public record Pause(String name, Instant pausedUntil, String pauseReason) {}

  /** What is left of hours that are not over. */
  public List<Quota> hours() {
    Instant now = Instant.now(clock);
    return quota.all().stream().filter(each -> now.isBefore(each.reset())).toList();
  }

  public List<Pause> pauses() {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select name, paused_until, pause_reason from credential
                    where paused_until > ? and (name = 'token' or name like 'app:%' or name like 'graphql:%')
                    order by name
                    """,
                    Instant.now(clock))
                .map(ConstructorMapper.of(Pause.class))
                .list());
  }

  public List<ShutOut> shutOuts() {
    return shutOuts.now();
  }

  /** Since when GitHub has answered no call of this instance; empty while it does. */
  public Optional<Contact.Away> away() {
    return contact.away();
  }

  /** When a credential's token expires, as GitHub's last answer said; null when it does not. */
  public Instant expiry(String credential) {
    Instant expiry = quota.expiries().get(credential);
    return Instant.MAX.equals(expiry) ? null : expiry;
  }

  /** Sets the gauges; called at intervals. */
  public void measure() {
    Instant now = Instant.now(clock);
    for (Quota each : quota.all()) {
      Tags tags = tags(each.budget());
      boolean over = !now.isBefore(each.reset());
      Gauges.set("budget.limit", tags, each.limit());
      Gauges.set("budget.remaining", tags, over ? each.limit() : each.remaining());
      Gauges.set("budget.used", tags, over ? 0 : each.used());
      Gauges.set("budget.used.by.us", tags, over ? 0 : each.usedByUs());
      Gauges.set("budget.reset.seconds", tags, seconds(now, each.reset()));
    }
    quota.expiries().forEach((credential, expiry) -> show(credential, expiry, now));
    Gauges.set("github.away", away().isPresent() ? 1 : 0);
    Map<String, Long> paused = new TreeMap<>();
    pauses().forEach(each -> paused.put(each.name(), seconds(now, each.pausedUntil())));
    show("credential.paused.seconds", paused, Budgets::tags);
    Map<String, Long> out = new TreeMap<>();
    shutOuts().forEach(each -> out.put(each.scope(), 1L));
    show("credential.shut.out", out, scope -> Tags.of("credential", scope));
  }

  private static void show(String credential, Instant expiry, Instant now) {
    Tags tags = Tags.of("credential", credential);
    if (expiry.equals(Instant.MAX)) {
      // Also of a token that took the place of one that expires.
      Gauges.remove("credential.expires.seconds", tags);
    } else {
      Gauges.set("credential.expires.seconds", tags, seconds(now, expiry));
    }
  }

  private void show(String gauge, Map<String, Long> values, Function<String, Tags> tags) {
    Set<String> names = shown.computeIfAbsent(gauge, any -> ConcurrentHashMap.newKeySet());
    names.addAll(values.keySet());
    names.forEach(name -> Gauges.set(gauge, tags.apply(name), values.getOrDefault(name, 0L)));
  }

  private static Tags tags(String budget) {
    return Tags.of(
        "credential", HourlyQuota.credential(budget), "resource", HourlyQuota.resource(budget));
  }

  private static long seconds(Instant now, Instant until) {
    return Math.max(0, Duration.between(now, until).toSeconds());
  }
}
