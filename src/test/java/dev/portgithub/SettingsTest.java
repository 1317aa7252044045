package dev.portgithub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.Settings.InvalidSetting;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that is missing or malformed stops the start and is named; its value is not. */
class SettingsTest {
  private static final String PEM =
      "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----";

  @ParameterizedTest
  @CsvSource({
    "port.api-url,PORT_API_URL",
    "port.org-id,PORT_ORG_ID",
    "port.client-id,PORT_CLIENT_ID",
    "port.client-secret,PORT_CLIENT_SECRET",
    "github.api-url,GITHUB_API_URL",
    "github.token,GITHUB_TOKEN",
    "github.writes-per-minute,GITHUB_WRITES_PER_MINUTE"
  })
  void a_missing_setting_is_named_as_its_environment_variable(String name, String variable) {
    for (String value : new String[] {null, "", "  "}) {
      assertThatThrownBy(() -> TestSettings.with(name, value))
          .isInstanceOf(InvalidSetting.class)
          .hasMessageStartingWith(variable + " ");
    }
  }

  @Test
  void a_runtime_without_our_host_needs_no_port() {
    assertThatCode(() -> TestSettings.with("server.port", null)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "port.api-url,secret-value",
    "port.api-url,ftp://secret-value",
    "port.api-url,https://user:secret-value@api.port.example",
    "port.api-url,https://api.port.example?key=secret-value",
    "port.api-url,https://secret-value bad",
    "github.api-url,https:///secret-value",
    "github.token,secret-value with blanks",
    "github.token,secret-välue",
    "kafka.brokers,secret-value",
    "kafka.brokers,'broker:9092,secret-value'",
    "kafka.brokers,user:secret-value@broker:9092",
    "kafka.security-protocol,secret-value",
    "github.writes-per-minute,secret-value",
    "github.writes-per-minute,0",
    "github.writes-per-minute,100001",
    "server.port,-1",
    "server.port,65536",
    "database.url,mysql://user:secret-value@db/name"
  })
  void a_malformed_setting_is_named_and_its_value_is_not(String name, String value) {
    assertThatThrownBy(() -> TestSettings.with(name, value))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith(name.toUpperCase().replaceAll("[.-]", "_") + " ")
        .hasMessageNotContainingAny("secret-value", "secret-välue");
  }

  @Test
  void github_takes_a_token_or_an_app_and_not_both() {
    assertThatThrownBy(() -> TestSettings.with("github.app-id", "1", "github.app-private-key", PEM))
        .hasMessageStartingWith("GITHUB_TOKEN ")
        .hasMessageNotContaining("ghp_");
    assertThatThrownBy(() -> TestSettings.with("github.token", "", "github.app-id", "1"))
        .hasMessageStartingWith("GITHUB_APP_PRIVATE_KEY ");
    assertThatThrownBy(
            () ->
                TestSettings.with(
                    "github.token", "", "github.app-id", "1", "github.app-private-key", "secret"))
        .hasMessageStartingWith("GITHUB_APP_PRIVATE_KEY ")
        .hasMessageNotContaining("secret");
  }

  @Test
  @Tag("P5")
  void a_token_or_key_may_be_in_a_file_and_nothing_of_it_is_ever_shown(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "ghp_inFile\n");
    assertThat(ofFile(file.toString()).gitHubCredential().secret()).isEqualTo("ghp_inFile");

    for (String wrong : List.of("ghp_theTokenItself", folder.toString(), "\0secret")) {
      assertThatThrownBy(() -> ofFile(wrong))
          .isInstanceOf(InvalidSetting.class)
          .hasMessage("GITHUB_TOKEN_FILE names no file that can be read");
    }
    Files.writeString(file, " \n");
    assertThatThrownBy(() -> ofFile(file.toString()))
        .hasMessage("GITHUB_TOKEN_FILE names a file that is empty");
    Files.writeString(file, "secret in two parts");
    assertThatThrownBy(() -> ofFile(file.toString()))
        .hasMessage("GITHUB_TOKEN_FILE holds blanks or characters that no token has");
    assertThatThrownBy(() -> TestSettings.with("github.token-file", file.toString()))
        .hasMessage("GITHUB_TOKEN and GITHUB_TOKEN_FILE are both set: keep one of them");
    assertThatThrownBy(
            () ->
                TestSettings.with(
                    "github.token",
                    null,
                    "github.app-id",
                    "1",
                    "github.app-private-key-file",
                    file.toString()))
        .hasMessageStartingWith("GITHUB_APP_PRIVATE_KEY_FILE must be the App's key in PEM")
        .hasMessageNotContaining("secret");
  }

  private static Settings ofFile(String path) {
    return TestSettings.with("github.token", null, "github.token-file", path);
  }

  @Test
  void a_key_on_one_line_gets_its_line_ends_back() {
    Settings app =
        TestSettings.with("github.token", "", "github.app-id", "1", "github.app-private-key", PEM);

    assertThat(app.gitHubCredential().secret().lines()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker:9092", "b-1.example:9196, b-2.example:9196", "[::1]:9092"})
  void brokers_are_hosts_with_ports(String brokers) {
    assertThatCode(() -> TestSettings.with("kafka.brokers", brokers)).doesNotThrowAnyException();
  }

  @Test
  void what_is_set_is_given_without_what_is_around_it() {
    Settings settings =
        TestSettings.with(
            "port.api-url", " https://api.port.example/ ",
            "port.client-secret", " s3cret\n",
            "github.api-url", "https://ghes.example/api/v3/",
            "kafka.security-protocol", "sasl_ssl");

    assertThat(settings.portApiUrl()).isEqualTo("https://api.port.example");
    assertThat(settings.portClientSecret()).isEqualTo("s3cret");
    assertThat(settings.gitHubApiUrl()).isEqualTo("https://ghes.example/api/v3");
    assertThat(settings.kafkaSecurityProtocol()).isEqualTo("SASL_SSL");
    assertThat(settings.kafkaBrokers()).isEmpty();
    assertThat(settings.previousPortClientSecret()).isEmpty();
  }

  @Test
  @Tag("P5")
  void settings_are_never_printed() {
    assertThat(TestSettings.with().toString())
        .doesNotContain(TestSettings.CLIENT_SECRET, "ghp_tokenOfTheTests");
  }
}
