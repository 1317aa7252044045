package dev.portgithub.signals;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gauges that show the number that was last set. Like Micrometer's counters they belong to the
 * process and not to a bean: a gauge appears when it is first set, and is never registered twice.
 */
public final class Gauges {
  private static final Map<String, AtomicLong> VALUES = new ConcurrentHashMap<>();

  private Gauges() {}

  public static void set(String name, long value) {
    set(name, Tags.empty(), value);
  }

  public static void set(String name, Tag tag, long value) {
    set(name, Tags.of(tag), value);
  }

  public static void set(String name, Tags tags, long value) {
    VALUES.computeIfAbsent(name + " " + tags, any -> register(name, tags)).set(value);
  }

  /** It is not shown any more, until it is set again. */
  public static void remove(String name, Tags tags) {
    if (VALUES.remove(name + " " + tags) != null) {
      Metrics.globalRegistry.remove(
          Metrics.globalRegistry.get(Catalogue.PREFIX + name).tags(tags).gauge());
    }
  }

  private static AtomicLong register(String name, Tags tags) {
    AtomicLong value = new AtomicLong();
    Gauge.builder(Catalogue.PREFIX + name, value, AtomicLong::get)
        .description(Catalogue.entry(name).help())
        .tags(tags)
        .register(Metrics.globalRegistry);
    return value;
  }
}
