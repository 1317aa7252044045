package dev.portgithub;

import dev.portgithub.Settings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The credential for GitHub as a deployment gives it: a personal access token, or a GitHub App's id
 * and key. Token and key stand in a setting of their own, or in a file that the setting names.
 *
 * <p>Nothing is kept: a file is read each time, through links, as a secret that is mounted into a
 * container is replaced.
 */
public final class GitHubCredential {
  private static final String TOKEN = "github.token";
  private static final String TOKEN_FILE = "github.token-file";
  private static final String APP_ID = "github.app-id";
  private static final String KEY = "github.app-private-key";
  private static final String KEY_FILE = "github.app-private-key-file";

  private final UnaryOperator<String> text;

  GitHubCredential(UnaryOperator<String> text) {
    this.text = text;
  }

  /** Is it an App, and not a token? */
  public boolean ofApp() {
    return isSet(APP_ID);
  }

  /** Empty for a token. */
  public String appId() {
    return text.apply(APP_ID);
  }

  /** Can it change while this process runs? */
  public boolean inFile() {
    return isSet(ofApp() ? KEY_FILE : TOKEN_FILE);
  }

  /** The setting that holds it, or the name of its file. */
  public String setting() {
    if (ofApp()) {
      return inFile() ? KEY_FILE : KEY;
    }
    return inFile() ? TOKEN_FILE : TOKEN;
  }

  /**
   * The token, or the key in PEM, as it is now.
   *
   * @throws InvalidSetting when there is none, or it cannot be one; its message holds neither the
   *     secret nor the name of the file, which some take for the place of the secret
   */
  public String secret() {
    String setting = setting();
    String secret = inFile() ? content(setting) : text.apply(setting);
    if (!ofApp()) {
      if (secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new InvalidSetting(setting, "holds blanks or characters that no token has");
      }
      return secret;
    }
    // An environment variable may carry the line ends of the key as \n.
    String pem = secret.replace("\\n", "\n");
    if (!pem.contains("PRIVATE KEY-----")) {
      throw new InvalidSetting(setting, "must be the App's key in PEM, beginning with -----BEGIN");
    }
    return pem;
  }

  private String content(String setting) {
    String content;
    try {
      content = Files.readString(Path.of(text.apply(setting))).strip();
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSetting(setting, "names no file that can be read");
    }
    if (content.isEmpty()) {
      throw new InvalidSetting(setting, "names a file that is empty");
    }
    return content;
  }

  /** Checked at the start. */
  void require() {
    List<String> tokens = Stream.of(TOKEN, TOKEN_FILE).filter(this::isSet).toList();
    if (tokens.isEmpty() && !ofApp()) {
      throw new InvalidSetting(
          TOKEN,
          "is missing: set it, or GITHUB_TOKEN_FILE, or GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY");
    }
    if (!tokens.isEmpty() && ofApp()) {
      throw new InvalidSetting(tokens.get(0), "and GITHUB_APP_ID are both set: keep one of them");
    }
    if (tokens.size() > 1) {
      throw new InvalidSetting(TOKEN, "and GITHUB_TOKEN_FILE are both set: keep one of them");
    }
    if (isSet(KEY) && isSet(KEY_FILE)) {
      throw new InvalidSetting(
          KEY, "and GITHUB_APP_PRIVATE_KEY_FILE are both set: keep one of them");
    }
    secret();
  }

  private boolean isSet(String setting) {
    return !text.apply(setting).isEmpty();
  }
}
