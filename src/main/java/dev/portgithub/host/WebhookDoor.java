package dev.portgithub.host;

import dev.portgithub.Settings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The only path that anybody may call without the login. It lets nothing large in: Camel would hold
 * a body of any length before the route sees it.
 */
@Configuration
class WebhookDoor {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDoor.class);

  static final String PATH = "/webhooks/github";

  @Bean
  FilterRegistrationBean<OncePerRequestFilter> webhookFilter(
      Settings settings, @Value("${webhook.max-bytes}") int mostBytes) {
    FilterRegistrationBean<OncePerRequestFilter> filter =
        new FilterRegistrationBean<>(new Guard(settings.receivesWebhooks(), mostBytes));
    if (!settings.receivesWebhooks()) {
      LOG.info(
          "GITHUB_WEBHOOK_SECRET is not set: POST {} answers 404, and ends are found by polling",
          PATH);
    }
    filter.addUrlPatterns(PATH);
    // Before the login, and before Spring reads anything of the body.
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  static final class Guard extends OncePerRequestFilter {
    private final boolean open;
    private final int mostBytes;

    Guard(boolean open, int mostBytes) {
      this.open = open;
      this.mostBytes = mostBytes;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (!open) {
        refuse(response, 404, "GITHUB_WEBHOOK_SECRET is not set: no webhooks are received here");
      } else if (!"POST".equals(request.getMethod())) {
        refuse(response, 405, "only POST");
      } else if (!isJson(request.getContentType())) {
        refuse(
            response, 415, "choose the content type application/json for this webhook in GitHub");
      } else {
        byte[] body = request.getInputStream().readNBytes(mostBytes + 1);
        if (body.length > mostBytes) {
          refuse(response, 413, "larger than webhook.max-bytes");
        } else {
          chain.doFilter(new Read(request, body), response);
        }
      }
    }

    private static boolean isJson(String contentType) {
      try {
        return contentType != null
            && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType));
      } catch (org.springframework.http.InvalidMediaTypeException e) {
        return false;
      }
    }

    /** Not by sendError: the error page asks for the login, and the answer would be 401. */
    private static void refuse(HttpServletResponse response, int status, String why)
        throws IOException {
      response.setStatus(status);
      response.setContentType("text/plain");
      response.getOutputStream().write(why.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A request whose body has been read. */
  private static final class Read extends HttpServletRequestWrapper {
    private final byte[] body;

    Read(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      ByteArrayInputStream bytes = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public int read() {
          return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
          return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
          return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new UnsupportedOperationException("the body has been read");
        }
      };
    }
  }
}
