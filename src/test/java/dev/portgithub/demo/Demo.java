package dev.portgithub.demo;

import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.world.BackendSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Shows the whole job on one machine: a real Kafka broker, strict simulators of Port and GitHub, an
 * H2 store and the backend as it ships. Started by {@code ./mvnw spring-boot:test-run}.
 */
@SpringBootApplication(scanBasePackageClasses = Demo.class)
public class Demo {
  static final String TOKEN = "ghp_demoTokenOfTheDeployBot";
  static final String PASSWORD = "demo";
  private static final String WEBHOOK_SECRET = "secret of the demo's webhook";

  /** Made anew by each demo: a store that outlived its Kafka broker would tell an old story. */
  private static final Path FOLDER = Path.of("target", "demo");

  public static void main(String[] args) throws Exception {
    Narrator narrator = new Narrator(System.out);
    narrator.title("Port GitHub Backend: the demo");
    narrator.say(
        "Starting a real Kafka broker, a simulated Port, a simulated GitHub, and the backend ...");
    empty(FOLDER);
    KafkaBroker kafka = KafkaBroker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "demo-stop"));
    PortSimulator port = PortSimulator.builder().port(free(8090)).orgId("org_demo").start();
    GithubSimulator github =
        GithubSimulator.builder().port(free(8091)).token(TOKEN, "deploy-bot").start();
    String topic = port.orgId() + ".github.runs";
    kafka.createTopic(topic, 3);

    DemoBackend backend = backend(kafka, port, github);
    backend.start();
    // GitHub says when something happens; without it the backend looks by itself.
    github.webhooks().sendTo(backend.url() + "/webhooks/github", WEBHOOK_SECRET);

    Story story = new Story(narrator, kafka, topic, port, github);
    narrator.title("Open these in a browser");
    narrator.say("Port, as a developer sees it:   " + port.url());
    narrator.say("GitHub, its workflow runs:      " + github.url());
    narrator.say("The backend, for operators:     " + backend.url() + "/hawtio");
    narrator.say("                                user admin, password " + PASSWORD);
    narrator.say("The backend's log:              " + backend.log());
    narrator.say(
        "GitHub sends webhooks, so an end is in Port at once; without them the backend finds it by looking.");
    story.tell(backend);
    narrator.title("It stays up; now you");
    narrator.say("Deploy another version, with the form at");
    narrator.say("  " + port.url() + "/actions/deploy_service");
    narrator.say("or with");
    narrator.say(
        "  curl -X POST "
            + port.url()
            + "/actions/deploy_service -d service=checkout -d version=2.2.0");
    narrator.say("Stop with Ctrl+C.");
    Thread.currentThread().join();
  }

  private static DemoBackend backend(
      KafkaBroker kafka, PortSimulator port, GithubSimulator github) {
    BackendSettings settings =
        BackendSettings.between(port, github, TOKEN)
            .with("kafka.brokers", kafka.bootstrapServers())
            .with("database.url", BackendSettings.h2(FOLDER))
            .with("host.password", PASSWORD)
            .with("github.webhook-secret", WEBHOOK_SECRET)
            // People watch: look a little more often than in production.
            .with("poll.first-after", "1s")
            .with("poll.shortest-interval", "1s");
    return new DemoBackend(settings, free(8080), FOLDER.resolve("backend.log"));
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder).sorted(Comparator.reverseOrder())) {
        for (Path each : old.toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static int free(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return wanted == 0 ? -1 : free(0);
    }
  }
}
