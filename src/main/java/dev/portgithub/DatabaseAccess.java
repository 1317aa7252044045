package dev.portgithub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is, and who opens it. It does not print itself: a password may be in the URL
 * too.
 *
 * @param url a JDBC URL of H2 or PostgreSQL. It is given as such, as a plain postgresql:// address
 *     without its user, or not at all: then it is that of an H2 file
 */
public record DatabaseAccess(String url, String username, String password) {
  private static final Pattern PLAIN_POSTGRES_URL =
      Pattern.compile("postgres(?:ql)?://(?:[^@/]*@)?([^@/?]+)/([^@/?]+)(\\?.*)?");

  /** One file in data/, in the folder that the process was started in. */
  private static final String DEFAULT_URL = "jdbc:h2:file:./data/port-github-backend";

  /**
   * @throws IllegalArgumentException when the URL is of neither kind; the message holds no part of
   *     the URL, which may carry a password
   */
  public DatabaseAccess {
    url = jdbcUrl(url);
  }

  private static String jdbcUrl(String url) {
    if (url == null || url.isBlank()) {
      return DEFAULT_URL;
    }
    if (url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:")) {
      return url;
    }
    Matcher plain = PLAIN_POSTGRES_URL.matcher(url);
    if (plain.matches()) {
      String options = plain.group(3) == null ? "" : plain.group(3);
      return "jdbc:postgresql://" + plain.group(1) + "/" + plain.group(2) + options;
    }
    throw new IllegalArgumentException(
        "must start with jdbc:postgresql:, postgresql:// or jdbc:h2:, for example jdbc:postgresql://db.example.com:5432/portgithub");
  }

  @Override
  public String toString() {
    return "database access";
  }
}
