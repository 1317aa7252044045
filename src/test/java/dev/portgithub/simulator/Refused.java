package dev.portgithub.simulator;

/** A request that the simulated system would refuse; carries the answer. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  Refused(Answer answer) {
    super("refused with " + answer.status(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }
}
