package dev.portgithub.world;

import static dev.portgithub.world.TestBackend.START;

import dev.portgithub.store.Database;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Fills a store with rows as the backend leaves them, in SQL and so by the million: runs of a year
 * that ended, and runs in every open state.
 */
public final class Filler {
  /** Finished runs are spread over so many repositories. */
  public static final int REPOSITORIES = 50;

  private final Jdbi jdbi;
  private final boolean h2;

  public Filler(DataSource store, boolean h2) {
    this.jdbi = Database.jdbi(store);
    this.h2 = h2;
  }

  /** Ended runs, each with its reports; one in ten has a settled dead letter. */
  public void ended(int runs, int reportsEach) {
    execute(
        "insert into run (run_id, state, action, org, repo, workflow, ref, report_status, signed,"
            + " accepted_at, intent_at, started_at, workflow_run_id, html_url, listed, status,"
            + " conclusion, finished_at, claim, report_claim, topic, kafka_partition, kafka_offset)"
            + " select 'r_ended' || n, case when mod(n, 50) = 0 then 'REFUSED' else"
            + " 'FINISHED' end, 'deploy',"
            + " 'acme-inc', 'repo-' || mod(n, %d), 'deploy.yml', 'main', true, true, %s, %s, %s, 1000000000 + n,"
                .formatted(REPOSITORIES, ago("n"), ago("n"), ago("n"))
            + " 'https://github.example/acme-inc/repo/actions/runs/' || n, true, 'completed', 'success', %s, 1, 6,"
                .formatted(ago("n"))
            + " 'org_test.github.runs', 0, n from "
            + series(runs));
    execute(
        "insert into report (run_id, kind, body, ends_run, created_at, settled_at, outcome)"
            + " select 'r_ended' || (mod(n, %d) + 1), 'PATCH', '{\"statusLabel\":\"Running\",\"summary\":\"A sentence or two about the workflow run, with its link.\"}', false, %s, %s, 'DELIVERED' from "
                .formatted(runs, ago("n"), ago("n"))
            + series(runs * reportsEach));
    execute(
        "insert into dead_letter (status, stage, reason, message, remedy, run_id, attempts,"
            + " parked_at, settled_at)"
            + " select 'REPLAYED', 'poll', 'DEADLINE', 'message', 'remedy', 'r_ended' || (n * 10), 1, %s, %s from "
                .formatted(ago("n"), ago("n"))
            + series(runs / 10));
  }

  /** GitHub's number of the n-th run of a repository. */
  static long followedId(String repo, int n) {
    return (10_000L + Math.abs(repo.hashCode() % 1_000_000)) * 1_000_000L + n;
  }

  /** Runs that are followed, all in one repository and not on the first page of its list. */
  public void followed(int runs, String repo) {
    execute(
        "insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status,"
            + " signed, accepted_at, intent_at, started_at, workflow_run_id, html_url, listed,"
            + " status, node_id)"
            + " select 'r_open-%1$s-' || n, 'RUNNING', %2$s, 'deploy', 'acme-inc', '%1$s', 'deploy.yml', 'main', true,"
                .formatted(repo, ago("n"))
            + " true, %1$s, %1$s, %1$s, %2$d + n, 'https://github.example', false, 'in_progress', 'WFR_' || (%2$d + n) from "
                .formatted(ago("0"), followedId(repo, 0))
            + series(runs));
    execute(
        "insert into repository (org, repo, due_at) values ('acme-inc', '%s', %s)"
            .formatted(repo, ago("0")));
  }

  /** Runs that wait for a step which is due, or have something to tell Port. */
  public void waiting(int runs, String state) {
    String name = state.toLowerCase(java.util.Locale.ROOT);
    execute(
        "insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status,"
            + " signed, accepted_at, intent_at, report_due_at)"
            + " select 'r_%s' || n, '%s', %s, 'deploy', 'acme-inc', 'repo-%s' || mod(n, 50), 'deploy.yml', 'main', true, true, %s, %s, %s from "
                .formatted(
                    name,
                    state,
                    ago("n"),
                    name,
                    ago("n"),
                    state.equals("ACCEPTED") ? "null" : ago("n"),
                    ago("n"))
            + series(runs));
    execute(
        "insert into report (run_id, kind, body, ends_run, created_at) select 'r_%s' || n, 'LOG', '{}', false, %s from "
                .formatted(name, ago("n"))
            + series(runs));
  }

  /** Lanes: in each a run waits, in the first of them many. A fifth have nothing that is due. */
  public void lanes(int lanes, int inTheFirst) {
    execute(
        "insert into lane (name, credential, waiting, due_at, turn) select 'action-' || n || ' acme-inc', 'token',"
            + " case when mod(n, 5) = 0 then 0 else 1 end, case when mod(n, 5) = 0 then %s else null end, n from "
                .formatted(ago("0") + " + interval '1' day")
            + series(lanes));
    execute(
        "insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status, signed, accepted_at, lane)"
            + " select 'r_lane' || n, 'ACCEPTED', %s, 'action', 'acme-inc', 'repo-' || mod(n, 50), 'deploy.yml', 'main',"
                .formatted(ago("n"))
            + " true, true, %s, 'action-' || (case when n > %d then 1 else n end) || ' acme-inc' from "
                .formatted(ago("n"), lanes)
            + series(lanes + inTheFirst)
            + " where mod(n, 5) <> 0 or n > "
            + lanes);
  }

  /** What autovacuum or H2 does by itself some time after so much was written. */
  public void analyze() {
    execute("analyze");
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }

  /** So many minutes before the start of the tests' clock, within a month. */
  private String ago(String minutes) {
    return "cast('%s' as timestamp with time zone) - mod(%s, 40000) * interval '1' minute"
        .formatted(START.minus(Duration.ofSeconds(1)), minutes);
  }

  private String series(int rows) {
    return "%s(1, %d) as numbers(n)".formatted(h2 ? "system_range" : "generate_series", rows);
  }
}
