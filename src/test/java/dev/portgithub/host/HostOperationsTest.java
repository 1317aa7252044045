package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.operator.LetterOperations;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.World;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator does with dead letters in Hawtio, by the requests that Hawtio makes. */
class HostOperationsTest {
  private static final String DEAD_LETTERS =
      "org.apache.camel:context=port-github-backend,type=services,name=DeadLetters";

  private final RunningHost host = RunningHost.get();

  @Test
  void dead_letters_are_counted_listed_replayed_and_discarded() {
    PortRun run =
        host.world.createRun("deploy.yml", World.inputs("checkout", "version-in-the-record"), true);
    host.world.publish(
        SignedInvocation.unsigned(SignedInvocation.of(run, host.world.port.orgId())));
    await().until(() -> parked() > 0);

    String list = exec("list(int)", 10);
    assertThat(list).contains("validate/UNSIGNED").doesNotContain("version-in-the-record");
    long id = Long.parseLong(list.substring(1, list.indexOf(' ')));
    assertThat(exec("replay(long)", id)).contains("was validated again: parked");
    assertThat(exec("list(int)", 10)).contains("#" + id, "attempts 2");
    assertThat(exec("discard(long)", id)).contains("is discarded");
    assertThat(exec("replay(long)", id)).contains("nothing was done");
    assertThat(parked()).isZero();
    assertThat(exec("replay(long)", 4711)).contains("There is no dead letter 4711");
  }

  @Test
  void whoever_is_logged_in_is_named_in_the_log() {
    try (LogLines log = new LogLines(LetterOperations.class)) {
      exec("discard", 4711);
      exec("replay(long)", 4712);
      exec("discardBecause(long,java.lang.String)", 4713, "a test");

      assertThat(log.lines())
          .satisfiesExactly(
              discard -> assertThat(discard).contains("4711: discard, by operator admin: "),
              replay -> assertThat(replay).contains("4712: replay, by operator admin: "),
              because ->
                  assertThat(because)
                      .contains("4713: discard because \"a test\", by operator admin: "));
    }
  }

  /** Jolokia refuses the bare name of an operation that has two signatures. */
  @Test
  void every_operation_can_be_called_by_its_name_alone() {
    JsonNode services = host.jolokia(Map.of("type", "list", "path", "org.apache.camel"));
    JsonNode operations =
        services.path("value").properties().stream()
            .filter(mbean -> mbean.getKey().contains("name=DeadLetters"))
            .map(mbean -> mbean.getValue().path("op"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(services));

    assertThat(operations.properties()).extracting(Map.Entry::getKey).contains("discardBecause");
    assertThat(operations.properties())
        .allSatisfy(operation -> assertThat(operation.getValue().isObject()).isTrue());
  }

  @Test
  void a_request_without_the_token_of_the_cookie_changes_nothing() {
    HttpClient browser = RunningHost.browser();
    RunningHost.send(
        browser, RunningHost.withLogin(HttpRequest.newBuilder(host.uri("/observe/jolokia"))));
    HttpRequest.Builder forged =
        RunningHost.withLogin(HttpRequest.newBuilder(host.uri("/observe/jolokia")))
            .POST(BodyPublishers.ofString("{\"type\":\"version\"}"));
    assertThat(RunningHost.send(browser, forged).statusCode()).isIn(401, 403);
  }

  @Test
  void the_routes_are_there_to_be_seen_with_what_they_have_done() {
    JsonNode answer =
        host.jolokia(
            Map.of(
                "type",
                "read",
                "mbean",
                "org.apache.camel:context=port-github-backend,type=routes,name=\"tick\"",
                "attribute",
                List.of("State", "ExchangesTotal", "Description", "RouteGroup")));
    assertThat(answer.at("/value/State").asText()).isEqualTo("Started");
    assertThat(answer.at("/value/ExchangesTotal").asLong()).isPositive();
    assertThat(answer.at("/value/Description").asText()).contains("Wakes every stage");
    assertThat(answer.at("/value/RouteGroup").asText()).isEqualTo("05-tick");
  }

  private long parked() {
    return host.jolokia(Map.of("type", "read", "mbean", DEAD_LETTERS, "attribute", "Parked"))
        .path("value")
        .asLong();
  }

  private String exec(String operation, Object... arguments) {
    return host.operate(DEAD_LETTERS, operation, arguments);
  }
}
