package dev.portgithub.host;

import dev.portgithub.Settings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Who may log in with a password: the operator of host.username and host.password, and the users of
 * host.users and of the file host.users-file, each written name:role:password.
 */
final class Users {
  private static final Logger LOG = LoggerFactory.getLogger(Users.class);
  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]?\\$\\d\\d\\$[./0-9A-Za-z]{53}");

  private final PasswordEncoder encoder;
  private final Environment settings;
  private final List<UserDetails> found = new ArrayList<>();

  private Users(PasswordEncoder encoder, Environment settings) {
    this.encoder = encoder;
    this.settings = settings;
  }

  /**
   * @throws InvalidSetting when a user is malformed; it names the setting and the place, and shows
   *     nothing of the user
   */
  static List<UserDetails> of(PasswordEncoder encoder, Environment settings) {
    Users users = new Users(encoder, settings);
    if (mayLogIn(settings)) {
      users.readAll();
    }
    return users.found;
  }

  /**
   * Does a password let somebody in, or only the OpenID Connect provider?
   *
   * @throws InvalidSetting when nobody could log in
   */
  static boolean mayLogIn(Environment settings) {
    boolean passwords = settings.getProperty("host.password-login", boolean.class, true);
    if (!passwords && !OidcLogin.isOn(settings)) {
      throw new InvalidSetting(
          "host.password-login", "is false and HOST_OIDC_ISSUER is missing: nobody could log in");
    }
    return passwords;
  }

  private void readAll() {
    String name = text("host.username");
    String password = text("host.password");
    found.add(user(name, Role.OPERATOR, password.isEmpty() ? generated(name) : password));
    readAll("host.users", Stream.of(text("host.users").split("[,\\s]+")));
    String file = text("host.users-file");
    if (!file.isEmpty()) {
      readAll("host.users-file", lines(file).stream());
    }
  }

  private String text(String name) {
    return settings.getProperty(name, "").strip();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSetting("host.users-file", "names a file that cannot be read");
    }
  }

  private void readAll(String setting, Stream<String> entries) {
    int number = 0;
    for (String entry : entries.map(String::strip).toList()) {
      number++;
      if (!entry.isEmpty() && !entry.startsWith("#")) {
        read(setting, number, entry);
      }
    }
  }

  private void read(String setting, int number, String entry) {
    String[] parts = entry.split(":", 3);
    String problem = null;
    if (parts.length < 3 || parts[0].isBlank() || parts[2].isBlank()) {
      problem = "is not written name:role:password";
    } else if (Role.named(parts[1]).isEmpty()) {
      problem = "has a role that is neither viewer nor operator";
    } else if (found.stream()
        .anyMatch(user -> user.getUsername().equalsIgnoreCase(parts[0].strip()))) {
      problem = "has a name that is taken";
    }
    if (problem != null) {
      throw new InvalidSetting(setting, "is malformed: entry " + number + " " + problem);
    }
    found.add(user(parts[0].strip(), Role.named(parts[1]).orElseThrow(), parts[2].strip()));
  }

  private UserDetails user(String name, Role role, String password) {
    return User.withUsername(name)
        .password(BCRYPT.matcher(password).matches() ? password : encoder.encode(password))
        .authorities(role.authority())
        .build();
  }

  /** Printed once, for the person who started the process; the next start makes another. */
  private static String generated(String username) {
    byte[] bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    LOG.warn(
        "No HOST_PASSWORD is set. For this run, log into /hawtio as {} with the password {}",
        username,
        password);
    return password;
  }
}
