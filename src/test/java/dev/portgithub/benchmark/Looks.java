package dev.portgithub.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.store.Database;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Filler;
import dev.portgithub.world.Folder;
import dev.portgithub.world.PostgresServer;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures what an operator's look costs with many open runs: each question of the tab "Port runs",
 * asked of the packaged jar over HTTP, on H2 and PostgreSQL. All stages are paused, so that nothing
 * but the questions is measured. The figures and how to run it stand in docs/performance.md.
 */
public final class Looks {
  private static final String TOKEN = "ghp_looks";
  private static final String PASSWORD = "looks";
  private static final int REPOSITORIES = 20;
  private static final int TIMES = 40;

  private static final List<String> QUESTIONS =
      List.of(
          "/api/overview",
          "/api/runs?size=50&sort=-age",
          "/api/runs?size=50&sort=age",
          "/api/runs?size=50&state=RUNNING",
          "/api/runs?size=50&sort=repository",
          "/api/runs?size=50&action=deploy",
          "/api/runs?size=50&action=nothing",
          "/api/runs?size=50&repository=repo-7",
          "/api/runs?size=50&organisation=acme-inc&repository=repo-7",
          "/api/runs?size=50&text=r_open-repo-7-4",
          "/api/runs?size=50&open=false",
          "/api/runs?size=50&page=90",
          "/api/runs/r_open-repo-7-44",
          "/api/dead-letters?size=50");

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  private Looks() {}

  public static void main(String[] args) throws Exception {
    int open = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int ended = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    Path folder = Folder.temporary("looks");
    new Looks().ask("H2", new DatabaseAccess(BackendSettings.h2(folder), "", ""), ended, open);
    PostgresServer server = PostgresServer.temporary(Map.of());
    server.create("looks");
    new Looks()
        .ask("PostgreSQL", new DatabaseAccess(server.url("looks"), "postgres", ""), ended, open);
    System.exit(0);
  }

  private void ask(String name, DatabaseAccess access, int ended, int open) throws Exception {
    fill(access, name.equals("H2"), ended, open);
    try (KafkaBroker kafka = KafkaBroker.start();
        PortSimulator port = PortSimulator.builder().start();
        GithubSimulator github = GithubSimulator.builder().token(TOKEN, "bot").start()) {
      kafka.createTopic("looks", 1);
      Map<String, String> environment =
          BackendSettings.between(port, github, TOKEN)
              .kafka(kafka.bootstrapServers(), "looks", "looks")
              .with("database.url", access.url())
              .with("database.username", access.username())
              .with("host.password", PASSWORD)
              .with("pause.at-start", "receive,confirm,dispatch,poll,report")
              .with("sweep.mode", "off")
              // The rows are older than the retention.
              .with("retention.ended-runs", "0d")
              .asEnvironment();
      try (JarProcess backend = JarProcess.start(environment, "-Xmx256m", "-XX:+UseSerialGC")) {
        System.out.printf("%n%s, %d open and %d ended runs%n", name, open, ended);
        logIn(backend.url());
        for (String question : QUESTIONS) {
          print(question, times(backend.url() + question));
        }
      }
    }
  }

  private static void fill(DatabaseAccess access, boolean h2, int ended, int open)
      throws Exception {
    try (HikariDataSource store = Database.open(access, 2)) {
      Database.migrate(store, 3);
      Filler filler = new Filler(store, h2);
      filler.ended(ended, 1);
      for (int i = 0; i < REPOSITORIES; i++) {
        filler.followed(open / 2 / REPOSITORIES, "repo-" + i);
      }
      filler.waiting(open / 2, "ACCEPTED");
      filler.analyze();
    }
  }

  /** As a browser does: the password is hashed once, and not with each question. */
  private void logIn(String url) throws Exception {
    HttpResponse<Void> page = http.send(get(url + "/login"), BodyHandlers.discarding());
    String token =
        page.headers().allValues("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("XSRF-TOKEN="))
            .map(cookie -> cookie.substring("XSRF-TOKEN=".length(), cookie.indexOf(';')))
            .findFirst()
            .orElseThrow();
    http.send(
        HttpRequest.newBuilder(URI.create(url + "/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-XSRF-TOKEN", token)
            .POST(BodyPublishers.ofString("username=admin&password=" + PASSWORD))
            .build(),
        BodyHandlers.discarding());
  }

  private static HttpRequest get(String address) {
    return HttpRequest.newBuilder(URI.create(address)).header("Accept", "*/*").build();
  }

  /** Milliseconds of each, the fastest first; the first few, which load classes, do not count. */
  private double[] times(String address) throws Exception {
    HttpRequest question = get(address);
    double[] millis = new double[TIMES];
    for (int i = -10; i < TIMES; i++) {
      long begin = System.nanoTime();
      var answer = http.send(question, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(address + ": " + answer.body());
      }
      if (i >= 0) {
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private static void print(String question, double[] millis) {
    System.out.printf(
        "  %-60s %7.1f ms at best, %7.1f in the middle, %7.1f for nine in ten%n",
        question, millis[0], millis[TIMES / 2], millis[TIMES * 9 / 10]);
  }
}
