package dev.portgithub.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portgithub.Settings;
import dev.portgithub.simulator.CompanyProxy;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.PrivateCa;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls through the proxy of a company, to servers that its own authority vouches for. */
class WireTest {
  private final PrivateCa ca = new PrivateCa("company");
  private final GithubSimulator github = GithubSimulator.builder().token("t", "bot").start();
  private final CompanyProxy proxy =
      new CompanyProxy(ca, "me:secret").with("github.company", github.url());
  private Path caFile;

  @BeforeEach
  void write(@TempDir Path folder) {
    caFile = ca.file(folder);
  }

  @AfterEach
  void close() {
    proxy.close();
    github.close();
  }

  @Test
  void a_call_reaches_a_host_that_only_the_proxy_finds() throws Exception {
    assertThat(post(settings("me:secret@"), "https://github.company/x")).isEqualTo(401);
    assertThat(proxy.tunnels()).containsExactly("github.company");
  }

  @Test
  @Tag("P2")
  void a_proxy_that_refuses_the_tunnel_means_that_nothing_was_sent() {
    Throwable wrongPassword =
        catchThrowable(() -> post(settings("me:wrong@"), "https://github.company/x"));
    assertThat(wrongPassword).hasMessageContaining("407").hasMessageNotContaining("wrong@");
    assertThat(Wire.neverConnected(wrongPassword)).isTrue();
    Throwable unknownHost =
        catchThrowable(() -> post(settings("me:secret@"), "https://elsewhere.company/x"));
    assertThat(unknownHost).hasMessageContaining("502");
    assertThat(Wire.neverConnected(unknownHost)).isTrue();
    assertThat(proxy.tunnels()).isEmpty();
  }

  @Test
  @Tag("P6")
  void nobody_is_believed_whom_neither_the_jdk_nor_the_file_names() {
    Settings without = TestSettings.with("network.proxy", proxy("me:secret@"));
    Throwable failure = catchThrowable(() -> post(without, "https://github.company/x"));
    assertThat(failure).isInstanceOf(SSLHandshakeException.class);
    assertThat(Wire.neverConnected(failure)).isTrue();
  }

  @Test
  void exceptions_and_this_machine_are_called_directly() throws Exception {
    assertThat(post(settings("me:wrong@"), github.url() + "/x")).isEqualTo(401);
    Settings settings =
        TestSettings.with("network.no-proxy", "intern.company:8443 .else.where,*.third.com");
    assertThat(settings.network())
        .satisfies(
            network -> {
              assertThat(network.isDirect("intern.company")).isTrue();
              assertThat(network.isDirect("GitHub.Intern.company")).isTrue();
              assertThat(network.isDirect("a.else.where")).isTrue();
              assertThat(network.isDirect("a.third.com")).isTrue();
              assertThat(network.isDirect("notintern.company")).isFalse();
              assertThat(network.isDirect("company")).isFalse();
            });
    assertThat(TestSettings.with("network.no-proxy", "*").network().isDirect("x")).isTrue();
  }

  @Test
  void the_client_of_issues_takes_the_same_way() throws Exception {
    try (CompanyProxy open = new CompanyProxy(ca, null).with("github.company", github.url())) {
      Settings settings =
          TestSettings.with(
              "network.proxy",
              "http://127.0.0.1:" + open.port(),
              "network.ca-file",
              caFile.toString());
      HttpURLConnection connection =
          new ProxyRoute(settings).open(new URL("https://github.company/x"));
      ((HttpsURLConnection) connection)
          .setSSLSocketFactory(new Trust(settings).context().getSocketFactory());
      assertThat(connection.getResponseCode()).isEqualTo(404);
      assertThat(open.tunnels()).containsExactly("github.company");
    }
  }

  @Test
  void the_authorities_of_the_jdk_are_still_believed() {
    assertThat(new Trust(TestSettings.with()).pem()).isEmpty();
    String all = new Trust(settings("")).pem().orElseThrow();
    assertThat(all).contains(ca.pem().strip());
    assertThat(all.split("BEGIN CERTIFICATE")).hasSizeGreaterThan(50);
  }

  private Settings settings(String login) {
    return TestSettings.with("network.proxy", proxy(login), "network.ca-file", caFile.toString());
  }

  private String proxy(String login) {
    return "http://" + login + "127.0.0.1:" + proxy.port();
  }

  private static int post(Settings settings, String address) throws IOException {
    HttpClientBuilder builder = HttpClientBuilder.create();
    Connections connections = new Connections(new Trust(settings), 5000, 5000, 4);
    new Wire(Nobody.INSTANCE, new ProxyRoute(settings), connections).configureHttpClient(builder);
    try (CloseableHttpClient client = builder.build()) {
      return client.execute(new HttpPost(address), answer -> answer.getCode());
    }
  }
}
