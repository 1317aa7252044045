package dev.portgithub.github;

import dev.portgithub.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The token of this backend, or the key of its GitHub App, as it is now. Never printed. */
public final class GitHubSecret {
  private final Settings settings;

  public GitHubSecret(Settings settings) {
    this.settings = settings;
  }

  /** Is it the key of an App, and not a token? */
  boolean ofApp() {
    return settings.gitHubToken().isEmpty();
  }

  String appId() {
    return settings.gitHubAppId();
  }

  /** The token, or the key in PEM. */
  String value() {
    return ofApp() ? settings.gitHubAppPrivateKey() : settings.gitHubToken();
  }

  /**
   * Enough to tell secrets apart, and far too little to find one. It changes when the secret does.
   */
  String digest() {
    return digest(appId() + value());
  }

  static String digest(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return ofApp() ? "key of App " + appId() : "token";
  }
}
