package dev.portgithub.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Instance;
import dev.portgithub.run.Stored;
import dev.portgithub.store.Database;
import dev.portgithub.world.StoreUnderTest;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.component.kafka.consumer.support.ProcessingResult;
import org.apache.camel.component.kafka.consumer.support.subcription.TopicInfo;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the gate does with Kafka's consumer, polled as Camel polls it. */
class IntakeGateTest {
  private static final String TOPIC = "org_test.github.runs";
  private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
  private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);

  private final Backlog backlog =
      new Backlog(Database.jdbi(StoreUnderTest.H2.open()), Clock.systemUTC(), 2, 1);
  private final ServiceSupport route = new ServiceSupport() {};
  private final IntakeGate.Listener gate =
      new IntakeGate.Listener(backlog::isPaused, () -> route, new Instance());
  private final MockConsumer<byte[], byte[]> kafka = client();

  @BeforeEach
  void start() {
    route.start();
  }

  private static MockConsumer<byte[], byte[]> client() {
    MockConsumer<byte[], byte[]> client = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    client.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    client.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
    client.subscribe(List.of(TOPIC));
    client.rebalance(List.of(P0, P1));
    return client;
  }

  private static int poll(MockConsumer<byte[], byte[]> client, IntakeGate.Listener gate) {
    int records = client.poll(Duration.ZERO).count();
    assertThat(gate.afterConsume(client)).as("what was polled is processed").isTrue();
    return records;
  }

  private int poll() {
    return poll(kafka, gate);
  }

  private void publish(long offset) {
    kafka.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[0]));
  }

  private void fill() {
    backlog.add(Collections.nCopies(3, Stored.ACCEPTED));
  }

  /** As a count of the empty store finds it. */
  private void drain() {
    backlog.measure();
  }

  @Test
  void takes_records_while_few_runs_wait() {
    publish(0);
    assertThat(poll()).isEqualTo(1);
    assertThat(kafka.paused()).isEmpty();
  }

  @Test
  void leaves_the_consumer_alone_when_a_batch_fails() {
    publish(0);
    poll();
    assertThat(gate.afterProcess(new ProcessingResult(true, true))).isTrue();
    assertThat(kafka.paused()).isEmpty();
    assertThat(kafka.position(P0)).isEqualTo(1);
  }

  @Test
  @Tag("P4")
  void pauses_all_partitions_and_keeps_its_place_in_the_group() {
    fill();
    poll();
    publish(0);
    assertThat(poll()).isZero();
    assertThat(kafka.paused()).containsExactlyInAnyOrder(P0, P1);
    assertThat(kafka.assignment()).containsExactlyInAnyOrder(P0, P1);
    assertThat(kafka.subscription()).containsExactly(TOPIC);
  }

  @Test
  @Tag("P1")
  void takes_what_stayed_in_kafka_once_the_backlog_is_gone() {
    fill();
    poll();
    publish(0);
    poll();
    drain();
    poll();
    assertThat(kafka.paused()).isEmpty();
    assertThat(poll()).isEqualTo(1);
  }

  @Test
  void pauses_partitions_that_are_assigned_during_a_pause() {
    kafka.rebalance(List.of(P0));
    fill();
    poll();
    kafka.rebalance(List.of(P0, P1));
    poll();
    assertThat(kafka.paused()).containsExactlyInAnyOrder(P0, P1);
    drain();
    poll();
    assertThat(kafka.paused()).isEmpty();
  }

  @Test
  void pauses_the_new_client_after_a_reconnect_and_resumes_it() {
    fill();
    poll();
    MockConsumer<byte[], byte[]> again = client();
    poll(again, gate);
    assertThat(again.paused()).containsExactlyInAnyOrder(P0, P1);
    drain();
    poll(again, gate);
    assertThat(again.paused()).isEmpty();
  }

  @Test
  void resumes_nothing_that_an_operator_has_suspended_before_the_pause() {
    route.suspend();
    kafka.pause(kafka.assignment());
    fill();
    poll();
    drain();
    poll();
    assertThat(kafka.paused()).containsExactlyInAnyOrder(P0, P1);
  }

  @Test
  void resumes_nothing_that_an_operator_has_suspended_during_the_pause() {
    fill();
    poll();
    route.suspend();
    kafka.pause(kafka.assignment());
    drain();
    poll();
    assertThat(kafka.paused()).containsExactlyInAnyOrder(P0, P1);

    // As Camel does when the operator resumes the route.
    route.resume();
    kafka.resume(kafka.assignment());
    poll();
    assertThat(kafka.paused()).isEmpty();
  }

  @Test
  void pauses_again_what_an_operator_resumes_while_the_backlog_is_still_there() {
    fill();
    poll();
    kafka.resume(kafka.assignment());
    poll();
    assertThat(kafka.paused()).containsExactlyInAnyOrder(P0, P1);
  }

  @Test
  void takes_nothing_of_partitions_that_are_assigned_during_a_pause() {
    fill();
    MockConsumer<byte[], byte[]> started = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    started.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    AtomicBoolean told = new AtomicBoolean();
    ConsumerRebalanceListener camel = new Told(told);
    new PausedAssignment(backlog::isPaused).subscribe(started, camel, new TopicInfo(null, TOPIC));
    started.rebalance(List.of(P0, P1));
    started.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, new byte[0], new byte[0]));

    assertThat(poll(started, gate)).isZero();
    assertThat(told).as("Camel's own listener is told as well").isTrue();
    drain();
    poll(started, gate);
    assertThat(poll(started, gate)).isEqualTo(1);
  }

  private record Told(AtomicBoolean told) implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      told.set(true);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }
}
