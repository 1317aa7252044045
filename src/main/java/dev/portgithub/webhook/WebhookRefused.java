package dev.portgithub.webhook;

/** A request that is no webhook of ours; nothing was read of it but what the reason says. */
public final class WebhookRefused extends RuntimeException {
  /** Why, and with which status it is answered. */
  public enum Reason {
    TOO_LARGE(413, "it is larger than webhook.max-bytes"),
    SIGNATURE(401, "its signature is missing or wrong"),
    GARBAGE(400, "it is signed, but not the JSON of a webhook");

    private final int status;
    private final String words;

    Reason(int status, String words) {
      this.status = status;
      this.words = words;
    }

    /** For metrics. */
    String tag() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Reason reason;

  WebhookRefused(Reason reason) {
    super(reason.words, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Of the answer. */
  public int status() {
    return reason.status;
  }
}
