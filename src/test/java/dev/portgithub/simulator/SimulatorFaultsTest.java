package dev.portgithub.simulator;

import static dev.portgithub.simulator.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatorFaultsTest {

  private static final String PATH = "/repos/o/r/actions/workflows/w.yml/dispatches";
  private static final String BODY = "{\"ref\":\"main\"}";

  private GithubSimulator github;
  private Caller caller;

  @BeforeEach
  void start() {
    github = GithubSimulator.builder().token("t", "bot").start();
    github.repository("o", "r").workflow("w.yml");
    caller = new Caller(github.url()).with("Authorization", "Bearer t");
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private void next(Fault fault) {
    github.faults().next(Request.of("POST", "/dispatches$"), fault);
  }

  @Test
  void before_has_no_effect_and_after_has_it() {
    next(Fault.status(502));
    assertThat(caller.post(PATH, BODY).statusCode()).isEqualTo(502);
    assertThat(github.runs()).isEmpty();
    next(Fault.statusAfter(502));
    assertThat(caller.post(PATH, BODY).statusCode()).isEqualTo(502);
    assertThat(github.runs()).hasSize(1);
    assertThat(caller.post(PATH, BODY).statusCode()).isEqualTo(204);
    assertThat(github.faults().pending()).isZero();
  }

  @Test
  void a_dropped_connection_has_its_effect_or_not() {
    next(Fault.dropBefore());
    assertThatThrownBy(() -> caller.post(PATH, BODY)).isInstanceOf(UncheckedIOException.class);
    assertThat(github.runs()).isEmpty();
    next(Fault.dropAfter());
    assertThatThrownBy(() -> caller.post(PATH, BODY)).isInstanceOf(UncheckedIOException.class);
    assertThat(github.runs()).hasSize(1);
    assertThat(github.journal().calls().get(0).status()).isZero();
    assertThat(github.journal().count("POST", "/dispatches$")).isEqualTo(2);
  }

  @Test
  void nonsense_comes_as_asked() {
    next(Fault.html(200));
    assertThat(caller.post(PATH, BODY).body()).startsWith("<html>");
    next(Fault.garbage());
    assertThat(caller.post(PATH, BODY).body()).startsWith("}{");
    next(Fault.emptyAnswer());
    assertThat(caller.post(PATH, BODY).body()).isEmpty();
    assertThat(github.runs()).isEmpty();
  }

  @Test
  void a_call_hangs_until_released() throws Exception {
    github.faults().always(Request.any(), Fault.hang());
    CompletableFuture<HttpResponse<String>> hanging =
        CompletableFuture.supplyAsync(() -> caller.get("/user"));
    await().until(() -> github.journal().calls().size() == 1);
    assertThatThrownBy(() -> hanging.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    github.faults().clear();
    assertThat(hanging.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void a_late_answer_has_had_its_effect_at_once() throws Exception {
    next(Fault.delayAfter(Duration.ofSeconds(1)));
    CompletableFuture<Long> started = new CompletableFuture<>();
    github.onRunStarted(run -> started.complete(run.id()));
    CompletableFuture<HttpResponse<String>> late =
        CompletableFuture.supplyAsync(() -> caller.post(PATH, BODY));
    started.get(5, TimeUnit.SECONDS);
    assertThat(late).isNotDone();
    assertThat(late.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
  }

  @Test
  void latency_does_not_serialise_hundreds_of_calls() {
    github.latency(Duration.ofSeconds(1));
    long begin = System.nanoTime();
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      HttpRequest request = caller.request("/user").GET().build();
      calls.add(caller.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }
    calls.forEach(call -> assertThat(call.join().statusCode()).isEqualTo(200));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    assertThat(github.peakConcurrentCalls()).isGreaterThan(50);
  }

  @Test
  void another_process_can_arm_faults_and_read_the_journal() {
    Caller control = new Caller(github.url());
    String order =
        "{\"times\":2,\"method\":\"POST\",\"path\":\"/dispatches$\",\"status\":503,"
            + "\"mode\":\"before\",\"headers\":{\"Retry-After\":\"7\"},\"body\":\"busy\"}";
    assertThat(control.post("/_sim/faults", order).statusCode()).isEqualTo(204);
    HttpResponse<String> refused = caller.post(PATH, BODY);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("7");
    assertThat(refused.body()).isEqualTo("busy");
    assertThat(control.delete("/_sim/faults").statusCode()).isEqualTo(204);
    assertThat(caller.post(PATH, BODY).statusCode()).isEqualTo(204);
    JsonNode journal = json(control.get("/_sim/journal"));
    assertThat(journal).hasSize(2);
    assertThat(journal.get(0).get("status").asInt()).isEqualTo(503);
    assertThat(journal.get(1).at("/headers/authorization").asText()).isEqualTo("Bearer t");
    assertThat(control.post("/_sim/faults", "{\"mode\":\"odd\"}").statusCode()).isEqualTo(400);
  }
}
