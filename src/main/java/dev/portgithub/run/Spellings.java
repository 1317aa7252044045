package dev.portgithub.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The rows of one repository whose actions spell it in several ways.
 *
 * <p>There is a row for each, since an instance of the version before looks for runs by the
 * spelling of the row: it would not find those of another, and stop polling. A poll is about all
 * runs of the repository; so one of the rows is polled, and the others are put off.
 */
final class Spellings {
  /** Longer than the pause between two polls of a repository. */
  private static final Duration POLLED_IN_ANOTHER = Duration.ofMinutes(10);

  private Spellings() {}

  /** Of rows that are due, those that are to be polled. */
  static Collection<Repository> onePerRepository(List<Repository> due) {
    Map<String, Repository> rows = new LinkedHashMap<>();
    due.forEach(
        row ->
            rows.merge(row.repositoryKey(), row, (one, other) -> one.etag() == null ? one : other));
    return rows.values();
  }

  /**
   * The runs of the other rows are polled with this one. But not by an ETag that may be older than
   * a run of theirs: a row that has none has had a start since it was last polled.
   */
  static void putOffOthers(Handle handle, Repository claimed, Instant now) {
    if (claimed.spellings() > 1) {
      handle
          .createUpdate(
              """
              update repository set due_at = :later where (org, repo) in
                (select org, repo from repository where repository_key = :repositoryKey and due_at is not null%s
                  for update skip locked)
              and (org <> :org or repo <> :repo)
              """
                  .formatted(claimed.etag() == null ? "" : " and etag is not null"))
          .bindMethods(claimed)
          .bind("later", now.plus(POLLED_IN_ANOTHER))
          .execute();
    }
  }
}
