package dev.portgithub.run;

import java.time.Instant;

/**
 * One Kafka record as received; its headers are not kept, since nothing in them is trusted or
 * needed. Or a run that was claimed from Port's API, as if it had come as a record.
 */
public record ReceivedRecord(String topic, int partition, long offset, Instant at, byte[] value) {
  private static final String CLAIM = "claim-pending";

  /** A run that Port itself has handed to us. */
  public static ReceivedRecord claimed(Instant at, byte[] value) {
    return new ReceivedRecord(CLAIM, -1, 0, at, value);
  }

  /** Did Port's API hand it out? No record of Kafka has a partition below 0. */
  public boolean isClaimed() {
    return partition < 0;
  }

  @Override
  public String toString() {
    if (isClaimed()) {
      return "claimed from Port";
    }
    return "Record " + topic + "-" + partition + "@" + offset;
  }
}
