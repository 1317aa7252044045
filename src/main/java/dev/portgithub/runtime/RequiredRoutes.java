package dev.portgithub.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Refuses a start without the routes that the job needs. Camel itself starts without any, and drops
 * a policy that it cannot find; a wrong mount must not look healthy.
 *
 * <p>As a listener of Camel it checks once all routes are loaded, before any of them consumes
 * anything.
 */
public final class RequiredRoutes implements StartupListener {
  private static final String PATTERN = "camel.main.routes-include-pattern";

  /** What is missing, where it was searched for, and from which working directory, in one line. */
  public static final class Missing extends IllegalStateException {
    Missing(String message) {
      super(message);
    }
  }

  /**
   * Checks that the files are there before anything is built. Says nothing about what is in them,
   * nor about a pattern that is not one of plain files.
   *
   * @param patterns as in camel.main.routes-include-pattern: file:routes/*.camel.yaml
   * @throws Missing when there is no file at all
   */
  public static void requireFiles(String patterns) {
    List<String> all = parts(patterns);
    if (!all.isEmpty() && all.stream().allMatch(RequiredRoutes::matchesNothing)) {
      throw new Missing(message("routes", Backend.ROUTES, patterns));
    }
  }

  /**
   * Checks what is loaded, before Camel is started.
   *
   * @throws Missing when a route that the job needs is not there, or a policy that it names
   */
  public static void require(CamelContext camel) {
    String patterns = camel.getPropertiesComponent().resolveProperty(PATTERN).orElse("");
    ModelCamelContext model = (ModelCamelContext) camel;
    List<String> present =
        model.getRouteDefinitions().stream().map(RouteDefinition::getRouteId).toList();
    List<String> needed = Backend.neededRoutes(camel);
    refuse("routes", needed, present, patterns);
    List<String> named =
        model.getRouteDefinitions().stream()
            .filter(route -> needed.contains(route.getRouteId()))
            .map(RouteDefinition::getRouteConfigurationId)
            .filter(Objects::nonNull)
            .flatMap(ids -> Arrays.stream(ids.split("\\s*,\\s*")))
            .distinct()
            .toList();
    List<String> policies =
        model.getRouteConfigurationDefinitions().stream()
            .map(RouteConfigurationDefinition::getId)
            .toList();
    refuse("policies", named, policies, patterns);
  }

  @Override
  public void onCamelContextStarting(CamelContext camel, boolean alreadyStarted) {
    require(camel);
  }

  @Override
  public void onCamelContextStarted(CamelContext camel, boolean alreadyStarted) {
    // Routes may still be loaded into a context that runs already.
  }

  private static void refuse(
      String what, List<String> needed, List<String> present, String patterns) {
    List<String> missing = needed.stream().filter(id -> !present.contains(id)).toList();
    if (!missing.isEmpty()) {
      throw new Missing(message(what, missing, patterns));
    }
  }

  private static String message(String what, List<String> missing, String patterns) {
    String places =
        parts(patterns).stream()
            .map(RequiredRoutes::place)
            .reduce((a, b) -> a + ", " + b)
            .orElse("what was loaded");
    return "%d %s are missing in %s (working directory: %s): %s"
        .formatted(
            missing.size(), what, places, Path.of("").toAbsolutePath(), String.join(", ", missing));
  }

  private static List<String> parts(String patterns) {
    return Stream.of(patterns.split(",")).map(String::strip).filter(p -> !p.isEmpty()).toList();
  }

  /** The folder as the process sees it, and what is wrong with it if that can be said. */
  private static String place(String pattern) {
    if (!isPlainFiles(pattern)) {
      return pattern;
    }
    Path folder = folder(pattern);
    String state = "";
    if (Files.isSymbolicLink(folder)) {
      state =
          Files.exists(folder) ? ", a link, which Camel does not follow" : ", a link to nothing";
    } else if (!Files.exists(folder)) {
      state = ", which does not exist";
    } else if (!Files.isDirectory(folder)) {
      state = ", which is not a folder";
    } else if (matchesNothing(pattern)) {
      state = ", which holds no " + glob(pattern);
    }
    return folder + state;
  }

  /**
   * The patterns together with those of extensions, as far as there are any: Camel does not start
   * if a folder is missing.
   */
  public static String withExtensions(String patterns, String extensions) {
    return files(extensions).isEmpty() ? patterns : patterns + "," + extensions;
  }

  /** The files that these patterns name, as far as they are plain files. */
  static List<Path> files(String patterns) {
    List<Path> files = new ArrayList<>();
    for (String pattern : parts(patterns)) {
      if (isPlainFiles(pattern) && Files.isDirectory(folder(pattern))) {
        try (DirectoryStream<Path> found =
            Files.newDirectoryStream(folder(pattern), glob(pattern))) {
          found.forEach(files::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  private static boolean matchesNothing(String pattern) {
    if (!isPlainFiles(pattern)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(pattern), glob(pattern))) {
      return !files.iterator().hasNext();
    } catch (IOException e) {
      return true;
    }
  }

  /** Wildcards in the names of the files only. */
  private static boolean isPlainFiles(String pattern) {
    return pattern.matches("file:([^*?]*/)?[^/]*");
  }

  private static Path folder(String pattern) {
    String path = pattern.substring("file:".length());
    return Path.of(path.substring(0, path.lastIndexOf('/') + 1)).toAbsolutePath();
  }

  private static String glob(String pattern) {
    return pattern.substring(Math.max(pattern.lastIndexOf('/') + 1, "file:".length()));
  }
}
