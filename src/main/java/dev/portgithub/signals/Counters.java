package dev.portgithub.signals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;

/**
 * Counters of the process. What is counted is committed: a counter is raised after the transaction.
 */
public final class Counters {
  private Counters() {}

  public static void add(String name, String... labels) {
    counter(name, Tags.of(labels)).increment();
  }

  public static void add(String name, long amount) {
    counter(name, Tags.empty()).increment(amount);
  }

  static Counter counter(String name, Tags labels) {
    return Counter.builder(Catalogue.PREFIX + name)
        .description(Catalogue.entry(name).help())
        .tags(labels)
        .register(Metrics.globalRegistry);
  }
}
