package dev.portgithub.remote;

import dev.portgithub.signals.Operation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * What happens to a call below Camel, where no trace, MBean or log sees it: the token is added;
 * nothing is repeated; a redirect is followed on the same host only.
 */
public final class Wire implements HttpClientConfigurer {
  /** Names the credential from the gateway route to here; never leaves this process. */
  public static final String CREDENTIAL_HEADER = "X-Credential";

  private final Authorization authorization;
  private final ProxyRoute proxy;
  private final Connections connections;
  private final Contact contact;
  private volatile boolean closed;

  /** Nobody asks whether this remote answers. */
  public Wire(Authorization authorization, ProxyRoute proxy, Connections connections) {
    this(authorization, proxy, connections, null);
  }

  /**
   * @param contact is told of each call whether it was answered
   */
  public Wire(
      Authorization authorization, ProxyRoute proxy, Connections connections, Contact contact) {
    this.authorization = authorization;
    this.proxy = proxy;
    this.connections = connections;
    this.contact = contact;
  }

  /** From now on nothing is sent: a call fails as if no connection could be made. */
  public void close() {
    closed = true;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    // HttpClient repeats even a POST after a 429 or 503: a workflow would start twice.
    client.disableAutomaticRetries();
    client.disableCookieManagement();
    client.setRedirectStrategy(new SameHostRedirects());
    proxy.configure(client);
    connections.configure(client);
    client.addExecInterceptorFirst("measure", this::measured);
    client.addRequestInterceptorFirst(
        (request, entity, context) -> {
          if (closed) {
            throw new Closed();
          }
          var credential = request.getFirstHeader(CREDENTIAL_HEADER);
          request.removeHeaders(CREDENTIAL_HEADER);
          request.removeHeaders(HttpHeaders.AUTHORIZATION);
          String value = credential == null ? null : authorization.of(credential.getValue());
          if (value != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, value);
          }
        });
  }

  /** One call with its redirects, to the headers of the answer. */
  private ClassicHttpResponse measured(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Operation operation =
        Operation.of(authorization.remote(), request.getMethod() + " " + request.getPath());
    long begin = System.nanoTime();
    String status = "none";
    try {
      ClassicHttpResponse answer = chain.proceed(request, scope);
      status = Integer.toString(answer.getCode());
      answered(request, answer.getCode());
      return answer;
    } catch (IOException e) {
      failed(e);
      throw e;
    } finally {
      operation.took(Duration.ofNanos(System.nanoTime() - begin), status);
    }
  }

  /** Is the answer the address of a file? It is handed back and never followed with a token. */
  static boolean isForAddress(String path) {
    return path != null && path.matches(".*/actions/artifacts/\\d+/zip");
  }

  private void answered(ClassicHttpRequest request, int status) {
    if (contact == null) {
      return;
    }
    if (status < 500) {
      contact.answered();
    } else if (!request.getPath().endsWith("/graphql")) {
      // A query that is too large for GitHub fails in the same way.
      contact.failed("HTTP " + status);
    }
  }

  private void failed(IOException failure) {
    // A full pool of our own says nothing about the remote, and neither does a stop.
    boolean ours = closed || failure instanceof ConnectionRequestTimeoutException;
    if (contact != null && !ours) {
      contact.failed(words(failure));
    }
  }

  /** Did the call fail before anything could be sent, since there was no connection? */
  public static boolean neverConnected(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof ConnectTimeoutException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException
        || failure instanceof SSLHandshakeException;
  }

  /** A failed connection in words. */
  public static String words(Throwable failure) {
    String message = failure.getMessage();
    boolean saysLittle =
        message == null || !message.contains(" ") || failure instanceof UnknownHostException;
    String kind = failure.getClass().getSimpleName();
    return message == null ? kind : saysLittle ? kind + ": " + message : message;
  }

  /** This instance is stopping: no call is sent any more. It says nothing about the remote. */
  public static final class Closed extends ConnectException {
    Closed() {
      super("this instance is stopping, so nothing is sent any more");
    }
  }

  /**
   * GitHub answers 301 or 307 for a renamed repository. A POST stays a POST or is not followed at
   * all, and the token goes to no other host.
   */
  private static final class SameHostRedirects extends DefaultRedirectStrategy {
    @Override
    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
        throws org.apache.hc.core5.http.ProtocolException {
      if (response.getCode() == 302 && isForAddress(request.getPath())) {
        return false;
      }
      boolean keepsMethod = response.getCode() == 307 || response.getCode() == 308;
      boolean reads = "GET".equals(request.getMethod());
      return (reads || keepsMethod) && super.isRedirected(request, response, context);
    }

    @Override
    public boolean isRedirectAllowed(
        HttpHost current, HttpHost target, HttpRequest redirect, HttpContext context) {
      return current.equals(target);
    }
  }
}
