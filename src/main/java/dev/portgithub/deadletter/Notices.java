package dev.portgithub.deadletter;

import dev.portgithub.github.GitHubAccess;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Collects dead letters that operators have not been notified about, for one issue. After a crash
 * between GitHub's answer and our note of it the same letters are notified again.
 */
public final class Notices {
  private static final int MOST_LETTERS = 50;

  /** GitHub takes an issue of 65,536 characters; the rest is for the last sentence. */
  private static final int LONGEST_LIST = 65_000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubAccess access;
  private final boolean wanted;
  private final String owner;

  /**
   * @param wanted whether operators want issues at all; without it there is never a notice
   * @param owner of the operations repository
   */
  public Notices(Jdbi jdbi, Clock clock, GitHubAccess access, boolean wanted, String owner) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.access = access;
    this.wanted = wanted;
    this.owner = owner;
  }

  /** One issue. */
  public record Notice(String title, String text, String credential, List<Long> letters) {}

  /** Public for the mapper only. */
  public record Line(
      long id, String stage, String reason, String runId, String message, String remedy) {
    String text() {
      String about = runId == null ? "a record" : "run `" + runId + "`";
      return "- **#%d** %s at %s: %s. %s %s".formatted(id, about, stage, reason, message, remedy);
    }
  }

  /** Null when there is nothing to report, or nobody wants notices. */
  public Notice collect() {
    if (!wanted) {
      return null;
    }
    List<Line> lines =
        jdbi.withHandle(
            handle ->
                handle
                    .select(
                        """
                        select id, stage, reason, run_id, message, remedy from dead_letter
                        where status = 'PARKED' and notified_at is null order by id limit ?
                        """,
                        MOST_LETTERS)
                    .map(ConstructorMapper.of(Line.class))
                    .list());
    lines = thatFit(lines);
    if (lines.isEmpty()) {
      return null;
    }
    String title =
        lines.size() == 1
            ? "Port GitHub Backend parked a dead letter: " + lines.get(0).reason()
            : "Port GitHub Backend parked " + lines.size() + " dead letters";
    String text =
        lines.stream().map(Line::text).collect(Collectors.joining("\n"))
            + "\n\nReplay or discard them in Hawtio: Camel, Camel Contexts, port-github-backend, MBeans, services, DeadLetters.";
    return new Notice(title, text, access.credential(owner), lines.stream().map(Line::id).toList());
  }

  /** The first ones; those behind them are in the next notice. */
  private static List<Line> thatFit(List<Line> lines) {
    int length = 0;
    int count = 0;
    while (count < lines.size()) {
      length += lines.get(count).text().length() + 1;
      if (length > LONGEST_LIST) {
        break;
      }
      count++;
    }
    return lines.subList(0, count);
  }

  public void sent(Notice notice) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update dead_letter set notified_at = :now where id in (<ids>)")
                .bind("now", Instant.now(clock))
                .bindList("ids", notice.letters())
                .execute());
  }
}
