package dev.portgithub.operator;

/**
 * The result of an operation on one dead letter.
 *
 * @param text what happens next, for the operator
 * @param why the new reason when it is parked again, else null
 */
record OperatorAnswer(Kind kind, String text, String why) {
  enum Kind {
    DONE,
    PARKED_AGAIN,
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

  static OperatorAnswer notParked(long id) {
    return outdated("Dead letter " + id + " is not parked any more: nothing was done.");
  }

  static OperatorAnswer outdated(String text) {
    return new OperatorAnswer(Kind.NOT_PARKED, text, null);
  }

  static OperatorAnswer failed(String text) {
    return new OperatorAnswer(Kind.FAILED, text, null);
  }
}
