package dev.portgithub.host;

import org.apache.camel.CamelContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Stops Camel before the web server, which Spring Boot would stop first: while work is being
 * finished, probes get their answer, and readiness says 503. The store is closed after both.
 *
 * <p>This event comes before any other part is stopped, and after readiness has changed.
 */
@Component
class CamelStopsFirst implements ApplicationListener<ContextClosedEvent> {
  private final CamelContext camel;

  CamelStopsFirst(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    camel.stop();
  }
}
