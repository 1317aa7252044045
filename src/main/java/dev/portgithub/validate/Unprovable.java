package dev.portgithub.validate;

import dev.portgithub.run.Why;

/**
 * Nothing proves that Port sent the record, or which run it is about: it is parked as a dead letter
 * for an operator.
 *
 * <p>Port is not told. A run id that nobody vouches for must not be able to end a run. The text is
 * for the operator: it says what is wrong and what to check, and holds no values from the record.
 */
public final class Unprovable extends Rejection {
  private static final long serialVersionUID = 1L;

  public Unprovable(Why why) {
    super(why);
  }

  /** For a record without a signature where the settings do not let it pass. */
  public static Unprovable unsigned() {
    return new Unprovable(
        new Why(
            "UNSIGNED",
            "The record carries no signature of Port, so nothing proves who wrote it.",
            "The setting validate.unsigned decides about such records: park keeps them here,"
                + " confirm-with-port starts them when Port's API knows the run and has it open,"
                + " trust-broker starts them as they are."));
  }
}
