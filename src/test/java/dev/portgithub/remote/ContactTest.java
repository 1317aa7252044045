package dev.portgithub.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether GitHub answers at all, by the calls that are made anyway. */
class ContactTest {
  private final TestClock clock = new TestClock(TestBackend.START);
  private final Contact contact = new Contact(clock, "GitHub");
  private final LogLines log = new LogLines(Contact.class);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void one_call_that_fails_says_nothing_and_neither_do_some_within_a_moment() {
    contact.failed("HTTP 502");
    clock.tick(Duration.ofSeconds(9));
    contact.failed("HTTP 502");
    assertThat(contact.away()).isEmpty();
    contact.answered();
    clock.tick(Duration.ofSeconds(9));
    contact.failed("HTTP 502");
    assertThat(contact.away()).as("another failure, after an answer").isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void ten_seconds_without_an_answer_are_told_once_and_so_is_their_end() {
    contact.failed("HTTP 502");
    clock.tick(Duration.ofSeconds(10));
    contact.failed("Connection refused");
    contact.failed("Connect timed\nout");
    assertThat(contact.away()).contains(new Contact.Away(TestBackend.START, "Connect timed out"));
    clock.tick(Duration.ofMinutes(60));
    contact.answered();
    contact.answered();
    assertThat(contact.away()).isEmpty();
    assertThat(log.lines())
        .satisfiesExactly(
            begin ->
                assertThat(begin)
                    .startsWith("WARN GitHub has answered no call since 2026-11-22T10:00:00Z (Con"),
            end -> assertThat(end).startsWith("INFO GitHub answers again, after 1 h"));
  }

  @Test
  void what_is_on_the_wire_decides() throws Exception {
    try (GithubSimulator github = GithubSimulator.builder().token("t", "bot").start();
        CloseableHttpClient client = client()) {
      github.faults().next(5, Request.of("GET", "/x"), Fault.status(503));
      github.faults().next(Request.of("GET", "/graphql$"), Fault.status(502));
      failsFor(client, github.url() + "/x");
      assertThat(contact.away().orElseThrow().why()).isEqualTo("HTTP 503");
      get(client, github.url() + "/graphql");
      assertThat(contact.away()).as("says nothing").isPresent();
      github.faults().clear();
      get(client, github.url() + "/y");
      assertThat(contact.away()).as("401 is an answer").isEmpty();
    }
    try (CloseableHttpClient client = client()) {
      failsFor(client, "http://127.0.0.1:1/x");
      assertThat(contact.away().orElseThrow().why()).contains("Connection refused");
    }
  }

  @Test
  void a_failure_is_named_where_its_message_says_little() {
    assertThat(Wire.words(new UnknownHostException("api.github.example")))
        .isEqualTo("UnknownHostException: api.github.example");
    assertThat(Wire.words(new IOException("Read timed out"))).isEqualTo("Read timed out");
    assertThat(Wire.words(new IOException())).isEqualTo("IOException");
  }

  private void failsFor(CloseableHttpClient client, String address) {
    get(client, address);
    clock.tick(Duration.ofSeconds(11));
    get(client, address);
  }

  private CloseableHttpClient client() {
    HttpClientBuilder builder = HttpClientBuilder.create();
    Connections connections = new Connections(new Trust(TestSettings.with()), 5000, 5000, 4);
    new Wire(Nobody.INSTANCE, new ProxyRoute(TestSettings.with()), connections, contact)
        .configureHttpClient(builder);
    return builder.build();
  }

  private static void get(CloseableHttpClient client, String address) {
    try {
      client.execute(new HttpGet(address), answer -> answer.getCode());
    } catch (IOException expected) {
      // The test asks the contact what it has seen.
    }
  }
}
