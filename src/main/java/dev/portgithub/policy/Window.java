package dev.portgithub.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When a rule holds: between two points in time, or each week on some days between two times of the
 * day.
 */
interface Window {
  /** Does the rule hold now? */
  boolean holds(Instant now);

  /** From the first, until before the second; null is open. */
  record Once(Instant from, Instant until) implements Window {
    @Override
    public boolean holds(Instant now) {
      return (from == null || !now.isBefore(from)) && (until == null || now.isBefore(until));
    }
  }

  /**
   * Each week.
   *
   * @param until not after {@code from}: the next day
   */
  record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone)
      implements Window {
    @Override
    public boolean holds(Instant now) {
      ZonedDateTime local = now.atZone(zone);
      LocalTime time = local.toLocalTime();
      boolean today = days.contains(local.getDayOfWeek());
      boolean overMidnight = !until.isAfter(from);
      if (!overMidnight) {
        return today && !time.isBefore(from) && time.isBefore(until);
      }
      boolean yesterday = days.contains(local.getDayOfWeek().minus(1));
      return today && !time.isBefore(from) || yesterday && time.isBefore(until);
    }
  }
}
