package dev.portgithub.chaos;

import dev.portgithub.chaos.Evidence.TopicRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic and the group, as an onlooker sees them at a broker that comes and goes. */
final class ChaosTopic implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final String brokers;
  private final String topic;
  private final String group;
  private final Admin admin;
  private int partitions;

  ChaosTopic(String brokers, String topic, String group) {
    this.brokers = brokers;
    this.topic = topic;
    this.group = group;
    this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
  }

  void create(int number) {
    partitions = number;
    get(() -> admin.createTopics(List.of(new NewTopic(topic, number, (short) 1))).all().get());
  }

  Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", brokers);
    properties.put("acks", "all");
    properties.put("linger.ms", 0);
    properties.put("delivery.timeout.ms", 300_000);
    return properties;
  }

  /** Records that the group has not committed. */
  long lag() {
    Map<String, Long> committed = committed();
    return ends().entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  Map<String, Long> ends() {
    try (KafkaConsumer<byte[], byte[]> reader = reader()) {
      Map<String, Long> ends = new TreeMap<>();
      reader
          .endOffsets(allPartitions())
          .forEach((partition, end) -> ends.put(Integer.toString(partition.partition()), end));
      return ends;
    }
  }

  Map<String, Long> committed() {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        get(() -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    Map<String, Long> committed = new TreeMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (offset != null) {
            committed.put(Integer.toString(partition.partition()), offset.offset());
          }
        });
    return committed;
  }

  /** Everything that was ever written. */
  List<TopicRecord> records() {
    List<TopicRecord> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> reader = reader()) {
      List<TopicPartition> partitionList = allPartitions();
      reader.assign(partitionList);
      reader.seekToBeginning(partitionList);
      long expected = ends().values().stream().mapToLong(Long::longValue).sum();
      while (all.size() < expected) {
        for (ConsumerRecord<byte[], byte[]> one : reader.poll(Duration.ofSeconds(1))) {
          all.add(new TopicRecord(one.partition(), one.offset(), one.timestamp(), one.value()));
        }
      }
    }
    return all;
  }

  private List<TopicPartition> allPartitions() {
    List<TopicPartition> all = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  private KafkaConsumer<byte[], byte[]> reader() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", 60_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Asks again while the broker is away. */
  private static <T> T get(Callable<T> question) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        return question.call();
      } catch (ExecutionException | TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(e);
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
