package dev.portgithub.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The HTTP side that both simulators share: journal, faults, latency, control endpoints.
 *
 * <p>Waiting never holds a thread: a delayed answer is a task of a scheduler. Listens on 127.0.0.1
 * only.
 */
final class SimulatorServer implements AutoCloseable {

  static {
    // Read once by the JDK's server. Without the first, small answers wait 40 ms for a delayed ACK;
    // without the others, idle keep-alive connections are closed under a client that reuses them.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxIdleConnections", "5000");
    setIfAbsent("sun.net.httpserver.idleInterval", "600");
  }

  private final Clock clock;
  private final HttpServer server;
  private final ExecutorService threads;
  private final ScheduledExecutorService scheduler;
  private final Journal journal;
  private final Faults faults = new Faults();
  private final RemoteControl control;
  private final Function<Request, Answer> api;
  private final Function<Request, Optional<Answer>> pages;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private volatile Duration latency = Duration.ZERO;

  SimulatorServer(
      String name,
      int port,
      Clock clock,
      Function<Request, Answer> api,
      Function<Request, Optional<Answer>> pages) {
    this.clock = clock;
    this.journal = new Journal(clock);
    this.control = new RemoteControl(journal, faults, this::latency);
    this.api = api;
    this.pages = pages;
    this.threads = Executors.newCachedThreadPool(daemons(name));
    this.scheduler = Executors.newSingleThreadScheduledExecutor(daemons(name + "-timer"));
    try {
      InetAddress here = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
      this.server = HttpServer.create(new InetSocketAddress(here, port), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  void start() {
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Journal journal() {
    return journal;
  }

  Faults faults() {
    return faults;
  }

  ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** How many API calls were being answered at the same time, at most, since the start. */
  int peak() {
    return peak.get();
  }

  /** Every API answer leaves this much later. */
  void latency(Duration latency) {
    this.latency = latency;
  }

  @Override
  public void close() {
    server.stop(0);
    scheduler.shutdownNow();
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try {
      Request request = read(exchange);
      if (request.path().startsWith("/_sim/")) {
        send(exchange, control.handle(request));
        return;
      }
      Optional<Answer> page = pages.apply(request);
      if (page.isPresent()) {
        send(exchange, page.get());
        return;
      }
      new Conversation(exchange, request).begin();
    } catch (IOException e) {
      exchange.close();
    } catch (RuntimeException e) {
      e.printStackTrace();
      exchange.close();
    }
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(), String.join(", ", values)));
    try (InputStream in = exchange.getRequestBody()) {
      String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getRawPath();
      String query = exchange.getRequestURI().getRawQuery();
      return new Request(exchange.getRequestMethod(), path, query, headers, body);
    }
  }

  private void send(HttpExchange exchange, Answer answer) {
    try {
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
      exchange.getResponseHeaders().set("Date", date);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      boolean bodiless = answer.status() == 204 || answer.status() == 304;
      int length = bodiless ? 0 : answer.body().length;
      exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
      if (length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(answer.body());
        }
      }
    } catch (IOException e) {
      // The client is gone, as it may be when a test kills it.
    } finally {
      exchange.close();
    }
  }

  /** One API call from its arrival to its answer, across threads. */
  private final class Conversation {
    private final HttpExchange exchange;
    private final Request request;
    private final long number;

    Conversation(HttpExchange exchange, Request request) {
      this.exchange = exchange;
      this.request = request;
      this.number = journal.arrived(request);
      int now = open.incrementAndGet();
      peak.accumulateAndGet(now, Math::max);
    }

    void begin() {
      Optional<Fault> taken = faults.take(request);
      if (taken.isEmpty()) {
        answer(perform(), latency);
        return;
      }
      Fault fault = taken.get();
      switch (fault.kind) {
        case ANSWER_BEFORE -> answer(fault.answer, latency);
        case ANSWER_AFTER -> {
          perform();
          answer(fault.answer, latency);
        }
        case CUT_AFTER -> cut(perform());
        case DROP_BEFORE -> drop();
        case DROP_AFTER -> {
          perform();
          drop();
        }
        case DELAY_BEFORE -> later(fault.delay, () -> answer(perform(), latency));
        case DELAY_AFTER -> answer(perform(), fault.delay.plus(latency));
        case HANG -> faults.released().thenRunAsync(() -> answer(perform(), latency), threads);
      }
    }

    private Answer perform() {
      try {
        return api.apply(request);
      } catch (RuntimeException e) {
        e.printStackTrace();
        return Answer.of(500, "text/plain", "simulator bug: " + e);
      }
    }

    private void answer(Answer answer, Duration delay) {
      journal.answered(number, answer.status());
      if (delay.isZero()) {
        finish(() -> send(exchange, answer));
      } else {
        later(delay, () -> finish(() -> send(exchange, answer)));
      }
    }

    private void cut(Answer answer) {
      journal.answered(number, answer.status());
      byte[] body = answer.body();
      try {
        exchange.sendResponseHeaders(answer.status(), body.length + 2L);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
      } catch (IOException e) {
        // The client is gone.
      }
      drop();
    }

    private void drop() {
      finish(exchange::close);
    }

    private void finish(Runnable last) {
      open.decrementAndGet();
      last.run();
    }

    private void later(Duration delay, Runnable task) {
      try {
        scheduler.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        exchange.close();
      }
    }
  }
}
