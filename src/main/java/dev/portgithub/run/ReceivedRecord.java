package dev.portgithub.run;

import java.time.Instant;

/**
 * One Kafka record as received; its headers are not kept, since nothing in them is trusted or
 * needed.
 */
public record ReceivedRecord(String topic, int partition, long offset, Instant at, byte[] value) {
  @Override
  public String toString() {
    return "Record " + topic + "-" + partition + "@" + offset;
  }
}
