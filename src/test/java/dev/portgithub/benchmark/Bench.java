package dev.portgithub.benchmark;

import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.world.Wait;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What all scenarios share: one broker, the stores, and how figures are printed. */
final class Bench implements AutoCloseable {
  /** As in the figures of docs/performance.md: what a small deployment gives it. */
  static final String[] SMALL_HEAP = {"-Xmx256m", "-XX:+UseSerialGC"};

  final KafkaBroker kafka = KafkaBroker.start();
  final Stores stores = new Stores();

  static void print(String what, Object figure) {
    System.out.printf("%-62s %s%n", what, figure);
  }

  static String percentiles(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return "p50 %d ms, p95 %d ms, max %d ms (n=%d)"
        .formatted(
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 95 / 100),
            sorted.get(sorted.size() - 1),
            sorted.size());
  }

  /**
   * @param pauseMillis between two looks; looking takes time from what is measured
   */
  static void until(long pauseMillis, BooleanSupplier condition) {
    await("the newest target/benchmark*.log says what the backend does")
        .atMost(Duration.ofMinutes(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(pauseMillis))
        .until(condition::getAsBoolean);
  }

  static void pause(long millis) {
    Wait.pass(Duration.ofMillis(millis));
  }

  @Override
  public void close() {
    stores.close();
    kafka.close();
  }
}
