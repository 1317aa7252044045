package dev.portgithub.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.portgithub.remote.Wire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of work when Camel stops, within its shutdown time-out:
 *
 * <ol>
 *   <li>the consumer leaves its group, so that others take the partitions immediately;
 *   <li>what was claimed and has not begun is handed back, due now. Each route that takes claimed
 *       rows or wake-ups names this bean as its {@code routePolicy}: from then on it begins with
 *       nothing, and what waits in its queue is taken out, even while it is suspended or stopped;
 *   <li>what has begun is finished;
 *   <li>calls without an answer after three quarters of the time are broken off. Each then counts
 *       as a lost connection: a dispatch is located, everything else is repeated later.
 * </ol>
 *
 * <p>Only work that is blocked by a hung store is left to the end of its lease.
 */
public final class GracefulStop implements RoutePolicy, CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final HandBack handBack;
  private final WaitingWork waiting;
  private final Clock clock;
  private final List<Wire> wires;
  private final AtomicInteger brokenOff = new AtomicInteger();
  private CamelContext camel;
  private Instant begin;
  private int underWay;
  private ScheduledExecutorService timer;

  public GracefulStop(HandBack handBack, Clock clock, Wire gitHub, Wire port) {
    this.handBack = handBack;
    this.waiting = new WaitingWork(handBack);
    this.clock = clock;
    this.wires = List.of(gitHub, port);
  }

  /** While Camel stops nothing begins: the exchange ends before the first step of the route. */
  @Override
  public void onExchangeBegin(Route route, Exchange exchange) {
    if (camel.isStopping()) {
      exchange.setRouteStop(true);
      waiting.handBack(exchange);
    }
  }

  private void begin() {
    begin = Instant.now(clock);
    underWay = underWay();
    Duration patience = patience().multipliedBy(3).dividedBy(4);
    LOG.info(
        "Stopping: no new work is taken. What is under way ({}) has until {} to end; what has not begun is handed back",
        underWay,
        begin.plus(patience));
    // Two threads: a hung store blocks the one that hands back.
    timer = Executors.newScheduledThreadPool(2, GracefulStop::daemon);
    timer.schedule(this::breakOff, patience.toMillis(), MILLISECONDS);
    timer.scheduleWithFixedDelay(
        () -> waiting.emptyQueues(camel, this), 0, LOOK_AGAIN.toMillis(), MILLISECONDS);
    leaveConsumerGroup();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "graceful-stop");
    thread.setDaemon(true);
    return thread;
  }

  private void leaveConsumerGroup() {
    for (Route route : routesOf("kafka:")) {
      try {
        camel
            .getRouteController()
            .stopRoute(route.getRouteId(), LEAVE_WITHIN.toMillis(), MILLISECONDS);
      } catch (Exception e) {
        LOG.warn(
            "The consumer did not leave its group ({}); the broker will miss it by itself",
            e.getMessage());
      }
    }
  }

  private void breakOff() {
    brokenOff.set(underWay());
    wires.forEach(Wire::close);
    camel.getEndpoints().stream()
        .filter(endpoint -> endpoint.getEndpointUri().matches("https?:.*"))
        .forEach(Endpoint::stop);
  }

  private void end() {
    timer.shutdownNow();
    int ended = Math.max(0, underWay - brokenOff.get());
    LOG.info(
        "Stopped after {} s: {} of what was under way ended, {} had not begun and were handed back{}",
        Duration.between(begin, Instant.now(clock)).toSeconds(),
        ended,
        handBack.rows(),
        brokenOff.get() == 0
            ? ""
            : ", "
                + brokenOff.get()
                + " got no answer in time and were broken off: dispatches will be located, the rest repeated");
  }

  private Duration patience() {
    return Duration.of(
        camel.getShutdownStrategy().getTimeout(),
        camel.getShutdownStrategy().getTimeUnit().toChronoUnit());
  }

  /** Batches, claims and calls; not the routes that these go through. */
  private int underWay() {
    return routesOf("(kafka|seda):").stream()
        .map(Route::getRouteId)
        .mapToInt(camel.getInflightRepository()::size)
        .sum();
  }

  private List<Route> routesOf(String scheme) {
    return camel.getRoutes().stream()
        .filter(route -> route.getEndpoint().getEndpointUri().matches(scheme + ".*"))
        .toList();
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  /** Beans of YAML files are made twice: only the one that the routes use reports. */
  @Override
  public void setCamelContext(CamelContext camelContext) {
    if (camel != null) {
      return;
    }
    this.camel = camelContext;
    camelContext.getManagementStrategy().addEventNotifier(new StopEvents());
  }

  // Nothing to do for the rest. Camel's RoutePolicySupport is a service, which Camel may stop
  // first.

  @Override
  public void onInit(Route route) {}

  @Override
  public void onRemove(Route route) {}

  @Override
  public void onStart(Route route) {}

  @Override
  public void onStop(Route route) {}

  @Override
  public void onSuspend(Route route) {}

  @Override
  public void onResume(Route route) {}

  @Override
  public void onExchangeDone(Route route, Exchange exchange) {}

  private final class StopEvents extends SimpleEventNotifierSupport {
    @Override
    public void notify(CamelEvent event) {
      if (event.getType() == CamelEvent.Type.RoutesStopping && serves()) {
        begin();
      } else if (event.getType() == CamelEvent.Type.RoutesStopped && begin != null) {
        end();
      }
    }
  }

  private boolean serves() {
    return camel.getRegistry().lookupByName("gracefulStop") == this;
  }
}
