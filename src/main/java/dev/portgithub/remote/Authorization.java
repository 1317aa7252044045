package dev.portgithub.remote;

/** What {@link Wire} adds to a call so that the remote accepts it. */
public interface Authorization {
  /**
   * @return the Authorization header of a credential, or null for a call that carries none
   */
  String of(String credential);

  /** {@code port} or {@code github}, as metrics call it. */
  String remote();
}
