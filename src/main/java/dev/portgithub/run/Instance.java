package dev.portgithub.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * This process among those that share the store: the number under which it claims rows. {@link
 * Instances} gives it.
 *
 * <p>It has none before it is given one, and while the store has ended the session that shows that
 * it lives. What it claims meanwhile is left to its lease, as is what the version before claims.
 */
public final class Instance {
  private volatile Long number;
  private volatile Reads reads = new Reads(List.of(), null);

  /**
   * What it reads from Kafka.
   *
   * @param partitions as topic and number
   * @param lag how many of their records wait; null before it has been measured
   */
  record Reads(List<String> partitions, Long lag) {}

  /** What it reads now, for people. */
  public void reads(List<String> partitions, long lag) {
    reads = new Reads(List.copyOf(partitions), lag);
  }

  Reads reads() {
    return reads;
  }

  /** The number, or null. */
  Long number() {
    return number;
  }

  void number(Long newNumber) {
    number = newNumber;
  }

  /** A lease for this instance that begins now. */
  Term term(Instant now, Duration lease) {
    return new Term(number, now, now.plus(lease));
  }

  /**
   * @param claimant the number of the instance, or null
   */
  record Term(Long claimant, Instant begin, Instant end) {}
}
