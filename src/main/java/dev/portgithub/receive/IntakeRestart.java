package dev.portgithub.receive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConsumer;
import org.apache.camel.component.kafka.TaskHealthState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts Kafka's consumer again after the brokers have refused its login, with credentials that are
 * read anew.
 *
 * <p>Camel 4.17 takes such a refusal for final, whatever {@code pollOnError} says, and its consumer
 * never reads again. But Port's credentials rotate, and an operator may correct them. Delete this
 * class when Camel reconnects by itself then.
 */
public final class IntakeRestart implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeRestart.class);
  private static final String ROUTE = "receive-invocations";
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Clock clock;
  private CamelContext camel;
  private Instant notBefore = Instant.MIN;
  private boolean endedBefore;

  public IntakeRestart(Clock clock) {
    this.clock = clock;
  }

  /** Called every few seconds; a route that an operator has stopped or suspended stays so. */
  public void watch() throws Exception {
    Route route = camel.getRoute(ROUTE);
    boolean started = route != null && camel.getRouteController().getRouteStatus(ROUTE).isStarted();
    Instant now = Instant.now(clock);
    boolean ended = started && camel.isStarted() && hasEnded(route);
    boolean twice = ended && endedBefore;
    endedBefore = ended;
    if (twice && !now.isBefore(notBefore)) {
      endedBefore = false;
      notBefore = now.plus(PAUSE);
      LOG.warn(
          "The brokers have refused the login of the consumer: it is started again, with credentials"
              + " that are read anew. What was not committed will be delivered again. If this repeats, correct"
              + " the Kafka credentials");
      camel.getRouteController().stopRoute(ROUTE);
      camel.getRouteController().startRoute(ROUTE);
    }
  }

  private static boolean hasEnded(Route route) {
    return route.getConsumer() instanceof KafkaConsumer consumer
        && consumer.healthStates().stream().anyMatch(IntakeRestart::isFinal);
  }

  /** Was connected once, is not, and is not about to try again. */
  private static boolean isFinal(TaskHealthState state) {
    return state.getClientId() != null
        && !state.isReady()
        && !state.isTerminated()
        && !state.isRecoverable();
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
  }
}
