package dev.portgithub.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.run.Repository;
import dev.portgithub.run.RunQueries;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store that another version has used is used on. */
abstract class MigrationContract {
  private final StoreUnderTest kind;

  MigrationContract(StoreUnderTest kind) {
    this.kind = kind;
  }

  @Test
  @Tag("P3")
  void a_run_of_the_version_before_is_followed_as_it_is_spelt() {
    try (HikariDataSource store = kind.blank("migration_spelling")) {
      Jdbi jdbi = Database.jdbi(store);
      Database.migrations(store).target("2").load().migrate();
      asTheVersionBefore(jdbi);
      Database.migrate(store, 0);

      assertThat(jdbi.withHandle(handle -> RunQueries.find(handle, "r_1")).orElseThrow().target())
          .hasToString("deploy.yml of Acme/Shop at main");
      assertFollowed(store);
    }
  }

  @Test
  @Tag("P3")
  void a_build_that_lowered_all_names_may_have_been_there() {
    try (HikariDataSource store = kind.blank("migration_missing")) {
      Jdbi jdbi = Database.jdbi(store);
      Database.migrations(store).target("2").load().migrate();
      asTheVersionBefore(jdbi);
      applied(jdbi, "3", "names as github compares");
      jdbi.useHandle(
          handle -> {
            handle.execute("update run set org = lower(org), repo = lower(repo)");
            handle.execute("update repository set org = lower(org), repo = lower(repo)");
          });
      Database.migrate(store, 0);

      assertFollowed(store);
      Database.migrate(store, 0);
    }
  }

  @Test
  void a_newer_version_may_have_been_there() {
    try (HikariDataSource store = kind.fresh("migration_future")) {
      applied(Database.jdbi(store), "999", "of a later version");
      Database.migrate(store, 0);

      assertThat(TestBackend.on(store).count("run")).isZero();
    }
  }

  private static void asTheVersionBefore(Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into run (run_id, state, org, repo, workflow, ref, report_status, signed, accepted_at, started_at,
                workflow_run_id)
              values ('r_1', 'RUNNING', 'Acme', 'Shop', 'deploy.yml', 'main', true, true, ?, ?, 7)
              """,
              TestBackend.START,
              TestBackend.START);
          handle.execute(
              "insert into repository (org, repo, due_at) values ('Acme', 'Shop', ?)",
              TestBackend.START);
        });
  }

  private static void assertFollowed(HikariDataSource store) {
    TestBackend backend = TestBackend.on(store);
    backend.clock.tick(Duration.ofSeconds(1));
    Repository repository = backend.polling.claim(10).get(0);

    assertThat(repository.toString()).isEqualToIgnoringCase("acme/shop");
    assertThat(
            backend.observe(
                repository,
                backend.firstPage(repository),
                TestBackend.list(
                    "{'id':7,'run_attempt':1,'status':'completed','conclusion':'success'}")))
        .hasSize(1);
  }

  private static void applied(Jdbi jdbi, String version, String description) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,
                  installed_by, execution_time, success)
                values ((select max(installed_rank) + 1 from flyway_schema_history), ?, ?, 'SQL', ?, 1, 'test', 1, true)
                """,
                version,
                description,
                "V" + version + "__" + description.replace(' ', '_') + ".sql"));
  }
}
