package dev.portgithub.remote;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.simulator.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token is fetched once for all threads, renewed before it ends, and never printed. */
class TokensTest {
  private final TestClock clock = new TestClock(START);
  private final Tokens tokens = new Tokens("renew", clock);
  private final AtomicInteger fetched = new AtomicInteger();
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private volatile RuntimeException failure;

  @BeforeEach
  void startTheRoute() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:renew")
                .errorHandler(noErrorHandler())
                .process(
                    exchange -> {
                      int number = fetched.incrementAndGet();
                      if (failure != null) {
                        throw failure;
                      }
                      String credential = exchange.getMessage().getBody(String.class);
                      exchange
                          .getMessage()
                          .setBody(
                              new Token(
                                  credential + "-" + number,
                                  Instant.now(clock).plus(Duration.ofHours(1))));
                    });
          }
        });
    camel.start();
  }

  @AfterEach
  void stopTheRoute() {
    camel.stop();
  }

  @Test
  void many_threads_fetch_one_token() throws Exception {
    int threads = 16;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(
            () -> {
              start.await();
              tokens.ensure(camel, "port");
              return tokens.valueOf("port");
            });
      }
      for (Future<String> value : pool.invokeAll(calls)) {
        assertThat(value.get()).isEqualTo("port-1");
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fetched).hasValue(1);
  }

  @Test
  void a_token_is_renewed_shortly_before_it_ends() throws Exception {
    tokens.ensure(camel, "port");
    clock.tick(Duration.ofHours(1).minusSeconds(31));
    tokens.ensure(camel, "port");
    assertThat(tokens.valueOf("port")).isEqualTo("port-1");

    clock.tick(Duration.ofSeconds(1));
    tokens.ensure(camel, "port");
    assertThat(tokens.valueOf("port")).isEqualTo("port-2");
  }

  @Test
  void each_credential_has_its_own_token() throws Exception {
    tokens.ensure(camel, "app:one");
    tokens.ensure(camel, "app:two");

    assertThat(tokens.valueOf("app:one")).isEqualTo("app:one-1");
    assertThat(tokens.valueOf("app:two")).isEqualTo("app:two-2");
    assertThat(tokens.valueOf("app:three")).isNull();
  }

  @Test
  void a_refused_token_is_fetched_anew() throws Exception {
    tokens.ensure(camel, "port");
    tokens.drop("port", "port-1");
    assertThat(tokens.valueOf("port")).isNull();

    tokens.ensure(camel, "port");
    assertThat(tokens.valueOf("port")).isEqualTo("port-2");
  }

  @Test
  void a_token_that_another_thread_has_replaced_already_stays() throws Exception {
    tokens.ensure(camel, "port");
    tokens.drop("port", "an-older-one");

    assertThat(tokens.valueOf("port")).isEqualTo("port-1");
  }

  @Test
  void a_failed_fetch_reaches_the_caller_as_it_is_and_is_tried_again_with_the_next_call()
      throws Exception {
    failure = new RemoteBusy("Port is away", null);
    assertThatThrownBy(() -> tokens.ensure(camel, "port")).isSameAs(failure);

    failure = null;
    tokens.ensure(camel, "port");
    assertThat(tokens.valueOf("port")).isEqualTo("port-2");
  }

  @Test
  void a_token_is_never_printed() {
    assertThat(new Token("secret", START)).hasToString("token until " + START);
  }
}
