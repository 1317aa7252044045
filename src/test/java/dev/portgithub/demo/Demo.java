package dev.portgithub.demo;

import dev.portgithub.host.Application;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Shows the whole job on one machine: a real Kafka broker, strict simulators of Port and GitHub, an
 * H2 store and the backend as it ships. Started by {@code ./mvnw spring-boot:test-run}.
 */
@SpringBootApplication(scanBasePackageClasses = Demo.class)
public class Demo {
  static final String TOKEN = "ghp_demoTokenOfTheDeployBot";
  static final String PASSWORD = "demo";

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

    Story story = new Story(narrator, kafka, topic, port, github);
    narrator.title("Open these in a browser");
    narrator.say("Port, as a developer sees it:   " + port.url());
    narrator.say("GitHub, its workflow runs:      " + github.url());
    narrator.say("Hawtio, the routes at work:     http://127.0.0.1:" + backendPort + "/hawtio");
    narrator.say("                                user admin, password " + PASSWORD);
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
    Path store = Files.createTempDirectory("port-github-backend-demo").resolve("store");
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("port.api-url", port.url());
    settings.put("port.org-id", port.orgId());
    settings.put("port.client-id", port.clientId());
    settings.put("port.client-secret", port.clientSecret());
    settings.put("github.api-url", github.url());
    settings.put("github.token", TOKEN);
    settings.put("kafka.brokers", kafka.bootstrapServers());
    settings.put("database.url", "jdbc:h2:file:" + store);
    settings.put("server.port", backendPort);
    settings.put("host.password", PASSWORD);
    // People watch: look a little more often than in production, and leave the talking to the
    // story.
    settings.put("poll.first-after", "1s");
    settings.put("poll.shortest-interval", "1s");
    settings.put("logging.level.root", "ERROR");
    settings.put("logging.level.dev.portgithub", "ERROR");
    List<String> arguments = new ArrayList<>();
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    Application.main(arguments.toArray(String[]::new));
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
