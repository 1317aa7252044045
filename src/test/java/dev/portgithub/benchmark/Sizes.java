package dev.portgithub.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.store.Database;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.ExplainedStore;
import dev.portgithub.world.ExplainedStore.Cost;
import dev.portgithub.world.Filler;
import dev.portgithub.world.PostgresServer;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.Wait;
import dev.portgithub.world.Workday;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Measures what the number of rows costs, on PostgreSQL: the plan and time of every statement that
 * runs again and again, bytes per run, and the start of the packaged jar on such a store. The
 * figures and how to run it stand in docs/performance.md.
 */
public final class Sizes {
  private static final String TOKEN = "ghp_sizes";
  private static final String ORG = "acme-inc";
  private static final int REPOSITORIES = 20;
  private final PostgresServer server;
  private final int reports;

  private Sizes(int reports) throws Exception {
    this.reports = reports;
    server = PostgresServer.temporary(Map.of());
  }

  public static void main(String[] args) throws Exception {
    int ended = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int open = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int reports = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    Sizes sizes = new Sizes(reports);
    Map<String, Cost> few = sizes.statements("few", 1_000, 100);
    Map<String, Cost> many = sizes.statements("many", ended, open);
    many.forEach((sql, cost) -> print(sql, few.get(sql), cost));
    sizes.wornQueue("many", 15_000);
    sizes.start("many", open);
    System.exit(0);
  }

  /** Fills a new database, and has each statement explained. */
  private Map<String, Cost> statements(String name, int ended, int open) throws Exception {
    server.create(name);
    try (HikariDataSource store = open(name)) {
      Database.migrate(store, 3);
      Filler filler = new Filler(store, false);
      long before = bytes(store);
      filler.ended(ended, reports);
      long afterEnded = bytes(store);
      for (int i = 0; i < REPOSITORIES; i++) {
        filler.followed(open / REPOSITORIES, "repo-" + i);
      }
      long afterOpen = bytes(store);
      System.out.printf(
          "%n%d ended runs with %d reports each: %d bytes a run; %d open runs: %d bytes a run%n",
          ended, reports, (afterEnded - before) / ended, open, (afterOpen - afterEnded) / open);
      Database.jdbi(store)
          .withHandle(
              handle ->
                  handle
                      .select(
                          "select relname || ' ' || (pg_relation_size(oid) / ?) from pg_class"
                              + " where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')"
                              + " and pg_relation_size(oid) / ? > 0 order by relkind desc, pg_relation_size(oid) desc",
                          ended,
                          ended)
                      .mapTo(String.class)
                      .list())
          .forEach(System.out::println);
      filler.analyze();
      ExplainedStore explained = new ExplainedStore(store, false);
      Workday.work(explained.dataSource(), "repo-0");
      return explained.costs();
    }
  }

  private static void print(String sql, Cost few, Cost many) {
    System.out.printf(
        "%n%s%n  few: %d pages %.2f ms; many: %d pages %.2f ms%n%s%n",
        sql,
        few == null ? 0 : few.visited(),
        few == null ? 0 : few.millis(),
        many.visited(),
        many.millis(),
        many.plan().indent(4));
  }

  /**
   * What a claim visits after so many runs went through all states and nobody has vacuumed: their
   * former places in the index are dead, but still there.
   */
  private void wornQueue(String name, int runs) {
    try (HikariDataSource store = open(name)) {
      Filler filler = new Filler(store, false);
      Jdbi jdbi = Database.jdbi(store);
      jdbi.useHandle(
          handle -> {
            handle.execute("vacuum run");
            handle.execute("alter table run set (autovacuum_enabled = false)");
          });
      System.out.printf("%npages of a claim: %d%n", claimPages(store));
      filler.waiting(runs, "ACCEPTED");
      for (String step :
          List.of(
              "due_at = now() + interval '1 minute', claim = claim + 1",
              "state = 'DISPATCHING', intent_at = now()",
              "state = 'RUNNING', started_at = now(), report_due_at = now()",
              "report_due_at = null",
              "listed = true, due_at = null",
              "state = 'FINISHED', finished_at = now()")) {
        jdbi.useHandle(
            handle ->
                handle.execute("update run set " + step + " where run_id like 'r_accepted%'"));
      }
      System.out.printf(
          "after %d runs went through, first: %d, then: %d%n",
          runs, claimPages(store), claimPages(store));
      jdbi.useHandle(
          handle -> {
            long begin = System.nanoTime();
            handle.execute("vacuum run");
            System.out.printf("vacuum: %d ms%n", since(begin));
            handle.execute("alter table run reset (autovacuum_enabled)");
          });
      System.out.printf("after vacuum: %d%n", claimPages(store));
    }
  }

