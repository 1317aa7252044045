package dev.portgithub.remote;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.SocketConfig;

/**
 * The connections to Port and GitHub when {@link Trust} knows more authorities than the JDK does.
 * Camel's own option for that turns every address into one of https.
 */
public final class Connections {
  private final Trust trust;
  private final int connectTimeout;
  private final int responseTimeout;
  private final int most;

  /** Times in milliseconds; the same settings as those of the routes. */
  public Connections(Trust trust, int connectTimeout, int responseTimeout, int most) {
    this.trust = trust;
    this.connectTimeout = connectTimeout;
    this.responseTimeout = responseTimeout;
    this.most = most;
  }

  /** Leaves Camel's connections as they are if the JDK's authorities are enough. */
  void configure(HttpClientBuilder client) {
    if (!trust.isExtended()) {
      return;
    }
    client.setConnectionManager(
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust.context()))
            .setMaxConnTotal(most)
            .setMaxConnPerRoute(most)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connectTimeout, TimeUnit.MILLISECONDS)
                    .setSocketTimeout(responseTimeout, TimeUnit.MILLISECONDS)
                    .build())
            .setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(responseTimeout, TimeUnit.MILLISECONDS).build())
            .build());
  }
}
