package dev.portgithub.world;

import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.PortSimulator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a backend is started with: the addresses and credentials of its surroundings, and what a
 * test sets besides. Everything else is as it ships.
 */
public final class BackendSettings {
  private final Map<String, String> values = new LinkedHashMap<>();

  private BackendSettings() {}

  /**
   * For a backend between these two.
   *
   * @param token that GitHub accepts
   */
  public static BackendSettings between(PortSimulator port, GithubSimulator github, String token) {
    return new BackendSettings()
        .with("port.api-url", port.url())
        .with("port.org-id", port.orgId())
        .with("port.client-id", port.clientId())
        .with("port.client-secret", port.clientSecret())
        .with("github.api-url", github.url())
        .with("github.token", token);
  }

  public BackendSettings kafka(String brokers, String topic, String group) {
    return with("kafka.brokers", brokers).with("kafka.topic", topic).with("kafka.group-id", group);
  }

  /** A setting by the name that it has as a property. */
  public BackendSettings with(String name, String value) {
    values.put(name, value);
    return this;
  }

  public BackendSettings with(Map<String, String> more) {
    values.putAll(more);
    return this;
  }

  /** To be changed at will. */
  public Map<String, String> asProperties() {
    return new LinkedHashMap<>(values);
  }

  /** The same as a deployment sets it, to be changed at will. */
  public Map<String, String> asEnvironment() {
    return asEnvironment(values);
  }

  /** Settings by the names that they have in an environment. */
  public static Map<String, String> asEnvironment(Map<String, String> properties) {
    Map<String, String> environment = new LinkedHashMap<>();
    properties.forEach(
        (name, value) ->
            environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    return environment;
  }

  /** Settings as arguments of the command line. */
  public static String[] asArguments(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  /** The address of a store in a file of H2. */
  public static String h2(Path folder) {
    return "jdbc:h2:file:" + folder.resolve("store").toAbsolutePath();
  }
}
