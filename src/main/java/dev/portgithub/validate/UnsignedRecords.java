package dev.portgithub.validate;

import dev.portgithub.Settings;
import dev.portgithub.run.ReceivedRecord;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about records without Port's signature, and says once what an operator should know about
 * them: whether Port signs this topic at all is not published. Thread-safe.
 */
public final class UnsignedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(UnsignedRecords.class);

  /** The setting {@code validate.unsigned}. */
  private enum Rule {
    /** They are kept as dead letters. */
    PARK("park"),
    /** They are accepted once Port's API vouches for their run. */
    CONFIRM("confirm-with-port"),
    /** They are as good as signed ones. */
    TRUST("trust-broker");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    static Rule of(String word) {
      return Arrays.stream(values())
          .filter(rule -> rule.word.equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "validate.unsigned must be park, confirm-with-port or trust-broker, not "
                          + word));
    }
  }

  private final Rule rule;
  private final AtomicLong seen = new AtomicLong();

  /**
   * @param rule the setting {@code validate.unsigned}
   * @throws IllegalArgumentException when it is none, or trusts a broker that proves nothing
   */
  public UnsignedRecords(Settings settings, String rule) {
    this.rule = Rule.of(rule);
    if (this.rule == Rule.TRUST && !settings.kafkaIsEncrypted()) {
      throw new IllegalArgumentException(
          "validate.unsigned=trust-broker needs kafka.security-protocol=SASL_SSL or SSL: without TLS"
              + " nothing proves which broker sends the records");
    }
  }

  /**
   * What the record counts as.
   *
   * @throws Unprovable when it is unsigned and that is not allowed
   */
  public Proof judge(Proof proof, ReceivedRecord record) {
    if (record.isClaimed()) {
      return Proof.CLAIMED;
    }
    if (proof.genuine()) {
      return proof;
    }
    if (seen.incrementAndGet() == 1) {
      tellFirst(record);
    }
    return switch (rule) {
      case PARK -> throw Unprovable.unsigned();
      case CONFIRM -> proof;
      case TRUST -> Proof.BROKER;
    };
  }

  private void tellFirst(ReceivedRecord record) {
    switch (rule) {
      case PARK ->
          LOG.warn(
              "{} carries no signature of Port, as the first one since the start: it is parked, and so"
                  + " are others like it. If Port does not sign the records of your organisation, set"
                  + " VALIDATE_UNSIGNED=confirm-with-port, restart, and replay the dead letters",
              record);
      case CONFIRM ->
          LOG.info(
              "{} carries no signature of Port, as the first one since the start: Port is asked about"
                  + " each such run before it starts",
              record);
      case TRUST ->
          LOG.info(
              "{} carries no signature of Port, as the first one since the start: it counts as genuine,"
                  + " since validate.unsigned trusts the broker",
              record);
    }
  }

  /** What an operator should do, for health and Hawtio; null when there is nothing to do. */
  public String advice() {
    long records = seen.get();
    return rule != Rule.PARK || records == 0
        ? null
        : "%s without Port's signature %s parked since the start. If Port does not sign the records of your organisation, set VALIDATE_UNSIGNED=confirm-with-port, restart, and replay the dead letters."
            .formatted(
                records == 1 ? "One record" : records + " records", records == 1 ? "was" : "were");
  }
}
