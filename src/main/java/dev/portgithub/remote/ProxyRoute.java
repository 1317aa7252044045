package dev.portgithub.remote;

import dev.portgithub.NetworkAccess;
import dev.portgithub.Settings;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URL;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Sends calls through the proxy of network.proxy, but for the hosts of network.no-proxy. */
public final class ProxyRoute {
  private static final String SENT = ProxyRoute.class.getName() + ".sent";

  private final NetworkAccess network;

  public ProxyRoute(Settings settings) {
    network = settings.network();
  }

  /** For the clients of Port and GitHub. What the proxy is told is told to nobody else. */
  void configure(HttpClientBuilder client) {
    NetworkAccess.Proxy proxy = network.proxy().orElse(null);
    if (proxy == null) {
      return;
    }
    HttpHost host = new HttpHost(proxy.host(), proxy.port());
    client.setRoutePlanner(
        new DefaultRoutePlanner(null) {
          @Override
          protected HttpHost determineProxy(HttpHost target, HttpContext context) {
            return network.isDirect(target.getHostName()) ? null : host;
          }
        });
    refuseAnswersOfTheProxy(client);
    if (proxy.user() != null) {
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(host),
          new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray()));
      client.setDefaultCredentialsProvider(credentials);
    }
  }

  /**
   * HttpClient passes the answer of a proxy that does not tunnel on, as if it were the remote's: a
   * 407 or 403 would refuse a run, and a 502 would leave open whether a dispatch was sent.
   */
  private static void refuseAnswersOfTheProxy(HttpClientBuilder client) {
    client.addExecInterceptorBefore(
        ChainElement.MAIN_TRANSPORT.name(),
        "note-sending",
        (request, scope, chain) -> {
          scope.clientContext.setAttribute(SENT, true);
          return chain.proceed(request, scope);
        });
    client.addExecInterceptorBefore(
        ChainElement.CONNECT.name(),
        "refuse-answer-of-proxy",
        (request, scope, chain) -> {
          scope.clientContext.removeAttribute(SENT);
          ClassicHttpResponse answer = chain.proceed(request, scope);
          if (scope.clientContext.getAttribute(SENT) == null) {
            answer.close();
            throw new Refused(answer.getCode(), answer.getReasonPhrase());
          }
          return answer;
        });
  }

  /** The proxy lets the call through to nobody: nothing was sent. */
  public static final class Refused extends ConnectException {
    Refused(int status, String reason) {
      super(
          "the proxy (NETWORK_PROXY) refused the tunnel with "
              + status
              + (reason == null ? "" : " " + reason));
    }
  }

  /** For a client that knows the JDK's connections alone. */
  public HttpURLConnection open(URL address) throws IOException {
    NetworkAccess.Proxy proxy = network.proxy().orElse(null);
    if (proxy == null || network.isDirect(address.getHost())) {
      return (HttpURLConnection) address.openConnection(Proxy.NO_PROXY);
    }
    HttpURLConnection connection =
        (HttpURLConnection)
            address.openConnection(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port())));
    if (proxy.user() != null) {
      connection.setAuthenticator(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              return getRequestorType() == RequestorType.PROXY
                  ? new PasswordAuthentication(proxy.user(), proxy.password().toCharArray())
                  : null;
            }
          });
    }
    return connection;
  }
}
