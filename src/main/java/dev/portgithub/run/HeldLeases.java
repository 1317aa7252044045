package dev.portgithub.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The leases that an instance holds: rows whose due time is the end of a lease of its. */
final class HeldLeases {
  private static final List<Lease> ALL =
      List.of(Lease.OF_RUN, Lease.OF_OUTBOX, Lease.OF_REPOSITORY);

  private HeldLeases() {}

  /**
   * Makes the rows due now; not those that are locked. The number of the claim stays: whoever works
   * under it although it passes for dead goes on until another claim is made.
   *
   * @return how many
   */
  static int end(Handle handle, long instance, Instant now) {
    int ended = 0;
    for (Lease lease : ALL) {
      List<List<Object>> keys = of(handle, lease, instance, now, " for update skip locked");
      lease.due(handle, now, keys);
      ended += keys.size();
    }
    return ended;
  }

  /** Has it one, even of a row that is locked? */
  static boolean any(Handle handle, long instance, Instant now) {
    return ALL.stream().anyMatch(lease -> !of(handle, lease, instance, now, "").isEmpty());
  }

  /** Some, if there are many. Each state by itself, so that H2 reads a range of an index. */
  private static List<List<Object>> of(
      Handle handle, Lease lease, long instance, Instant now, String lock) {
    List<String> conditions =
        lease.states.isEmpty()
            ? List.of("")
            : lease.states.stream().map(state -> "state = '" + state + "' and ").toList();
    List<List<Object>> keys = new ArrayList<>();
    for (String condition : conditions) {
      keys.addAll(
          handle
              .createQuery(
                  """
                  select %1$s from %2$s where %3$s%4$s > :now and %4$s < :never and %5$s = :instance and %4$s = %6$s
                  limit 200%7$s
                  """
                      .formatted(
                          String.join(", ", lease.key),
                          lease.table,
                          condition,
                          lease.due,
                          lease.claimant,
                          lease.end,
                          lock))
              .bind("instance", instance)
              .bind("now", now)
              .bind("never", RunQueries.NEVER)
              .map((row, context) -> RowKeys.values(lease.key, row))
              .list());
    }
    return keys;
  }
}
