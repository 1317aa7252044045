package dev.portgithub.receive;

import java.util.Collection;
import java.util.function.BooleanSupplier;
import org.apache.camel.component.kafka.consumer.support.subcription.DefaultSubscribeAdapter;
import org.apache.camel.component.kafka.consumer.support.subcription.SubscribeAdapter;
import org.apache.camel.component.kafka.consumer.support.subcription.TopicInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses partitions when they are assigned during a pause, before anything is fetched of them: a
 * start or a rebalance takes no record. {@link IntakeGate} resumes them.
 */
public final class PausedAssignment implements SubscribeAdapter {
  private final SubscribeAdapter usual = new DefaultSubscribeAdapter();
  private final BooleanSupplier paused;

  public PausedAssignment(IntakeGate gate) {
    this(gate::isPaused);
  }

  PausedAssignment(BooleanSupplier paused) {
    this.paused = paused;
  }

  @Override
  public void subscribe(
      Consumer<?, ?> consumer, ConsumerRebalanceListener listener, TopicInfo topics) {
    usual.subscribe(consumer, new Listener(consumer, listener), topics);
  }

  /** Called within a poll, on the thread of the consumer. */
  private final class Listener implements ConsumerRebalanceListener {
    private final Consumer<?, ?> consumer;
    private final ConsumerRebalanceListener next;

    Listener(Consumer<?, ?> consumer, ConsumerRebalanceListener next) {
      this.consumer = consumer;
      this.next = next;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (paused.getAsBoolean()) {
        consumer.pause(partitions);
      }
      next.onPartitionsAssigned(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      next.onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      next.onPartitionsLost(partitions);
    }
  }
}
