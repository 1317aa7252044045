package dev.portgithub.failpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The clock of this process, wrong by so many milliseconds as a file says. */
final class MovedClock extends Clock {
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final Clock actual;
  private final Path file;
  private volatile long looked = System.nanoTime() - LOOK_EVERY_NANOS;
  private volatile Duration moved = Duration.ZERO;

  MovedClock(Clock actual, Path file) {
    this.actual = actual;
    this.file = file;
  }

  @Override
  public Instant instant() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_EVERY_NANOS) {
      looked = now;
      look();
    }
    return actual.instant().plus(moved);
  }

  private void look() {
    try {
      moved = Duration.ofMillis(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      // Just being written, or never moved.
    }
  }

  @Override
  public ZoneId getZone() {
    return actual.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MovedClock(actual.withZone(zone), file);
  }
}
