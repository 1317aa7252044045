package dev.portgithub.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.spi.RoutePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands back work that waits for its stage while Camel stops. */
final class WaitingWork {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingWork.class);

  private final HandBack handBack;

  WaitingWork(HandBack handBack) {
    this.handBack = handBack;
  }

  /**
   * Empties the queues of the stages, since nobody else does while a stage is suspended or stopped:
   * Camel would wait for what is in them until its time-out is over, and so would a claim that
   * waits for room.
   *
   * @param policy that the stages name
   */
  void emptyQueues(CamelContext camel, RoutePolicy policy) {
    for (Route route : camel.getRoutes()) {
      if (route.getRoutePolicyList().contains(policy)
          && route.getEndpoint() instanceof SedaEndpoint stage) {
        for (Exchange waiting = stage.getQueue().poll();
            waiting != null;
            waiting = stage.getQueue().poll()) {
          handBack(waiting);
        }
      }
    }
  }

  /** Never throws: what the store does not take is due again at the end of its lease. */
  void handBack(Exchange exchange) {
    Object claimed = exchange.getMessage().getBody();
    try {
      handBack.of(claimed);
    } catch (RuntimeException e) {
      LOG.warn(
          "{} was claimed and could not be handed back ({}); it is due again at the end of its lease",
          HandBack.describe(claimed),
          e.getMessage());
    }
  }
}
