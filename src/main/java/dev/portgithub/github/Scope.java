package dev.portgithub.github;

import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Target;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a call can be shut out of: its credential, the owner, the repository. The names of the three
 * are {@code token}, {@code token/acme} and {@code token/acme/shop}; the credential of an App is
 * that of an owner already: {@code app:acme} and {@code app:acme/shop}, and {@code app} is the App
 * itself, which only fetches tokens.
 */
record Scope(String credential, String owner, String repository) {
  private static final Pattern IN_REPOSITORY = Pattern.compile("/repos/([^/]+)/([^/]+).*");

  static Scope of(RemoteCall call) {
    Matcher path = IN_REPOSITORY.matcher(call.path());
    return path.matches()
        ? of(call.credential(), path.group(1) + "/" + path.group(2))
        : new Scope(call.credential(), null, null);
  }

  static Scope of(String credential, Target target) {
    return of(credential, target.org() + "/" + target.repo());
  }

  private static Scope of(String credential, String address) {
    String[] names = address.toLowerCase(Locale.ROOT).split("/");
    String owner = GitHubAccess.isRenewable(credential) ? credential : credential + "/" + names[0];
    return new Scope(credential, owner, owner + "/" + names[1]);
  }

  /** From the widest to the narrowest. */
  List<String> names() {
    return owner == null
        ? List.of(credential)
        : Stream.of(credential, owner, repository).distinct().toList();
  }

  /** What GitHub means by a refusal. */
  String meantBy(Refusal.Meaning meaning) {
    return owner == null
        ? credential
        : switch (meaning) {
          case OWNER -> owner;
          case REPOSITORY -> repository;
          default -> credential;
        };
  }

  static boolean isWhole(String name) {
    return !name.contains("/") && !GitHubAccess.isRenewable(name);
  }
}
