package dev.portgithub.operator;

import java.util.function.Supplier;

/**
 * The result of an operation on one dead letter.
 *
 * @param text what happens next, for the operator
 * @param why the new reason when it is parked again, else null
 */
public record OperatorAnswer(Kind kind, String text, String why) {
  /** What became of it. */
  public enum Kind {
    DONE,
    PARKED_AGAIN,
    /** There is no such letter, or it is not one for this operation. */
    UNKNOWN,
    /** Somebody else was faster, or what it is about has gone on: nothing was put to work. */
    NOT_PARKED,
    /** It is still parked. */
    FAILED
  }

  static OperatorAnswer done(String text) {
    return new OperatorAnswer(Kind.DONE, text, null);
  }

  static OperatorAnswer parkedAgain(String text, String why) {
    return new OperatorAnswer(Kind.PARKED_AGAIN, text, why);
  }

  static OperatorAnswer unknown(long id) {
    return new OperatorAnswer(
        Kind.UNKNOWN, "There is no dead letter " + id + " for this operation.", null);
  }

  static OperatorAnswer notParked(long id) {
    return outdated("Dead letter " + id + " is not parked any more: nothing was done.");
  }

  static OperatorAnswer outdated(String text) {
    return new OperatorAnswer(Kind.NOT_PARKED, text, null);
  }

  static OperatorAnswer failed(String text) {
    return new OperatorAnswer(Kind.FAILED, text, null);
  }

  /** What is wrong with an argument is an answer, and no stack trace in Hawtio. */
  static String inWords(Supplier<String> operation) {
    try {
      return operation.get();
    } catch (IllegalArgumentException e) {
      return e.getMessage() + " Nothing was done.";
    }
  }
}
