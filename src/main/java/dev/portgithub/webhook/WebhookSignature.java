package dev.portgithub.webhook;

import dev.portgithub.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * GitHub's signature of a webhook: HMAC-SHA256 over the bytes as they came, with the secret that
 * GitHub and we share.
 *
 * <p>Source: GitHub's "Validating webhook deliveries".
 */
public final class WebhookSignature {
  private static final String PREFIX = "sha256=";
  private static final String HMAC = "HmacSHA256";

  private final Settings settings;

  public WebhookSignature(Settings settings) {
    this.settings = settings;
  }

  /**
   * Takes the same time wherever the two differ. Without a secret of ours nothing is genuine.
   *
   * @param header X-Hub-Signature-256, or null
   */
  boolean isGenuine(byte[] body, String header) {
    String secret = settings.gitHubWebhookSecret();
    if (secret.isEmpty() || header == null) {
      return false;
    }
    return MessageDigest.isEqual(
        of(body, secret).getBytes(StandardCharsets.US_ASCII),
        header.getBytes(StandardCharsets.US_ASCII));
  }

  /** The header that GitHub sends with a body. */
  public static String of(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return PREFIX + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
