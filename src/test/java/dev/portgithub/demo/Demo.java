package dev.portgithub.demo;

import dev.portgithub.host.Application;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.world.BackendSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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

  public static void main(String[] args) throws Exception {
    Narrator narrator = new Narrator(System.out);
    narrator.title("Port GitHub Backend: the demo");
    narrator.say(
        "Starting a real Kafka broker, a simulated Port, a simulated GitHub, and the backend ...");
    KafkaBroker kafka = KafkaBroker.start();
    PortSimulator port = PortSimulator.builder().port(free(8090)).orgId("org_demo").start();
    GithubSimulator github =
        GithubSimulator.builder().port(free(8091)).token(TOKEN, "deploy-bot").start();
    String topic = port.orgId() + ".github.runs";
    kafka.createTopic(topic, 3);

    int backendPort = startBackend(kafka, port, github);
    // GitHub says when something happens; without it the backend looks by itself.
    github
        .webhooks()
        .sendTo("http://127.0.0.1:" + backendPort + "/webhooks/github", WEBHOOK_SECRET);

    Story story = new Story(narrator, kafka, topic, port, github);
    narrator.title("Open these in a browser");
    narrator.say("Port, as a developer sees it:   " + port.url());
    narrator.say("GitHub, its workflow runs:      " + github.url());
    narrator.say("Hawtio, the routes at work:     http://127.0.0.1:" + backendPort + "/hawtio");
    narrator.say("                                user admin, password " + PASSWORD);
    narrator.say(
        "GitHub sends webhooks, so an end is in Port at once; without them the backend finds it by looking.");
    story.tell();
    narrator.title("It stays up; now you");
    narrator.say(
        "Deploy another version, with the form at "
            + port.url()
            + "/actions/deploy_service or with");
    narrator.say(
        "  curl -X POST "
            + port.url()
            + "/actions/deploy_service -d service=checkout -d version=2.2.0");
    narrator.say("Stop with Ctrl+C.");
    Thread.currentThread().join();
  }

  private static int startBackend(KafkaBroker kafka, PortSimulator port, GithubSimulator github)
      throws IOException {
    int backendPort = free(8080);
    Path store = Files.createTempDirectory("port-github-backend-demo");
    BackendSettings settings =
        BackendSettings.between(port, github, TOKEN)
            .with("kafka.brokers", kafka.bootstrapServers())
            .with("database.url", BackendSettings.h2(store))
            .with("server.port", Integer.toString(backendPort))
            .with("host.password", PASSWORD)
            .with("github.webhook-secret", WEBHOOK_SECRET)
            // People watch: look a little more often than in production, and leave the talking to
            // the story.
            .with("poll.first-after", "1s")
            .with("poll.shortest-interval", "1s")
            .with("logging.level.root", "ERROR")
            .with("logging.level.dev.portgithub", "ERROR");
    Application.main(BackendSettings.asArguments(settings.asProperties()));
    return backendPort;
  }

  private static int free(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return wanted == 0 ? -1 : free(0);
    }
  }
}
