package dev.portgithub.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a browser keep Hawtio's scripts and styles, 20 MB of them: their names change with what is
 * in them. Hawtio would have each of them asked for again at each visit. It comes last, so that
 * only people who are let in see this header.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class KeptScripts extends OncePerRequestFilter {
  private static final String HAWTIO = "/observe/hawtio/static/";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith(request.getContextPath() + HAWTIO);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
      throws ServletException, IOException {
    answer.setHeader("Cache-Control", "private, max-age=31536000, immutable");
    chain.doFilter(request, new ErrorsNotKept(answer));
  }

  /** During a rolling upgrade an instance may not have a script yet that another one names. */
  private static final class ErrorsNotKept extends HttpServletResponseWrapper {
    ErrorsNotKept(HttpServletResponse answer) {
      super(answer);
    }

    @Override
    public void sendError(int status) throws IOException {
      setHeader("Cache-Control", "no-store");
      super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
      setHeader("Cache-Control", "no-store");
      super.sendError(status, message);
    }
  }
}
