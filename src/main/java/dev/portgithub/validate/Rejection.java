package dev.portgithub.validate;

import dev.portgithub.run.Why;

/** Why validation lets a record of ours start nothing. */
public abstract sealed class Rejection extends RuntimeException
    permits InvalidInvocation, Unprovable {
  private static final long serialVersionUID = 1L;

  private final transient Why why;

  Rejection(Why why) {
    super(why.text(), null, false, false);
    this.why = why;
  }

  /** Its code is UPPER_SNAKE out of a fixed set, for example {@code BAD_REPO}. */
  public Why why() {
    return why;
  }

  public String reason() {
    return why.code();
  }

  /** What is wrong, as one sentence; {@link #getMessage()} holds the remedy as well. */
  public String sentence() {
    return why.sentence();
  }

  /** What can be done about it, and where. */
  public String remedy() {
    return why.remedy();
  }
}
