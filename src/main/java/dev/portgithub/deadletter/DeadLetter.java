package dev.portgithub.deadletter;

import java.time.Instant;

/**
 * A row of table dead_letter, without the record that it may hold.
 *
 * @param runId null when it is about a record
 * @param reportId null unless it is about a report
 * @param attempts how often it was parked, or how often the run was tried
 * @param topic null, like partition and offset, unless it is about a record
 */
public record DeadLetter(
    long id,
    String status,
    String stage,
    String reason,
    String message,
    String remedy,
    String runId,
    Long reportId,
    int attempts,
    Instant parkedAt,
    String topic,
    Integer kafkaPartition,
    Long kafkaOffset) {

  /** Does it wait for an operator? */
  public boolean isParked() {
    return status.equals(DeadLetters.PARKED);
  }

  /** Is it about a run itself, and not about a record or a report? */
  public boolean isAboutRun() {
    return runId != null && reportId == null;
  }

  /** The run, or where its record stands in Kafka. */
  public String about() {
    return runId != null
        ? "run " + runId
        : "record " + topic + "-" + kafkaPartition + "@" + kafkaOffset;
  }
}
