package dev.portgithub.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A batch is read as received, and committed behind the last record of each partition. */
class RecordBatchTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final RecordBatch records = new RecordBatch();
  private final List<String> committed = new ArrayList<>();

  @Test
  @Tag("P1")
  void the_last_record_of_each_partition_is_committed_and_no_other() {
    records.commit(
        List.of(
            exchange("a", 0, 5),
            exchange("a", 1, 8),
            exchange("b", 0, 1),
            exchange("a", 0, 6),
            exchange("a", 1, 9),
            exchange("a", 0, 7)));

    assertThat(committed).containsExactlyInAnyOrder("a-0@7", "a-1@9", "b-0@1");
  }

  @Test
  void an_empty_batch_commits_nothing() {
    records.commit(List.of());

    assertThat(committed).isEmpty();
  }

  @Test
  void records_are_read_in_their_order_with_their_bytes_and_no_header() {
    Exchange first = exchange("a", 0, 5);
    Exchange second = exchange("a", 1, 8);
    second.getMessage().setBody(null);

    assertThat(records.read(List.of(first, second)))
        .satisfiesExactly(
            record -> {
              assertThat(record).hasToString("Record a-0@5");
              assertThat(record.at()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
              assertThat(record.value()).containsExactly(1, 2, 3);
            },
            tombstone -> assertThat(tombstone.value()).isNull());
  }

  @Test
  void a_record_without_a_time_counts_as_old() {
    Exchange exchange = exchange("a", 0, 5);
    exchange.getMessage().removeHeader(KafkaConstants.TIMESTAMP);

    assertThat(records.read(List.of(exchange)).get(0).at()).isEqualTo(Instant.EPOCH);
  }

  private Exchange exchange(String topic, int partition, long offset) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setHeader(KafkaConstants.TOPIC, topic);
    exchange.getMessage().setHeader(KafkaConstants.PARTITION, partition);
    exchange.getMessage().setHeader(KafkaConstants.OFFSET, offset);
    exchange.getMessage().setHeader(KafkaConstants.TIMESTAMP, 1_700_000_000_123L);
    KafkaManualCommit commit = () -> committed.add(topic + "-" + partition + "@" + offset);
    exchange.getMessage().setHeader(KafkaConstants.MANUAL_COMMIT, commit);
    exchange.getMessage().setBody(new byte[] {1, 2, 3});
    return exchange;
  }
}
