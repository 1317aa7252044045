package dev.portgithub.simulator;

import java.util.Map;
import java.util.Set;

/**
 * Who makes a call. {@code owner}, {@code permissions} and {@code repositories} limit what an
 * installation token may see and do; null means no limit.
 */
record GithubPrincipal(
    Kind kind,
    String key,
    String login,
    String owner,
    Map<String, String> permissions,
    Set<String> repositories) {

  enum Kind {
    TOKEN,
    INSTALLATION,
    APP
  }

  boolean sees(GithubRepository repository) {
    return (owner == null || owner.equalsIgnoreCase(repository.owner()))
        && (repositories == null || repositories.contains(repository.name().toLowerCase()));
  }

  boolean mayWrite(String permission) {
    return permissions == null || "write".equals(permissions.get(permission));
  }

  boolean mayRead(String permission) {
    return permissions == null || permissions.containsKey(permission);
  }
}
