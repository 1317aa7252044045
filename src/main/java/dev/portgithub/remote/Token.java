package dev.portgithub.remote;

import java.time.Instant;

/** An access token and when it ends. Never printed. */
public record Token(String value, Instant expiresAt) {
  @Override
  public String toString() {
    return "token until " + expiresAt;
  }
}
