package dev.portgithub.host;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** How the API refuses: with one sentence in JSON, never with a page or a redirect. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse answer, AuthenticationException why)
      throws IOException {
    // A browser would ask for name and password in a window of its own.
    if (!ByBrowser.sent(request)) {
      answer.setHeader("WWW-Authenticate", "Basic realm=\"Port GitHub Backend\"");
    }
    write(answer, 401, "Log in first: with HTTP Basic, or at /login.");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse answer, AccessDeniedException why)
      throws IOException {
    write(
        answer,
        403,
        why instanceof CsrfException
            ? "The header X-XSRF-TOKEN must repeat the cookie XSRF-TOKEN: load the page again."
            : "This needs the role OPERATOR: ask somebody who has it.");
  }

  private static void write(HttpServletResponse answer, int status, String sentence)
      throws IOException {
    answer.setStatus(status);
    answer.setContentType("application/json");
    answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
    answer.getWriter().write("{\"error\":\"" + sentence + "\"}");
  }
}
