package dev.portgithub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.DatabaseAccess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The store is found by the address that people have at hand, and outlives its process. */
class DatabaseTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void no_address_means_a_file_in_the_data_folder(String url) {
    assertThat(access(url).url()).isEqualTo("jdbc:h2:file:./data/port-github-backend");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:mem:x,jdbc:h2:mem:x",
    "jdbc:postgresql://db:5432/name,jdbc:postgresql://db:5432/name",
    "postgresql://db/name,jdbc:postgresql://db/name",
    "postgres://db:5432/name,jdbc:postgresql://db:5432/name",
    "postgresql://user:pass@db:5432/name,jdbc:postgresql://db:5432/name",
    "postgresql://db/name?sslmode=require,jdbc:postgresql://db/name?sslmode=require"
  })
  void an_address_becomes_one_for_jdbc_without_user_and_password(String url, String jdbc) {
    assertThat(access(url).url()).isEqualTo(jdbc);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://user:pass-word@db/name",
        "jdbc:mysql://db/name?password=pass-word",
        "postgresql://user:pass-word@db",
        "postgresql://us/er:pass-word@db/name",
        "pass-word"
      })
  void an_address_of_another_kind_is_refused_without_repeating_it(String url) {
    assertThatThrownBy(() -> access(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgresql://")
        .hasMessageNotContaining("pass-word");
  }

  @Test
  void a_file_keeps_what_was_committed_and_is_migrated_once(@TempDir Path folder) {
    String url = "jdbc:h2:file:" + folder.resolve("store");
    try (var store = Database.open(access(url), 2)) {
      Database.migrate(store, 0);
      Database.jdbi(store)
          .useHandle(
              handle -> handle.execute("insert into repository (org, repo) values ('a','b')"));
    }
    try (var store = Database.open(access(url), 2)) {
      Database.migrate(store, 0);
      List<String> repositories =
          Database.jdbi(store)
              .withHandle(
                  handle ->
                      handle.select("select repo from repository").mapTo(String.class).list());
      assertThat(repositories).containsExactly("b");
    }
  }

  @Test
  void a_store_that_is_away_is_noticed_at_once() {
    try (var store =
        Database.open(
            new DatabaseAccess("jdbc:postgresql://localhost:1/none", "user", "pass-word"), 2)) {
      assertThatThrownBy(() -> Database.migrate(store, 0))
          .isNotNull()
          .hasMessageNotContaining("pass-word");
    }
  }

  @Test
  void the_access_does_not_print_its_secrets() {
    assertThat(new DatabaseAccess("jdbc:postgresql://db/x?password=pass-word", "u", "pass-word"))
        .asString()
        .doesNotContain("pass-word");
  }

  private static DatabaseAccess access(String url) {
    return new DatabaseAccess(url, "", "");
  }
}
