package dev.portgithub.host;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Tells requests of a browser from those of a script.
 *
 * <p>A browser adds cookies, and a name and password that it remembers, to requests that a foreign
 * page makes; so what changes something must repeat a token that only our own page can read. A
 * script that gives name and password with each request is led by nobody, and has no token.
 * Browsers name the page that sends a request that changes something, in headers that pages cannot
 * leave out; whoever sends one of them, or a cookie, counts as a browser.
 */
final class ByBrowser {
  private static final Set<String> READS = Set.of("GET", "HEAD", "TRACE", "OPTIONS");

  private ByBrowser() {}

  static boolean sent(HttpServletRequest request) {
    return Stream.of(
            HttpHeaders.COOKIE,
            HttpHeaders.ORIGIN,
            HttpHeaders.REFERER,
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode")
        .anyMatch(header -> request.getHeader(header) != null);
  }

  /** Does the request need the token against forgery? */
  static RequestMatcher needsToken(RequestMatcher signed) {
    return request ->
        !READS.contains(request.getMethod())
            && !signed.matches(request)
            && (sent(request) || !hasBasic(request));
  }

  private static boolean hasBasic(HttpServletRequest request) {
    String login = request.getHeader(HttpHeaders.AUTHORIZATION);
    return login != null && login.regionMatches(true, 0, "Basic ", 0, 6);
  }
}
