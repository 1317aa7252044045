package dev.portgithub.view;

import static dev.portgithub.run.RunState.ACCEPTED;
import static dev.portgithub.run.RunState.CONFIRMING;
import static dev.portgithub.run.RunState.DISPATCHING;
import static dev.portgithub.run.RunState.LOCATING;
import static dev.portgithub.run.RunState.PARKED;
import static dev.portgithub.run.RunState.RUNNING;

import dev.portgithub.run.RunState;
import dev.portgithub.store.Database;
import dev.portgithub.view.RunFilter.Sort;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * Finds runs for operators. What it costs does not grow with the runs: an index has them in the
 * order of their age, and where each has to be looked at, no more than {@link #MOST_READ} of a
 * state are.
 */
final class RunList {
  /** The states of a run that has not ended. */
  static final List<RunState> OPEN =
      List.of(CONFIRMING, ACCEPTED, DISPATCHING, LOCATING, RUNNING, PARKED);

  /** So many of each state are looked at, from the end where the order begins. */
  static final int MOST_READ = 5_000;

  /** So many runs may stand between two whose ids begin alike: databases sort in many ways. */
  private static final int MOST_ALIKE = 500;

  private static final RowMapper<RunRow> ROW = ConstructorMapper.of(RunRow.class);

  private RunList() {}

  /** The runs, and one more if there is one. */
  static List<RunRow> find(Handle handle, RunFilter filter) {
    List<String> ids = ids(handle, filter);
    if (ids.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery("select %s from run where run_id in (<ids>)".formatted(RunRow.COLUMNS))
        .bindList("ids", ids)
        .map(ROW)
        .stream()
        .sorted(Comparator.comparing(row -> ids.indexOf(row.runId())))
        .toList();
  }

  /** Were not all runs looked at that may match? */
  static boolean isTruncated(Handle handle, RunFilter filter) {
    if (!filter.isSelective() || filter.text() != null) {
      return false;
    }
    String sql =
        "select count(*) from (%s) candidates group by state having count(*) >= %d"
            .formatted(candidates(filter, Database.isH2(handle)), MOST_READ);
    return !bound(handle, sql, filter).mapTo(Long.class).list().isEmpty();
  }

  /** Few columns of many rows; the others are read of those that are shown. */
  private static List<String> ids(Handle handle, RunFilter filter) {
    // Numbers stand in the text: H2 takes a result of before for one with another limit.
    String sql =
        "select run_id from (%s) candidates where %s order by %s limit %d offset %d"
            .formatted(
                candidates(filter, Database.isH2(handle)),
                conditions(filter),
                order(filter.sort()),
                filter.size() + 1,
                filter.from());
    return bound(handle, sql, filter).mapTo(String.class).list();
  }

  private static Query bound(Handle handle, String sql, RunFilter filter) {
    Query query = handle.createQuery(sql);
    values(filter)
        .forEach(
            (name, value) -> {
              if (sql.contains(":" + name)) {
                query.bind(name, value);
              }
            });
    return query;
  }

  /** A few open runs of each state from a time on, the oldest first. */
  static List<RunRow> some(Handle handle, Map<RunState, Instant> from, Instant before, int limit) {
    boolean h2 = Database.isH2(handle);
    String sql =
        from.keySet().stream()
            .map(
                state ->
                    """
                    (select %s from run where finished_at is null and state = '%s'
                      and accepted_at >= :%s and accepted_at <= :before order by %saccepted_at limit %d)
                    """
                        .formatted(
                            RunRow.COLUMNS, state, state, h2 ? "finished_at, state, " : "", limit))
            .collect(Collectors.joining(" union all "));
    Query query = handle.createQuery(sql).bind("before", before);
    from.forEach((state, time) -> query.bind(state.name(), time));
    return query.map(ROW).list();
  }

  static Optional<RunRow> find(Handle handle, String runId) {
    return handle
        .select("select %s from run where run_id = ?".formatted(RunRow.COLUMNS), runId)
        .map(ROW)
        .findFirst();
  }

  private static Map<String, Object> values(RunFilter filter) {
    String text = filter.text();
    Map<String, Object> values = new HashMap<>();
    values.put("before", filter.before());
    values.put("org", lower(filter.organisation()));
    values.put("repo", lower(filter.repository()));
    values.put("key", key(filter));
    values.put("action", filter.action());
    values.put("text", text);
    values.put("length", text == null ? null : text.length());
    values.put("number", number(text));
    return values;
  }

  private static String candidates(RunFilter filter, boolean h2) {
    String select =
        "(select run_id, state, org, repo, repository_key, action, accepted_at, finished_at, workflow_run_id from run where ";
    int most = filter.isSelective() ? MOST_READ : filter.from() + filter.size() + 1;
    if (filter.text() != null) {
      String byId = select + "run_id >= :text order by run_id limit " + MOST_ALIKE + ")";
      return number(filter.text()) == null
          ? byId
          : byId + " union all " + select + "workflow_run_id = :number)";
    }
    if (!filter.open()) {
      return select + "finished_at is not null order by finished_at desc limit %d)".formatted(most);
    }
    String condition =
        key(filter) != null
            ? "repository_key = :key and state = '%s' limit %d)"
            : "finished_at is null and state = '%s'"
                + (filter.before() == null ? "" : " and accepted_at <= :before")
                + (filter.sort() == Sort.YOUNGEST_FIRST
                    ? " order by "
                        + (h2 ? "finished_at desc, state desc, " : "")
                        + "accepted_at desc limit %d)"
                    : " order by " + (h2 ? "finished_at, state, " : "") + "accepted_at limit %d)");
    List<RunState> states = filter.state() == null ? OPEN : List.of(filter.state());
    return states.stream()
        .map(state -> select + condition.formatted(state, most))
        .collect(Collectors.joining(" union all "));
  }

  private static String conditions(RunFilter filter) {
    StringBuilder conditions = new StringBuilder("1 = 1");
    when(
        conditions,
        filter.text(),
        number(filter.text()) == null
            ? "left(run_id, :length) = :text"
            : "(left(run_id, :length) = :text or workflow_run_id = :number)");
    when(conditions, filter.state(), "state = '" + filter.state() + "'");
    when(conditions, filter.before(), "accepted_at <= :before");
    when(conditions, filter.organisation(), "lower(org) = :org");
    when(conditions, filter.repository(), "lower(repo) = :repo");
    when(conditions, filter.action(), "action = :action");
    if (filter.open()) {
      conditions.append(" and finished_at is null");
    }
    return conditions.toString();
  }

  private static void when(StringBuilder conditions, Object wanted, String condition) {
    if (wanted != null) {
      conditions.append(" and ").append(condition);
    }
  }

  private static String order(Sort sort) {
    return switch (sort) {
      case OLDEST_FIRST -> "accepted_at, run_id";
      case YOUNGEST_FIRST -> "accepted_at desc, run_id desc";
      case REPOSITORY -> "repository_key, accepted_at, run_id";
      case ACTION -> "lower(coalesce(action, '')), accepted_at, run_id";
      case STATE -> "state, accepted_at, run_id";
    };
  }

  private static String key(RunFilter filter) {
    return filter.organisation() == null || filter.repository() == null
        ? null
        : lower(filter.organisation() + "/" + filter.repository());
  }

  private static String lower(String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }

  private static Long number(String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
  }
}