  private static long claimPages(HikariDataSource store) {
    ExplainedStore explained = new ExplainedStore(store, false);
    TestBackend.on(explained.dataSource()).dispatches.claim(16);
    return explained.costs().values().stream().mapToLong(ExplainedStore.Cost::visited).sum();
  }

  /** Starts the packaged jar on the filled store, and waits until it does everything. */
  private void start(String name, int open) throws Exception {
    try (HikariDataSource store = open(name);
        KafkaBroker kafka = KafkaBroker.start();
        PortSimulator port = PortSimulator.builder().orgId("org_sizes").start();
        GithubSimulator github = GithubSimulator.builder().token(TOKEN, "sizes-bot").start()) {
      github.hourlyLimit(1_000_000);
      Jdbi jdbi = Database.jdbi(store);
      Instant now = Instant.now();
      // What the workday left behind is of no interest; the clock of the fill is not ours.
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from run where state not in ('RUNNING', 'FINISHED', 'REFUSED')");
            handle.execute("update run set report_due_at = null where report_due_at is not null");
            handle.execute(
                "update run set started_at = ?, due_at = ? where state = 'RUNNING'", now, now);
            handle.execute(
                "update repository set due_at = ?, etag = null where repo like 'repo-%'", now);
            handle.execute("delete from repository where repo not like 'repo-%'");
          });
      // The database is not to be busy with what the fill has left behind.
      jdbi.useHandle(handle -> handle.execute("vacuum analyze"));
      jdbi.useHandle(handle -> handle.execute("checkpoint"));
      for (int i = 0; i < REPOSITORIES; i++) {
        github
            .repository(ORG, "repo-" + i)
            .workflow("deploy.yml", workflow -> workflow.plan(Plan.stayInProgress()));
      }
      String topic = "sizes";
      kafka.createTopic(topic, 4);
      Map<String, String> environment =
          BackendSettings.between(port, github, TOKEN)
              .kafka(kafka.bootstrapServers(), topic, topic)
              .with("database.url", server.url(name))
              .with("database.username", "postgres")
              .asEnvironment();
      // It waits in the topic when the backend starts, as after a stop.
      PortRun run = createRun(port);
      kafka.send(topic, null, port.record(run));
      long begin = System.nanoTime();
      try (JarProcess backend = JarProcess.start(environment, "-Xmx256m", "-XX:+UseSerialGC")) {
        System.out.printf("%nstart to ready: %d ms%n", backend.timeToReady().toMillis());
        until(() -> github.journal().count("POST", "/dispatches$") == 1);
        System.out.printf("start to first dispatch: %d ms%n", since(begin));
        until(
            () ->
                github.journal().calls("GET", "/actions/runs$").stream()
                        .map(call -> call.path())
                        .distinct()
                        .count()
                    == REPOSITORIES);
        System.out.printf(
            "start to the first poll of each of %d repositories with %d open runs: %d ms%n",
            REPOSITORIES, open / REPOSITORIES, since(begin));
        until(() -> port.run(run.id()).link() != null && !port.run(run.id()).link().isEmpty());
        System.out.printf("start to Port having the link of the new run: %d ms%n", since(begin));
        github.complete(github.runs().get(0).id(), "success");
        until(() -> port.run(run.id()).ended());
        System.out.printf("start to Port having its end: %d ms%n", since(begin));
        System.out.printf("heap after collection: %d MiB%n", backend.heapAfterCollection());
      }
    }
  }

  private static PortRun createRun(PortSimulator port) {
    ObjectNode payload =
        SignedInvocation.method(ORG, "repo-0", "deploy.yml").put("reportWorkflowStatus", true);
    payload.putObject("workflowInputs").put("ref", "main");
    return port.createRun("r_new", "deploy", payload);
  }

  private HikariDataSource open(String database) {
    String url = server.url(database) + "&socketTimeout=0";
    return Database.open(new DatabaseAccess(url, "postgres", ""), 4);
  }

  private static long bytes(HikariDataSource store) {
    return Database.jdbi(store)
        .withHandle(
            handle ->
                handle
                    .select("select pg_database_size(current_database())")
                    .mapTo(Long.class)
                    .one());
  }

  private static long since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  private static void until(BooleanSupplier condition) {
    Wait.until(Duration.ofMinutes(5), "the backend: see target/benchmark.log", condition);
  }
}
