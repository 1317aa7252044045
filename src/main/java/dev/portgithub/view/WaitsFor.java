package dev.portgithub.view;

import java.time.Instant;

/**
 * What an open run waits for.
 *
 * @param sentence for people
 * @param until when it goes on at the latest, as far as that is known; null otherwise
 * @param who has to do something
 * @param what it is in the words of the settings, such as a limit; null otherwise
 */
public record WaitsFor(Code code, String sentence, Instant until, Who who, String what) {
  WaitsFor(Code code, String sentence, Instant until, Who who) {
    this(code, sentence, until, who, null);
  }

  /** What it is, for programs. */
  public enum Code {
    /** An instance works on it. */
    UNDER_WAY,
    /** Port is asked whether it still waits. */
    CONFIRMATION,
    /** Its turn has come, or comes as GitHub's limit of dispatches per minute lets it. */
    TURN,
    /** A limit of workflow runs at the same time (dispatch.limits). */
    LIMIT,
    /** GitHub has paused the credential, or its hour is used up. */
    RATE_LIMIT,
    /** GitHub does not let the credential in. */
    SHUT_OUT,
    /** Something failed, or stood in the way; it is tried again. */
    POSTPONED,
    /** An operator has paused the stage. */
    PAUSED,
    /** Port takes no calls. */
    PORT_PAUSED,
    /** Whether its dispatch started a workflow run is being found out. */
    LOCATING,
    /** GitHub runs it. */
    WORKFLOW,
    /** GitHub shows it as waiting for somebody's approval. */
    APPROVAL,
    /** A dead letter says why it cannot go on by itself. */
    OPERATOR,
    /** It has ended, and Port is being told. */
    REPORT
  }

  /** Who has to do something. */
  public enum Who {
    NOBODY,
    OPERATOR,
    PLATFORM_TEAM,
    DEVELOPER
  }

  static WaitsFor nobody(Code code, String sentence, Instant until) {
    return new WaitsFor(code, sentence, until, Who.NOBODY);
  }
}
