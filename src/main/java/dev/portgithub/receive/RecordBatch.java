package dev.portgithub.receive;

import dev.portgithub.run.ReceivedRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** Reads the batch of the Kafka consumer, and commits it. */
public final class RecordBatch {

  public List<ReceivedRecord> read(List<Exchange> batch) {
    return batch.stream().map(RecordBatch::read).toList();
  }

  private static ReceivedRecord read(Exchange exchange) {
    Message message = exchange.getMessage();
    return new ReceivedRecord(
        message.getHeader(KafkaConstants.TOPIC, String.class),
        message.getHeader(KafkaConstants.PARTITION, Integer.class),
        message.getHeader(KafkaConstants.OFFSET, Long.class),
        Instant.ofEpochMilli(message.getHeader(KafkaConstants.TIMESTAMP, 0L, Long.class)),
        message.getBody() instanceof byte[] bytes ? bytes : null);
  }

  /**
   * Moves the offset of each partition behind its last record of the batch. The batch as a whole
   * can only commit the partition of its last record, so the others would be delivered again.
   *
   * <p>Runs on the consumer's own thread.
   */
  public void commit(List<Exchange> batch) {
    Map<String, KafkaManualCommit> lastOfPartition = new LinkedHashMap<>();
    for (Exchange exchange : batch) {
      Message message = exchange.getMessage();
      lastOfPartition.put(
          message.getHeader(KafkaConstants.TOPIC)
              + "-"
              + message.getHeader(KafkaConstants.PARTITION),
          message.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
    }
    lastOfPartition.values().forEach(KafkaManualCommit::commit);
  }
}
