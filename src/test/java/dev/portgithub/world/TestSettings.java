package dev.portgithub.world;

import dev.portgithub.Settings;
import java.util.HashMap;
import java.util.Map;

/** Settings that are complete and valid, but for what a test changes. */
public final class TestSettings {
  public static final String CLIENT_SECRET = "clientSecretOfTheTests";

  private TestSettings() {}

  /**
   * @param changes names and values in turn; a null value removes the setting
   */
  public static Settings with(String... changes) {
    Map<String, String> values = new HashMap<>(values());
    values.putAll(named(changes));
    return new Settings(values::get);
  }

  /** Names and values in turn, as a map. */
  static Map<String, String> named(String... changes) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      named.put(changes[i], changes[i + 1]);
    }
    return named;
  }

  public static Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put("port.api-url", "https://api.port.example");
    values.put("port.org-id", "org_test");
    values.put("port.client-id", "clientId");
    values.put("port.client-secret", CLIENT_SECRET);
    values.put("github.api-url", "https://api.github.example");
    values.put("github.token", "ghp_tokenOfTheTests");
    values.put("github.writes-per-minute", "60");
    values.put("server.port", "8080");
    return values;
  }
}
