package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portgithub.Settings.InvalidSetting;
import dev.portgithub.simulator.PrivateCa;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.env.MockEnvironment;

/** The door of the host without what is behind it: TLS, and a login without passwords. */
class HostTlsTest {
  @Configuration(proxyBeanMethods = false)
  @Import(Login.class)
  @ImportAutoConfiguration({
    SslAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
  })
  static class Door {}

  @Test
  void the_port_speaks_tls_takes_a_new_certificate_and_no_password(@TempDir Path folder)
      throws Exception {
    PrivateCa ca = new PrivateCa("company");
    PrivateCa.Issued first = ca.issue("localhost", "127.0.0.1");
    Path certificate = PrivateCa.write(folder.resolve("tls.crt"), first.certificatePem());
    Path key = PrivateCa.write(folder.resolve("tls.key"), first.keyPem());
    try (ConfigurableApplicationContext door =
        SpringApplication.run(
            Door.class,
            "--server.port=0",
            "--host.tls-certificate=" + certificate,
            "--host.tls-private-key=" + key,
            "--spring.ssl.bundle.watch.file.quiet-period=50ms",
            "--host.password-login=false",
            "--host.oidc.issuer=https://login.example.com",
            "--host.oidc.client-id=x",
            "--host.oidc.operators=y")) {
      int port = Integer.parseInt(door.getEnvironment().getProperty("local.server.port"));
      HttpResponse<String> page = get(ca, port, "/hawtio");
      assertThat(page.statusCode()).isEqualTo(302);
      assertThat(page.headers().firstValue("Location").orElse(""))
          .isEqualTo("https://localhost:" + port + "/oauth2/authorization/oidc");
      assertThat(get(ca, port, "/api/x").statusCode()).isEqualTo(401);
      assertThat(shown(page)).isEqualTo(first.certificate());

      PrivateCa.Issued second = ca.issue("localhost", "127.0.0.1");
      PrivateCa.write(key, second.keyPem());
      PrivateCa.write(certificate, second.certificatePem());
      await()
          .ignoreExceptions()
          .until(() -> shown(get(ca, port, "/hawtio")).equals(second.certificate()));
    }
  }

  @Test
  @Tag("P5")
  void a_file_that_is_not_there_stops_the_start() {
    MockEnvironment settings =
        new MockEnvironment().withProperty("host.tls-certificate", "/nowhere/hidden-part");
    assertThatThrownBy(() -> new Tls().postProcessEnvironment(settings, null))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage("HOST_TLS_CERTIFICATE must name a file in PEM that can be read");
  }

  @Test
  void without_passwords_and_without_a_provider_nothing_starts() {
    MockEnvironment settings = new MockEnvironment().withProperty("host.password-login", "false");
    assertThatThrownBy(() -> Users.mayLogIn(settings))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("HOST_PASSWORD_LOGIN");
  }

  private static Certificate shown(HttpResponse<String> answer) throws Exception {
    return answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  /** With a client of its own: a connection that is open keeps its certificate. */
  private static HttpResponse<String> get(PrivateCa ca, int port, String path) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(ca.client())
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Accept", "text/html")
                .header("Authorization", "Basic YWRtaW46YWRtaW4=")
                .build(),
            BodyHandlers.ofString());
  }
}
