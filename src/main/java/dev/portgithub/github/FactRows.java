package dev.portgithub.github;

import dev.portgithub.github.HostFacts.Facts;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What table credential holds of {@link HostFacts}. A row is not that of the credential's limits:
 * those go on when the token is replaced.
 */
final class FactRows {
  private static final Facts NOTHING = new Facts(null, null, null, null);

  private FactRows() {}

  static Facts read(Handle handle, String name) {
    return handle
        .select(
            "select run_details, actor, run_details_at, host_version from credential where name = ?",
            name)
        .map(ConstructorMapper.of(Facts.class))
        .findFirst()
        .orElse(NOTHING);
  }

  /**
   * @param version of the host; null when it was not told
   */
  static void naming(Handle handle, String name, Boolean runDetails, Instant now, String version) {
    remember(handle, name);
    handle.execute(
        """
        update credential set run_details = ?, run_details_at = ?, host_version = coalesce(?, host_version)
        where name = ?
        """,
        runDetails,
        now,
        version,
        name);
  }

  static void login(Handle handle, String name, String login) {
    remember(handle, name);
    handle.execute("update credential set actor = ? where name = ?", login, name);
  }

  /** May a host that does not name runs be asked again? One may, of all instances. */
  static boolean mayAsk(Handle handle, String name, Instant now, Instant lastBefore) {
    return handle.execute(
            """
            update credential set run_details_at = ?
            where name = ? and run_details = false and (run_details_at is null or run_details_at <= ?)
            """,
            now,
            name,
            lastBefore)
        == 1;
  }

  private static void remember(Handle handle, String name) {
    handle.execute("insert into credential (name) values (?) on conflict do nothing", name);
  }
}
