package dev.portgithub.world;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits outside of tests, which use Awaitility themselves: in the demo, the benchmark, the chaos.
 */
public final class Wait {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private Wait() {}

  /**
   * @param what for the message when it does not come
   * @throws IllegalStateException when the condition does not hold within that time
   */
  public static void until(Duration atMost, String what, BooleanSupplier condition) {
    try {
      await()
          .atMost(atMost)
          .pollDelay(Duration.ZERO)
          .pollInterval(INTERVAL)
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          "Waited in vain for " + what + ", " + atMost.toSeconds() + " s", e);
    }
  }

  /** Lets real time pass: the pace of a benchmark, or of what happens at random. Never a test's. */
  public static void pass(Duration time) {
    await().pollInSameThread().atMost(time.plusSeconds(60)).pollDelay(time).until(() -> true);
  }
}
