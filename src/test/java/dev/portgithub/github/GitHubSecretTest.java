package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token or key in a file can be replaced while the backend runs. */
class GitHubSecretTest {
  private final TestClock clock = new TestClock(START);

  @TempDir Path folder;

  @Test
  void a_token_in_a_file_is_used_and_read_again_when_it_changes() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "ghp_one\n");
    GitHubSecret secret = ofToken(file);
    assertThat(secret.value()).isEqualTo("ghp_one");
    String digest = secret.digest();

    Files.writeString(file, "ghp_two\n");
    clock.tick(Duration.ofSeconds(1));
    assertThat(secret.value()).isEqualTo("ghp_two");
    assertThat(secret.digest()).isNotEqualTo(digest);
  }

  /**
   * As Kubernetes replaces a mounted secret: the file is a link, by way of a folder that is one.
   */
  @Test
  void a_link_that_leads_elsewhere_now_is_a_change() throws IOException {
    Path data = folder.resolve("..data");
    for (String version : new String[] {"one", "two"}) {
      Path real = Files.createDirectory(folder.resolve(version));
      Files.writeString(real.resolve("token"), "ghp_" + version);
    }
    Files.createSymbolicLink(data, Path.of("one"));
    Path file = Files.createSymbolicLink(folder.resolve("token"), Path.of("..data", "token"));
    GitHubSecret secret = ofToken(file);
    assertThat(secret.value()).isEqualTo("ghp_one");

    Files.delete(data);
    Files.createSymbolicLink(data, Path.of("two"));
    clock.tick(Duration.ofSeconds(1));
    assertThat(secret.value()).isEqualTo("ghp_two");
  }

  @Test
  @Tag("P5")
  void a_file_that_is_gone_or_broken_leaves_the_secret_as_it_was_and_is_told_once()
      throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "ghp_one");
    GitHubSecret secret = ofToken(file);
    try (LogLines log = new LogLines(GitHubSecret.class)) {
      for (String broken : new String[] {null, "", "two parts of a secret"}) {
        Files.deleteIfExists(file);
        if (broken != null) {
          Files.writeString(file, broken);
        }
        clock.tick(Duration.ofSeconds(1));
        assertThat(secret.value()).isEqualTo("ghp_one");
      }
      Files.writeString(file, "ghp_two");
      clock.tick(Duration.ofSeconds(1));
      assertThat(secret.value()).isEqualTo("ghp_two");

      assertThat(log.lines())
          .containsExactly(
              "ERROR GITHUB_TOKEN_FILE names no file that can be read; the secret that was read before goes on being used",
              "INFO The file of github.token-file has changed: its new secret is used from now on");
    }
    assertThat(secret.toString()).doesNotContain("ghp_");
  }

  @Test
  void the_key_of_an_app_may_be_in_a_file_too() throws IOException {
    String key = "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----";
    Path file = Files.writeString(folder.resolve("key.pem"), key + "\n");
    GitHubSecret secret =
        new GitHubSecret(
            TestSettings.with(
                "github.token",
                null,
                "github.app-id",
                "4711",
                "github.app-private-key-file",
                file.toString()),
            clock);

    assertThat(secret.ofApp()).isTrue();
    assertThat(secret.value()).isEqualTo(key);
  }

  private GitHubSecret ofToken(Path file) {
    GitHubSecret secret =
        new GitHubSecret(
            TestSettings.with("github.token", null, "github.token-file", file.toString()), clock);
    secret.value();
    return secret;
  }
}
