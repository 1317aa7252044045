package dev.portgithub.signals;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;

/** How long something took, as number, sum, maximum and, where the catalogue says so, histogram. */
public final class Times {
  private Times() {}

  /** A duration below zero, which only clocks that differ can cause, counts as zero. */
  public static void record(String name, Duration took, String... labels) {
    timer(name, Tags.of(labels)).record(took.isNegative() ? Duration.ZERO : took);
  }

  /** Does nothing when the beginning is not known. */
  public static void record(String name, Instant from, Instant to) {
    if (from != null) {
      record(name, Duration.between(from, to));
    }
  }

  static Timer timer(String name, Tags labels) {
    Catalogue.Entry entry = Catalogue.entry(name);
    Timer.Builder timer =
        Timer.builder(Catalogue.PREFIX + name).description(entry.help()).tags(labels);
    if (!entry.buckets().isEmpty()) {
      timer.serviceLevelObjectives(entry.buckets().toArray(Duration[]::new));
    }
    return timer.register(Metrics.globalRegistry);
  }
}
