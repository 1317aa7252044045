package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.receive.Backlog;
import dev.portgithub.simulator.SignedInvocation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 10-receive: a batch is stored at once, and only then committed. */
class ReceiveRouteTest extends RouteTest {
  /** What was committed, and how many rows and dead letters were in the store then. */
  private record Commit(int partition, long offset, int stored) {}

  private final List<Commit> commits = new ArrayList<>();

  @BeforeEach
  void forget() {
    commits.clear();
  }

  @Test
  @Tag("P1")
  void a_batch_is_stored_before_the_last_record_of_each_partition_is_committed() {
    List<Exchange> batch =
        List.of(
            record(0, 10, valid()),
            record(1, 70, valid()),
            record(0, 11, valid()),
            record(1, 71, valid()),
            record(2, 5, valid()));
    assertThat(deliver(batch).getException()).isNull();
    assertThat(commits)
        .containsExactlyInAnyOrder(new Commit(0, 11, 5), new Commit(1, 71, 5), new Commit(2, 5, 5));
  }

  @Test
  @Tag("P1")
  void every_record_ends_in_one_outcome_and_none_holds_up_the_others() {
    ObjectNode wrongRepository = invocation(newRunId());
    ((ObjectNode) wrongRepository.at("/payload/action/invocationMethod")).put("repo", "../etc");
    String refused = wrongRepository.at("/context/runId").asText();
    ObjectNode known = invocation(newRunId());
    String accepted = known.at("/context/runId").asText();
    List<Exchange> batch =
        List.of(
            record(0, 1, null),
            record(0, 2, "{ not json".getBytes(StandardCharsets.UTF_8)),
            record(0, 3, signed(wrongRepository)),
            record(0, 4, SignedInvocation.unsigned(invocation(newRunId()))),
            record(0, 5, signed(known)),
            record(0, 6, signed(known)),
            record(0, 7, "{\"changelogDestination\":{}}".getBytes(StandardCharsets.UTF_8)),
            record(0, 8, SignedInvocation.forged(invocation(newRunId()), 1)));
    assertThat(deliver(batch).getException()).isNull();

    assertThat(commits).extracting(Commit::offset).containsExactly(8L);
    assertThat(state(accepted)).isEqualTo("ACCEPTED");
    assertThat(state(refused)).isEqualTo("REFUSED");
    assertThat(count("run")).isEqualTo(2);
    assertThat(texts("select reason from dead_letter order by id"))
        .containsExactly("NOT_JSON", "UNSIGNED", "WRONG_SIGNATURE");
  }

  @Test
  void what_is_accepted_counts_as_waiting_at_once() {
    Backlog backlog = bean("backlog", Backlog.class);
    long before = backlog.state().waiting();
    List<Exchange> batch =
        List.of(
            record(0, 1, valid()),
            record(0, 2, null),
            record(0, 3, SignedInvocation.unsigned(invocation(newRunId()))),
            record(0, 4, valid()));
    assertThat(deliver(batch).getException()).isNull();
    assertThat(backlog.state().waiting()).isEqualTo(before + 2);
    assertThat(deliver(batch).getException()).isNull();
    assertThat(backlog.state().waiting()).as("duplicates").isEqualTo(before + 2);
  }

  @Test
  void what_waits_is_counted_again_and_again_also_after_a_failure() throws Exception {
    Backlog backlog = bean("backlog", Backlog.class);
    deliver(List.of(record(0, 1, valid()), record(0, 2, valid()), record(0, 3, valid())));
    execute("alter table run rename to run_away");
    WATCH.start();
    camel.getRouteController().startRoute("measure-backlog");
    try {
      await().until(() -> WATCH.seen().stream().anyMatch(s -> s.startsWith("tell-next-time")));
      execute("alter table run_away rename to run");
      await().until(() -> CLOCK.instant().equals(backlog.state().countedAt()));
      assertThat(backlog.state().waiting()).isEqualTo(3);
    } finally {
      camel.getRouteController().stopRoute("measure-backlog");
    }
  }

  @Test
  void a_batch_that_is_delivered_again_changes_nothing() {
    List<Exchange> batch =
        List.of(
            record(0, 1, valid()), record(0, 2, SignedInvocation.unsigned(invocation(newRunId()))));
    deliver(batch);
    execute("update run set state = 'RUNNING'");
    assertThat(deliver(batch).getException()).isNull();
    assertThat(count("run where state = 'RUNNING'")).isEqualTo(1);
    assertThat(count("run")).isEqualTo(1);
    assertThat(count("dead_letter")).isEqualTo(1);
    assertThat(commits).extracting(Commit::offset).containsExactly(2L, 2L);
  }

  @Test
  @Tag("P1")
  void nothing_is_committed_when_the_store_fails_and_the_consumer_is_told() {
    List<Exchange> batch =
        List.of(record(0, 1, "dead".getBytes(StandardCharsets.UTF_8)), record(0, 2, valid()));
    execute("alter table run rename to run_away");
    try {
      assertThat(deliver(batch).getException()).hasMessageContaining("run");
      assertThat(commits).isEmpty();
      assertThat(count("dead_letter")).as("one transaction").isZero();
    } finally {
      execute("alter table run_away rename to run");
    }
    assertThat(deliver(batch).getException()).isNull();
    assertThat(commits).containsExactly(new Commit(0, 2, 2));
  }

  @Test
  @Tag("P6")
  void headers_from_outside_do_not_pass_the_door() {
    Map<String, Object> foreign =
        Map.of(
            "CamelHttpUri", "http://elsewhere.example",
            "CamelHttpMethod", "DELETE",
            "CamelHttpPath", "/elsewhere",
            "CamelBeanMethodName", "toString",
            "Authorization", "Bearer of-somebody",
            "X-Foreign", "x");
    Exchange record = record(0, 1, valid());
    record.getMessage().getHeaders().putAll(foreign);
    WATCH.start();
    Exchange delivered = send("direct:batch", List.of(record), foreign);
    WATCH.stop();

    assertThat(delivered.getException()).isNull();
    assertThat(delivered.getMessage().getHeaders()).doesNotContainKeys("X-Foreign");
    assertThat(WATCH.seen())
        .filteredOn(seen -> seen.contains("X-Foreign"))
        .allMatch(seen -> seen.startsWith("keep-batch") || seen.startsWith("drop-foreign-headers"));
    assertThat(count("run where state = 'ACCEPTED'")).isEqualTo(1);
    dispatch();
    assertThat(GITHUB.journal().calls())
        .isNotEmpty()
        .allMatch(call -> call.path().startsWith("/repos/acme-inc/" + repo))
        .noneMatch(call -> call.headers().containsKey("x-foreign"))
        .allMatch(call -> call.header("Authorization").equals("Bearer " + TOKEN));
  }

  private byte[] valid() {
    return signed(invocation(newRunId()));
  }

  private Exchange deliver(List<Exchange> batch) {
    return send("direct:batch", batch, Map.of());
  }

  private Exchange record(int partition, long offset, byte[] value) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(value);
    exchange.getMessage().setHeader(KafkaConstants.TOPIC, "topic");
    exchange.getMessage().setHeader(KafkaConstants.PARTITION, partition);
    exchange.getMessage().setHeader(KafkaConstants.OFFSET, offset);
    exchange.getMessage().setHeader(KafkaConstants.TIMESTAMP, CLOCK.instant().toEpochMilli());
    KafkaManualCommit commit =
        () -> commits.add(new Commit(partition, offset, count("run") + count("dead_letter")));
    exchange.getMessage().setHeader(KafkaConstants.MANUAL_COMMIT, commit);
    return exchange;
  }
}
