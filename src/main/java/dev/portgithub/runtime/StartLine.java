package dev.portgithub.runtime;

import dev.portgithub.GitHubCredential;
import dev.portgithub.Settings;
import dev.portgithub.run.Instances;
import dev.portgithub.signals.Version;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.StartupListener;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one line at the start: which version this is, and what it is connected to. It holds no
 * secret, and of addresses only the hosts.
 */
public final class StartLine implements StartupListener {
  private static final Logger LOG = LoggerFactory.getLogger(StartLine.class);
  private static final Pattern POSTGRES =
      Pattern.compile("jdbc:postgresql://(?:[^@/]*@)?([^/?]+)/([^?]*).*");
  private static final Pattern H2 = Pattern.compile("jdbc:h2:(?:file:)?([^;]*).*");

  @Override
  public void onCamelContextStarted(CamelContext camel, boolean alreadyStarted) {
    // Only when everything has started.
  }

  @Override
  public void onCamelContextFullyStarted(CamelContext camel, boolean alreadyStarted) {
    write(camel);
  }

  /** Logs it. */
  public static void write(CamelContext camel) {
    LOG.info("Port GitHub Backend {} has started: {}", Version.OF_BACKEND, of(camel));
  }

  /** What it is connected to, and as whom. */
  public static String of(CamelContext camel) {
    Settings settings = camel.getRegistry().lookupByNameAndType("settings", Settings.class);
    return "organisation %s; Port at %s; GitHub at %s with %s; store %s; %s; %s"
        .formatted(
            settings.portOrgId(),
            host(settings.portApiUrl()),
            host(settings.gitHubApiUrl()),
            credential(settings.gitHubCredential()),
            store(settings.database().url()),
            intake(camel, settings),
            instance(camel));
  }

  private static String host(String url) {
    return URI.create(url).getAuthority();
  }

  private static String credential(GitHubCredential credential) {
    return (credential.ofApp() ? "App " + credential.appId() : "a token")
        + (credential.inFile() ? " from a file" : "");
  }

  /** Not its options: they may hold a password. */
  private static String store(String url) {
    Matcher postgres = POSTGRES.matcher(url);
    if (postgres.matches()) {
      return "PostgreSQL %s/%s".formatted(postgres.group(1), postgres.group(2));
    }
    Matcher h2 = H2.matcher(url);
    return h2.matches() ? "H2 " + h2.group(1) : "of another kind";
  }

  private static String intake(CamelContext camel, Settings settings) {
    String claimed = "runs claimed for installation " + settings.portInstallationId();
    if (!settings.readsKafka()) {
      return claimed;
    }
    return (settings.claimsRuns() ? claimed + "; " : "") + topic(camel, settings);
  }

  private static String topic(CamelContext camel, Settings settings) {
    String brokers =
        settings.kafkaBrokers().isEmpty() ? "that Port names" : settings.kafkaBrokers();
    Route route = camel.getRoute("receive-invocations");
    if (route != null && route.getEndpoint() instanceof KafkaEndpoint kafka) {
      KafkaConfiguration topic = kafka.getConfiguration();
      return "topic %s as group %s of the brokers %s"
          .formatted(topic.getTopic(), topic.getGroupId(), brokers);
    }
    return "no topic";
  }

  private static String instance(CamelContext camel) {
    Instances instances = camel.getRegistry().lookupByNameAndType("instances", Instances.class);
    Long number = instances == null ? null : instances.number();
    return number == null ? "an instance without a number" : "instance " + number;
  }
}
