package dev.portgithub.conventions;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files in routes/ as the house rules look at them. */
public final class RouteFiles {
  static final Path FOLDER = Path.of("routes");

  private RouteFiles() {}

  /** A part of a file: a route or a policy with its body. */
  public record Part(Path file, Map<String, Object> body) {
    String id() {
      return text(body, "id");
    }

    Map<String, Object> from() {
      return map(body.get("from"));
    }

    List<Step> steps() {
      return RouteFiles.steps(this, from(), 0);
    }

    /** Those named in routeConfigurationId. */
    List<String> policies() {
      String named = text(body, "routeConfigurationId");
      return named == null ? List.of() : List.of(named.split("\\s*,\\s*"));
    }

    @Override
    public String toString() {
      return file.getFileName() + ": " + id();
    }
  }

  /** One step of a route or of a policy; depth 0 stands directly in it. */
  public record Step(Part part, String eip, Object body, int depth) {
    public String id() {
      return body instanceof Map ? text(map(body), "id") : null;
    }

    String uri() {
      return body instanceof Map ? text(map(body), "uri") : null;
    }

    @Override
    public String toString() {
      return part + ": " + eip + " " + id();
    }
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole text of all files. */
  static String text() {
    StringBuilder text = new StringBuilder();
    files().forEach(file -> text.append(read(file)).append('\n'));
    return text.toString();
  }

  static Object yaml(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new Yaml().load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Part> routes() {
    return parts("route");
  }

  static List<Part> policies() {
    return parts("routeConfiguration");
  }

  static List<Map<String, Object>> beans() {
    List<Map<String, Object>> beans = new ArrayList<>();
    for (Path file : files()) {
      for (Object item : (List<?>) yaml(file)) {
        list(map(item).get("beans")).forEach(bean -> beans.add(map(bean)));
      }
    }
    return beans;
  }

  /** All steps of all routes and policies. */
  public static List<Step> steps() {
    List<Step> all = new ArrayList<>();
    routes().forEach(route -> all.addAll(route.steps()));
    for (Part policy : policies()) {
      for (Object item : list(policy.body().get("onException"))) {
        all.addAll(steps(policy, map(map(item).get("onException")), 0));
      }
    }
    return all;
  }

  private static List<Part> parts(String kind) {
    List<Part> parts = new ArrayList<>();
    for (Path file : files()) {
      for (Object item : (List<?>) yaml(file)) {
        if (map(item).containsKey(kind)) {
          parts.add(new Part(file, map(map(item).get(kind))));
        }
      }
    }
    return parts;
  }

  private static List<Step> steps(Part part, Map<String, Object> parent, int depth) {
    List<Step> found = new ArrayList<>();
    for (Object item : list(parent.get("steps"))) {
      for (Map.Entry<String, Object> entry : map(item).entrySet()) {
        found.add(new Step(part, entry.getKey(), entry.getValue(), depth));
        if (entry.getValue() instanceof Map) {
          Map<String, Object> body = map(entry.getValue());
          found.addAll(steps(part, body, depth + 1));
          for (Object caught : list(body.get("doCatch"))) {
            found.add(new Step(part, "doCatch", caught, depth + 1));
            found.addAll(steps(part, map(caught), depth + 2));
          }
          for (Object branch : list(body.get("when"))) {
            found.add(new Step(part, "when", branch, depth + 1));
            found.addAll(steps(part, map(branch), depth + 2));
          }
          for (String last : List.of("doFinally", "otherwise")) {
            if (body.containsKey(last)) {
              found.add(new Step(part, last, body.get(last), depth + 1));
              found.addAll(steps(part, map(body.get(last)), depth + 2));
            }
          }
        }
      }
    }
    return found;
  }

  static String text(Map<String, Object> map, String key) {
    Object value = map.get(key);
    return value == null ? null : value.toString();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
