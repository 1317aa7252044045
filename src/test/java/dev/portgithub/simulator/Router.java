package dev.portgithub.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Finds the handler of a path such as {@code /repos/{owner}/{repo}}; names in braces are passed on.
 */
final class Router<C> {

  private record Route<C>(
      String method, String[] pattern, BiFunction<C, Map<String, String>, Answer> handler) {}

  private final List<Route<C>> routes = new ArrayList<>();

  Router<C> on(String method, String pattern, BiFunction<C, Map<String, String>, Answer> handler) {
    routes.add(new Route<>(method, pattern.substring(1).split("/"), handler));
    return this;
  }

  Optional<Answer> route(C context, String method, List<String> segments) {
    for (Route<C> route : routes) {
      Map<String, String> values = route.method.equals(method) ? match(route, segments) : null;
      if (values != null) {
        return Optional.of(route.handler.apply(context, values));
      }
    }
    return Optional.empty();
  }

  private static <C> Map<String, String> match(Route<C> route, List<String> segments) {
    if (route.pattern.length != segments.size()) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < route.pattern.length; i++) {
      String wanted = route.pattern[i];
      if (wanted.startsWith("{")) {
        values.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
      } else if (!wanted.equals(segments.get(i))) {
        return null;
      }
    }
    return values;
  }
}
