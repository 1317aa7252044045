package dev.portgithub.preflight;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Forgets what was not asked for longest when it holds too much. Safe for many threads. */
final class Remembered<V> {
  private static final int MOST = 5000;
  private static final long HEAVIEST = 4_000_000;

  private final Map<String, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private final ToIntFunction<V> weight;
  private long total;

  /**
   * @param weight of a value, about its characters
   */
  Remembered(ToIntFunction<V> weight) {
    this.weight = weight;
  }

  synchronized V get(String key) {
    return values.get(key);
  }

  synchronized void put(String key, V value) {
    remove(key);
    values.put(key, value);
    total += weight.applyAsInt(value);
    Iterator<V> oldest = values.values().iterator();
    while (values.size() > MOST || (total > HEAVIEST && values.size() > 1)) {
      total -= weight.applyAsInt(oldest.next());
      oldest.remove();
    }
  }

  synchronized V remove(String key) {
    V value = values.remove(key);
    total -= value == null ? 0 : weight.applyAsInt(value);
    return value;
  }
}
