package dev.portgithub.deadletter;

/**
 * What came of an operation on one dead letter.
 *
 * @param text what happens next, for the operator
 * @param why the new reason when it is parked again, else null
 */
record Answer(Kind kind, String text, String why) {
  enum Kind {
    DONE,
    PARKED_AGAIN,
    /** Somebody else was faster, or what it is about has gone on: nothing was put to work. */
    NOT_PARKED,
    /** It is still parked. */
    FAILED
  }

  static Answer done(String text) {
    return new Answer(Kind.DONE, text, null);
  }

  static Answer parkedAgain(String text, String why) {
    return new Answer(Kind.PARKED_AGAIN, text, why);
  }

  static Answer notParked(long id) {
    return outdated("Dead letter " + id + " is not parked any more: nothing was done.");
  }

  static Answer outdated(String text) {
    return new Answer(Kind.NOT_PARKED, text, null);
  }

  static Answer failed(String text) {
    return new Answer(Kind.FAILED, text, null);
  }
}
