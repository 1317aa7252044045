package dev.portgithub.validate;

import java.time.Instant;

/**
 * Whether Port is known to have written a record.
 *
 * @param genuine by Port's signature, because Port's API said it, or because the broker is trusted
 *     to let nobody else write
 * @param signedAt when Port signed it, by Port's clock; null without a signature
 */
public record Proof(boolean genuine, Instant signedAt) {
  /** Of a record without a signature. */
  public static final Proof NONE = new Proof(false, null);

  /** Of a run that Port's API has handed to us. */
  public static final Proof CLAIMED = new Proof(true, null);

  /** Of an unsigned record that only Port can have written. */
  public static final Proof BROKER = new Proof(true, null);
}
