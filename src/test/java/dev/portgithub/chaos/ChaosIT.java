package dev.portgithub.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dies: every record has one outcome, every run is started at most once, every status is
 * true, nothing stays open.
 *
 * <p>A part of {@code ./mvnw verify} in a short form; {@code ./mvnw -Pchaos verify} is the long
 * one. {@code -Dchaos.seeds=1,2,3}, {@code -Dchaos.runs}, {@code -Dchaos.kills}, {@code
 * -Dchaos.instances} and {@code -Dchaos.store=h2} change it.
 */
class ChaosIT {
  static LongStream seeds() {
    return LongStream.of(
        java.util.Arrays.stream(System.getProperty("chaos.seeds", "1").split(","))
            .mapToLong(Long::parseLong)
            .toArray());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Tag("P1")
  @Tag("P2")
  @Tag("P3")
  @Tag("P5")
  void nothing_is_lost_started_twice_untrue_or_left_open(long seed) throws Exception {
    ChaosPlan plan = ChaosPlan.ofProperties(seed);
    try (ChaosRun run = new ChaosRun(plan, BackendJar.get())) {
      ChaosReport report = run.run();
      System.out.println(report.text());
      assertThat(report.violations()).as(report.text()).isEmpty();
    }
  }
}
