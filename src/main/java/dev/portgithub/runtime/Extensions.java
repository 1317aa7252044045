package dev.portgithub.runtime;

import dev.portgithub.run.Milestones;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what became of a run into the queue of the extension route of that name, if there is one.
 * While the queue is full, because the route hangs or is slow, events are dropped.
 */
public final class Extensions implements Milestones, CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);
  private static final int LONGEST_QUEUE = 100;

  private final Set<String> dropping = ConcurrentHashMap.newKeySet();
  private CamelContext camel;

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public void tell(String milestone, Map<String, Object> facts) {
    try {
      if (camel != null && camel.getRoute(milestone) != null) {
        offer(camel.getEndpoint("seda:" + milestone, SedaEndpoint.class), milestone, facts);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "Extension {} could not be told of run {} ({}); the run is not affected",
          milestone,
          facts.get("runId"),
          e.getMessage());
    }
  }

  private void offer(SedaEndpoint queue, String milestone, Map<String, Object> facts) {
    Exchange event = queue.createExchange();
    event.getMessage().setBody(facts);
    // For the log line about a failure, whatever the route has made of the body by then.
    event.setProperty("runId", facts.get("runId"));
    if (queue.getQueue().size() < LONGEST_QUEUE && queue.getQueue().offer(event)) {
      dropping.remove(milestone);
    } else if (dropping.add(milestone)) {
      LOG.warn(
          "Extension {} is behind by {} events; further ones are dropped, and the runs are not affected",
          milestone,
          LONGEST_QUEUE);
    }
  }
}
