package dev.portgithub.receive;

import dev.portgithub.run.Instance;
import dev.portgithub.signals.Gauges;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records the partitions of this instance hold that it has not read. Measured on the
 * consumer's own thread, from what each fetch has said; while the partitions are paused nothing is
 * fetched, so the broker is asked now and then.
 */
final class Lag {
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Instance own;
  private long last = System.nanoTime() - PERIOD;

  Lag(Instance own) {
    this.own = own;
  }

  /** To be called after each poll; costs nothing in between. */
  void measure(Consumer<?, ?> kafka) {
    long now = System.nanoTime();
    if (now - last < PERIOD) {
      return;
    }
    last = now;
    Map<TopicPartition, Long> ends = Map.of();
    long records = 0;
    try {
      if (!kafka.paused().isEmpty()) {
        ends = kafka.endOffsets(kafka.paused(), PATIENCE);
      }
      for (TopicPartition partition : kafka.assignment()) {
        Long end = ends.get(partition);
        records +=
            end == null
                ? kafka.currentLag(partition).orElse(0)
                : Math.max(0, end - kafka.position(partition, PATIENCE));
      }
    } catch (KafkaException | IllegalStateException e) {
      // The broker does not answer, or has just taken a partition away: the number stays as it was.
      return;
    }
    Gauges.set("receive.lag.records", records);
    own.reads(kafka.assignment().stream().map(TopicPartition::toString).sorted().toList(), records);
  }
}
