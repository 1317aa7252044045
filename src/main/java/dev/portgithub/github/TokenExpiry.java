package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * When the token of an answer expires. GitHub says so for personal tokens that do; tokens of an App
 * last an hour and are renewed by themselves.
 */
final class TokenExpiry {
  private static final String HEADER = "GitHub-Authentication-Token-Expiration";

  /** {@code 2026-12-31 08:20:46 UTC}, or with an offset such as {@code -0700}. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss [Z][XXX]", Locale.ROOT);

  private TokenExpiry() {}

  /** {@link Instant#MAX} when the answer does not say. */
  static Instant of(RemoteAnswer answer) {
    String text = answer.headers().get(HEADER);
    if (text == null) {
      return Instant.MAX;
    }
    try {
      return OffsetDateTime.parse(text.strip().replace("UTC", "+0000"), FORMAT).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.MAX;
    }
  }
}
