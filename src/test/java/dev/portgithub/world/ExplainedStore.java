package dev.portgithub.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A store that has its database explain every statement, with its values, just before it is
 * executed. So what is measured is what the product sends, and nothing has to be copied.
 *
 * <p>EXPLAIN ANALYZE executes the statement; that is taken back before the true execution.
 */
public final class ExplainedStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

  /**
   * What the dearest execution of a statement took.
   *
   * @param visited PostgreSQL: pages; H2: index entries and rows
   * @param plan in the words of the database
   * @param fullScans the tables that were read from their beginning
   */
  public record Cost(long visited, double millis, String plan, List<String> fullScans) {}

  private final DataSource store;
  private final boolean h2;
  private final Map<String, Cost> costs = Collections.synchronizedMap(new LinkedHashMap<>());

  public ExplainedStore(DataSource store, boolean h2) {
    this.store = store;
    this.h2 = h2;
  }

  /** By statement, in the order of the first execution. */
  public Map<String, Cost> costs() {
    return costs;
  }

  public DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = call(store, method, arguments);
          return result instanceof Connection connection ? explaining(connection) : result;
        });
  }

  private Connection explaining(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object result = call(connection, method, arguments);
          return result instanceof PreparedStatement statement
              ? explaining(connection, statement, (String) arguments[0])
              : result;
        });
  }

  private record Value(Method setter, Object[] arguments) {}

  private PreparedStatement explaining(
      Connection connection, PreparedStatement statement, String sql) {
    List<Value> values = new ArrayList<>();
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (method.getName().startsWith("set") && arguments != null && arguments.length >= 2) {
            values.add(new Value(method, arguments));
          }
          if (method.getName().startsWith("execute")) {
            Cost cost = explain(connection, sql, values);
            costs.merge(sql, cost, (a, b) -> a.visited >= b.visited ? a : b);
          }
          return call(statement, method, arguments);
        });
  }

  private Cost explain(Connection connection, String sql, List<Value> values) throws Throwable {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    Savepoint before = connection.setSavepoint();
    String options = h2 ? "analyze " : "(analyze, buffers, format json) ";
    try (PreparedStatement explain = connection.prepareStatement("explain " + options + sql)) {
      for (Value value : values) {
        call(explain, value.setter, value.arguments);
      }
      try (ResultSet rows = explain.executeQuery()) {
        rows.next();
        return h2 ? readH2(rows.getString(1)) : readPostgres(rows.getString(1));
      }
    } finally {
      connection.rollback(before);
      if (autoCommit) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static Cost readH2(String plan) {
    List<String> fullScans = new ArrayList<>();
    Pattern.compile("(\\w+)\\.tableScan")
        .matcher(plan)
        .results()
        .forEach(found -> fullScans.add(found.group(1)));
    long visited =
        SCANNED.matcher(plan).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    return new Cost(visited, 0, plan, fullScans);
  }

  private static Cost readPostgres(String json) {
    try {
      JsonNode explained = JSON.readTree(json).get(0);
      JsonNode root = explained.get("Plan");
      List<String> fullScans = new ArrayList<>();
      StringBuilder plan = new StringBuilder();
      walk(root, 0, plan, fullScans);
      long pages =
          root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong();
      return new Cost(
          pages, explained.path("Execution Time").asDouble(), plan.toString().strip(), fullScans);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void walk(JsonNode node, int depth, StringBuilder plan, List<String> fullScans) {
    String type = node.path("Node Type").asText();
    String table = node.path("Relation Name").asText("");
    // An index that is read without a condition is read from its beginning too.
    boolean whole =
        type.equals("Seq Scan") || (type.matches("Index.*Scan") && !node.has("Index Cond"));
    if (whole && !type.equals("Bitmap Heap Scan")) {
      fullScans.add(table);
    }
    plan.append("  ".repeat(depth)).append(type);
    for (String detail : List.of("Relation Name", "Index Name", "Index Cond", "Filter")) {
      if (node.has(detail)) {
        plan.append(' ').append(node.get(detail).asText());
      }
    }
    plan.append(" rows=").append(node.path("Actual Rows").asText()).append('\n');
    node.path("Plans").forEach(child -> walk(child, depth + 1, plan, fullScans));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            ExplainedStore.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
