package dev.portgithub.github;

import dev.portgithub.GitHubCredential;
import dev.portgithub.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of this backend, or the key of its GitHub App, as it is now. One that stands in a file
 * is read again within a second of its change; while the file holds nothing that can be used, the
 * one that was read last goes on being used. Never printed.
 */
public final class GitHubSecret {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubSecret.class);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final GitHubCredential credential;
  private final Clock clock;

  // Both are asked for with each call, and looked up once: settings do not change.
  private volatile Boolean ofApp;
  private Boolean inFile;

  private Instant readAt;
  private String value;
  private String digest;
  private boolean told;

  public GitHubSecret(Settings settings, Clock clock) {
    this.credential = settings.gitHubCredential();
    this.clock = clock;
  }

  /** Is it the key of an App, and not a token? */
  boolean ofApp() {
    Boolean known = ofApp;
    if (known == null) {
      known = credential.ofApp();
      ofApp = known;
    }
    return known;
  }

  String appId() {
    return credential.appId();
  }

  /** The token, or the key in PEM. */
  synchronized String value() {
    refresh();
    return value;
  }

  /**
   * Enough to tell secrets apart, and far too little to find one. It changes when the secret does.
   */
  synchronized String digest() {
    refresh();
    return digest;
  }

  private void refresh() {
    if (inFile == null) {
      inFile = credential.inFile();
    }
    Instant now = Instant.now(clock);
    boolean fresh =
        readAt != null && (!inFile || (now.isBefore(readAt.plus(FRESH)) && !now.isBefore(readAt)));
    if (!fresh) {
      readAt = now;
      read();
    }
  }

  private void read() {
    String present;
    try {
      present = credential.secret();
    } catch (Settings.InvalidSetting e) {
      if (value == null) {
        throw e;
      }
      if (!told) {
        LOG.error("{}; the secret that was read before goes on being used", e.getMessage());
      }
      told = true;
      return;
    }
    told = false;
    if (value != null && !value.equals(present)) {
      LOG.info(
          "The file of {} has changed: its new secret is used from now on", credential.setting());
    }
    value = present;
    digest = digest(credential.appId() + present);
  }

  private static String digest(String secret) {
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
