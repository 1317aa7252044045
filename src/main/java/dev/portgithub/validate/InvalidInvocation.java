package dev.portgithub.validate;

import dev.portgithub.run.Why;

/**
 * The invocation is genuine but cannot be carried out: Port is told FAILURE with this sentence and
 * remedy, and no workflow is started.
 *
 * <p>Both texts are read by the developer who pressed the button in Port. They may name inputs but
 * never hold an input's value, which may be a secret. Whoever throws this keeps to that rule; this
 * class does not check it.
 */
public final class InvalidInvocation extends Rejection {
  private static final long serialVersionUID = 1L;

  public InvalidInvocation(Why why) {
    super(why);
  }
}
