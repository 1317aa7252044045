package dev.portgithub.validate;

/**
 * The invocation is genuine but cannot be carried out: Port is told FAILURE with this sentence and
 * remedy, and no workflow is started.
 *
 * <p>Both texts are read by the developer who pressed the button in Port. They may name inputs but
 * never hold an input's value, which may be a secret. Whoever throws this keeps to that rule; this
 * class does not check it.
 */
public final class InvalidInvocation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String sentence;
  private final String remedy;

  public InvalidInvocation(String reason, String sentence, String remedy) {
    super(sentence + " " + remedy, null, false, false);
    this.reason = reason;
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /** An UPPER_SNAKE code out of a fixed set, for example {@code BAD_REPO}. */
  public String reason() {
    return reason;
  }

  /** What is wrong, as one sentence. */
  public String sentence() {
    return sentence;
  }

  /** What to change, and where. */
  public String remedy() {
    return remedy;
  }
}
