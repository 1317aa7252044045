package dev.portgithub.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields that a GraphQL query asks for, checked against GitHub's public schema as far as
 * watching workflow runs needs it. It reads one query with variables and inline fragments, and no
 * aliases, directives or named fragments.
 */
final class GraphqlQuery {
  /** A query that GitHub answers with errors alone; the HTTP status is 200. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  /** Of each type, its fields and theirs; an empty name is a scalar. */
  private static final Map<String, Map<String, String>> SCHEMA =
      Map.of(
          "Query", Map.of("nodes", "Node", "rateLimit", "RateLimit"),
          "Node", Map.of("id", ""),
          "WorkflowRun",
              Map.of(
                  "id", "",
                  "createdAt", "",
                  "updatedAt", "",
                  "event", "",
                  "runNumber", "",
                  "resourcePath", "",
                  "url", "",
                  "checkSuite", "CheckSuite"),
          "CheckSuite",
              Map.of("id", "", "status", "", "conclusion", "", "createdAt", "", "updatedAt", ""),
          "RateLimit",
              Map.of(
                  "cost", "",
                  "limit", "",
                  "nodeCount", "",
                  "remaining", "",
                  "resetAt", "",
                  "used", ""));

  private static final Pattern TOKEN = Pattern.compile("\\.\\.\\.|[{}()\\[\\]:!,$]|[A-Za-z_]\\w*");

  private final Deque<String> tokens = new ArrayDeque<>();

  private GraphqlQuery(String text) {
    Matcher found = TOKEN.matcher(text);
    int end = 0;
    while (found.find()) {
      requireBlank(text.substring(end, found.start()));
      end = found.end();
      if (!found.group().equals(",")) {
        tokens.add(found.group());
      }
    }
    requireBlank(text.substring(end));
  }

  private static void requireBlank(String between) {
    if (!between.isBlank()) {
      throw new Wrong("Parse error on \"" + between.strip() + "\"");
    }
  }

  /**
   * Field names to the fields below them; those of a fragment stand under "... on" and its type.
   * The arguments of nodes must be {@code ids: $ids}.
   */
  @SuppressWarnings("unchecked")
  static Map<String, Map<String, Object>> read(String text) {
    GraphqlQuery query = new GraphqlQuery(text);
    query.take("query");
    if (!"{".equals(query.tokens.peek())) {
      if (!"(".equals(query.tokens.peek())) {
        query.tokens.poll();
      }
      for (String token : new String[] {"(", "$", "ids", ":", "[", "ID", "!", "]", "!", ")"}) {
        query.take(token);
      }
    }
    Map<String, Object> fields = query.selection("Query");
    if (!query.tokens.isEmpty()) {
      throw new Wrong("Parse error on \"" + query.tokens.peek() + "\"");
    }
    return (Map<String, Map<String, Object>>) (Map<String, ?>) fields;
  }

  private Map<String, Object> selection(String type) {
    take("{");
    Map<String, Object> fields = new LinkedHashMap<>();
    while (!"}".equals(tokens.peek())) {
      String name = tokens.poll();
      if (name == null) {
        throw new Wrong("Expected \"}\", actual: (none)");
      }
      if (name.equals("...")) {
        take("on");
        String on = tokens.poll();
        if (on == null || !SCHEMA.containsKey(on)) {
          throw new Wrong("No such type " + on + ", so it can't be a fragment condition");
        }
        fields.put("... on " + on, selection(on));
      } else {
        fields.put(name, field(type, name));
      }
    }
    take("}");
    if (fields.isEmpty()) {
      throw new Wrong("Selections can't be empty in " + type);
    }
    return fields;
  }

  private Object field(String type, String name) {
    if (name.equals("databaseId")) {
      throw new Wrong("Int cannot represent non 32-bit signed integer value");
    }
    String of = name.equals("__typename") ? "" : SCHEMA.get(type).get(name);
    if (of == null) {
      throw new Wrong("Field '" + name + "' doesn't exist on type '" + type + "'");
    }
    if (name.equals("nodes")) {
      for (String token : new String[] {"(", "ids", ":", "$", "ids", ")"}) {
        take(token);
      }
    }
    if (of.isEmpty()) {
      return Map.of();
    }
    if (!"{".equals(tokens.peek())) {
      throw new Wrong("Field must have selections (field '" + name + "' returns " + of + ")");
    }
    return selection(of);
  }

  private void take(String expected) {
    String actual = tokens.poll();
    if (!expected.equals(actual)) {
      throw new Wrong("Expected \"" + expected + "\", actual: " + actual);
    }
  }
}
