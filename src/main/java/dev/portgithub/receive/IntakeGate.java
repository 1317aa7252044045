package dev.portgithub.receive;

import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.run.Instance;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.kafka.consumer.errorhandler.KafkaConsumerListener;
import org.apache.camel.component.kafka.consumer.support.ProcessingResult;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Pauses the partitions of the route's Kafka consumer while the backlog or an operator asks for it,
 * and resumes them after that.
 *
 * <p>The consumer goes on polling and so stays in its group with its partitions: there is no
 * rebalance, the route stays started, and the health of the consumer is still that of its
 * connection. What was polled before the pause is still handed on, so that the upper mark may be
 * exceeded by three batches. Partitions that are assigned during a pause are paused as well, see
 * {@link PausedAssignment}.
 *
 * <p>It listens to Camel's consumer instead of wrapping Kafka's: Camel's health check looks into
 * exactly the class of Kafka, and would not notice a lost connection behind another one.
 */
public final class IntakeGate extends RoutePolicySupport {
  private final Backlog backlog;
  private final StagePauses pauses;
  private final Instance own;

  public IntakeGate(Backlog backlog, StagePauses pauses, Instance own) {
    this.backlog = backlog;
    this.pauses = pauses;
    this.own = own;
  }

  /** Does the backlog or an operator ask for a pause now? */
  boolean isPaused() {
    return backlog.isPaused() || pauses.isPaused(Stage.RECEIVE);
  }

  @Override
  public void onInit(Route route) {
    // The consumer is not made yet; Camel gives the listener to it, and to its successors.
    route.setConsumerListener(new Listener(this::isPaused, route::getConsumer, own));
  }

  /** Called on the consumer's own thread after each poll, whether or not it brought records. */
  static final class Listener extends KafkaConsumerListener {
    private final BooleanSupplier paused;
    private final Supplier<?> ofRoute;
    private final Lag lag;

    /**
     * @param ofRoute gives Camel's consumer, a service that an operator may have suspended
     */
    Listener(BooleanSupplier paused, Supplier<?> ofRoute, Instance own) {
      this.paused = paused;
      this.ofRoute = ofRoute;
      this.lag = new Lag(own);
    }

    /**
     * @return true always: what was polled is processed; Camel would drop it otherwise
     */
    @Override
    public boolean afterConsume(Object consumer) {
      Consumer<?, ?> kafka = (Consumer<?, ?>) consumer;
      if (paused.getAsBoolean()) {
        kafka.pause(kafka.assignment());
      } else if (!kafka.paused().isEmpty() && isStarted()) {
        kafka.resume(kafka.paused());
      }
      lag.measure(kafka);
      return true;
    }

    /**
     * A failure is the business of the consumer, which reconnects; Camel's own listener would pause
     * it and go back to the beginning of the topic.
     */
    @Override
    public boolean afterProcess(ProcessingResult result) {
      return true;
    }

    /**
     * To suspend a route, Camel pauses the same partitions; only the operator may resume them then.
     */
    private boolean isStarted() {
      return ofRoute.get() instanceof StatefulService service && service.isStarted();
    }
  }
}
