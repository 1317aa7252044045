package dev.portgithub.receive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gauges that show the number that was last set. Like Micrometer's counters they belong to the
 * process and not to a bean: a gauge appears when it is first set, and is never registered twice.
 */
final class Gauges {
  private static final Map<String, AtomicLong> VALUES = new ConcurrentHashMap<>();

  private Gauges() {}

  static void set(String name, long value) {
    VALUES.computeIfAbsent(name, any -> register(name)).set(value);
  }

  static void set(String name, String label, String labelled, long value) {
    VALUES
        .computeIfAbsent(name + " " + labelled, any -> register(name, label, labelled))
        .set(value);
  }

  private static AtomicLong register(String name, String... labels) {
    AtomicLong value = new AtomicLong();
    Gauge.builder(name, value, AtomicLong::get).tags(labels).register(Metrics.globalRegistry);
    return value;
  }
}
