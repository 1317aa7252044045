package dev.portgithub.simulator;

import java.time.Duration;
import java.util.Map;

/**
 * One way in which a call goes wrong. "Before" means that the simulated system did nothing; "after"
 * means that it did everything and only the answer is lost, changed or late.
 */
public final class Fault {

  enum Kind {
    ANSWER_BEFORE,
    ANSWER_AFTER,
    DROP_BEFORE,
    DROP_AFTER,
    CUT_AFTER,
    DELAY_BEFORE,
    DELAY_AFTER,
    HANG
  }

  final Kind kind;
  final Answer answer;
  final Duration delay;

  private Fault(Kind kind, Answer answer, Duration delay) {
    this.kind = kind;
    this.answer = answer;
    this.delay = delay;
  }

  /** Does nothing and answers with this status and a small JSON error. */
  public static Fault status(int status) {
    return status(
        status, "{\"message\":\"simulated " + status + "\"}", "application/json", Map.of());
  }

  /** Does nothing and answers with this. */
  public static Fault status(
      int status, String body, String contentType, Map<String, String> headers) {
    return new Fault(
        Kind.ANSWER_BEFORE, Answer.of(status, contentType, body).with(headers), Duration.ZERO);
  }

  /** Does the effect and then answers with this status and a small JSON error. */
  public static Fault statusAfter(int status) {
    return statusAfter(
        status, "{\"message\":\"simulated " + status + "\"}", "application/json", Map.of());
  }

  /** Does the effect and then answers with this. */
  public static Fault statusAfter(
      int status, String body, String contentType, Map<String, String> headers) {
    return new Fault(
        Kind.ANSWER_AFTER, Answer.of(status, contentType, body).with(headers), Duration.ZERO);
  }

  /** A proxy's HTML page instead of an answer. */
  public static Fault html(int status) {
    String page = "<html><head><title>Oops</title></head><body><h1>Oops</h1></body></html>";
    return status(status, page, "text/html", Map.of());
  }

  /** A 200 that claims to be JSON and is not. */
  public static Fault garbage() {
    return status(200, "}{ not json \u0000", "application/json", Map.of());
  }

  /** A 200 without a body. */
  public static Fault emptyAnswer() {
    return new Fault(Kind.ANSWER_BEFORE, Answer.empty(200), Duration.ZERO);
  }

  /** Closes the connection without doing anything. */
  public static Fault dropBefore() {
    return new Fault(Kind.DROP_BEFORE, null, Duration.ZERO);
  }

  /** Does the effect, then closes the connection without an answer. */
  public static Fault dropAfter() {
    return new Fault(Kind.DROP_AFTER, null, Duration.ZERO);
  }

  /** Does the effect and begins to answer; the connection breaks in the middle of the answer. */
  public static Fault cutAfter() {
    return new Fault(Kind.CUT_AFTER, null, Duration.ZERO);
  }

  /** Waits, then handles the call normally. */
  public static Fault delay(Duration delay) {
    return new Fault(Kind.DELAY_BEFORE, null, delay);
  }

  /** Does the effect at once and answers late. */
  public static Fault delayAfter(Duration delay) {
    return new Fault(Kind.DELAY_AFTER, null, delay);
  }

  /** Holds the call until {@link Faults#release()} or {@link Faults#clear()}, then handles it. */
  public static Fault hang() {
    return new Fault(Kind.HANG, null, Duration.ZERO);
  }
}
