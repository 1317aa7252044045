package dev.portgithub.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class KafkaBrokerTest {

  private static final String TOPIC = "org_1.github.runs";

  @Test
  void keeps_records_and_offsets_and_asks_for_the_password() {
    try (KafkaBroker broker = KafkaBroker.withScram("org_1", "a secret")) {
      broker.createTopic(TOPIC, 2);
      for (int i = 0; i < 5; i++) {
        broker.send(TOPIC, "key" + i, new byte[] {(byte) i}, Map.of("CamelHttpPath", "evil"));
      }
      assertThat(broker.lag("org_1.listener", TOPIC)).isEqualTo(5);
      assertThat(readAll(broker, 5)).hasSize(5);
      assertThat(broker.committedOffsets("org_1.listener")).hasSize(2);
      assertThat(broker.lag("org_1.listener", TOPIC)).isZero();
      refusesAnotherPassword(broker);
    }
  }

  private static List<ConsumerRecord<String, byte[]>> readAll(KafkaBroker broker, int expected) {
    Map<String, Object> properties = broker.clientProperties();
    properties.put("group.id", "org_1.listener");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      for (int polls = 0; records.size() < expected && polls < 30; polls++) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
      consumer.commitSync();
    }
    return records;
  }

  private static void refusesAnotherPassword(KafkaBroker broker) {
    Map<String, Object> wrong = new HashMap<>(broker.clientProperties());
    wrong.computeIfPresent(
        "sasl.jaas.config", (k, v) -> v.toString().replace("a secret", "a guess"));
    try (Admin admin = Admin.create(wrong)) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }
}
