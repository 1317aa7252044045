package dev.portgithub.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told to go on. Safe for use by many threads; UTC only. */
public final class TestClock extends Clock {

  private final AtomicReference<Instant> now;

  /** Starts at a given instant. */
  public TestClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /** Starts at the real time. */
  public static TestClock now() {
    return new TestClock(Instant.now());
  }

  /** Goes on by so much. */
  public void tick(Duration by) {
    now.updateAndGet(i -> i.plus(by));
  }

  /** Jumps, in either direction. */
  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    if (zone.equals(ZoneOffset.UTC)) {
      return this;
    }
    throw new UnsupportedOperationException("UTC only");
  }
}
