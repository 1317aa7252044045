package dev.portgithub.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One HTTP request as a simulator received it.
 *
 * <p>Path and query are kept as they came over the wire (still percent-encoded), so that a test can
 * check the encoding. Header names are lower case. Nothing is masked.
 */
public record Request(
    String method, String path, String query, Map<String, String> headers, String body) {

  /** Matches a method ("*" for any) and a regular expression that is searched in the raw path. */
  public static Predicate<Request> of(String method, String pathRegex) {
    Pattern pattern = Pattern.compile(pathRegex);
    return r -> isMethod(method, r.method()) && pattern.matcher(r.path()).find();
  }

  /** Matches every request. */
  public static Predicate<Request> any() {
    return r -> true;
  }

  static boolean isMethod(String wanted, String actual) {
    return wanted == null || wanted.equals("*") || wanted.equalsIgnoreCase(actual);
  }

  /** The header's value, or null; the name's case does not matter. */
  public String header(String name) {
    return headers.get(name.toLowerCase());
  }

  /** The decoded value of a query parameter; the last one counts. */
  public Optional<String> param(String name) {
    if (query == null) {
      return Optional.empty();
    }
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> decode(pair[0]).equals(name))
        .map(pair -> pair.length == 2 ? decode(pair[1]) : "")
        .reduce((first, second) -> second);
  }

  /** The decoded path segments; a trailing slash shows as an empty last segment. */
  List<String> segments() {
    String[] parts = path.substring(1).split("/", -1);
    return Arrays.stream(parts).map(part -> decode(part.replace("+", "%2B"))).toList();
  }

  /** The same request at another path. */
  Request at(String otherPath) {
    return new Request(method, otherPath, query, headers, body);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
