package dev.portgithub.report;

import static dev.portgithub.world.TestBackend.LEASE;
import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.port.PortAnswers;
import dev.portgithub.port.PortCalls;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.Delivery.Refusal;
import dev.portgithub.run.Start;
import dev.portgithub.run.Target;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Port is to be told is told in order, at least once, and never left behind. */
abstract class OutboxContract extends DatabaseContract {
  OutboxContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P3")
  void the_reports_of_a_run_are_delivered_in_the_order_in_which_they_were_added() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    add("r_1", "three");

    assertThat(backend.deliverAll()).containsExactly(text("one"), text("two"), text("three"));
    assertThat(backend.count("report where outcome = 'DELIVERED'")).isEqualTo(3);
    assertThat(reportDueAt()).isNull();
    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.outbox.claim(10)).isEmpty();
  }

  @Test
  void a_claim_gives_the_first_report_of_each_run() {
    backend.accept("r_1", "r_2");
    add("r_1", "one", "two");
    add("r_2", "three");

    assertThat(backend.outbox.claim(10))
        .extracting(Report::body)
        .containsExactlyInAnyOrder(text("one"), text("three"));
  }

  @Test
  void the_outbox_of_a_run_is_claimed_once_until_its_lease_ends() {
    backend.accept("r_1");
    add("r_1", "one");
    Report first = claimOne();

    assertThat(backend.another().outbox.claim(10)).isEmpty();
    backend.clock.tick(LEASE);
    Report again = backend.another().outbox.claim(10).get(0);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.claim().reportClaim()).isEqualTo(first.claim().reportClaim() + 1);
  }

  @Test
  void the_lease_is_renewed_with_each_report() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Report first = claimOne();
    backend.clock.tick(LEASE.minusSeconds(1));
    assertThat(backend.delivery.delivered(first)).isNotNull();
    backend.clock.tick(LEASE.minusSeconds(1));

    assertThat(backend.another().outbox.claim(10)).isEmpty();
  }

  @Test
  void a_deliverer_whose_lease_has_ended_goes_no_further() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Report stale = claimOne();
    backend.clock.tick(LEASE);
    Report anew = backend.another().outbox.claim(10).get(0);

    assertThat(backend.delivery.delivered(stale)).isNull();
    assertThat(backend.another().delivery.delivered(anew).body()).isEqualTo(text("two"));
  }

  @Test
  void a_postponement_under_an_ended_lease_takes_nothing_from_the_new_claimant() {
    backend.accept("r_1");
    add("r_1", "one");
    Report stale = claimOne();
    backend.clock.tick(LEASE);
    backend.another().outbox.claim(10);
    Instant lease = reportDueAt();
    backend.delivery.postpone(stale, new IOException("reset"));

    assertThat(reportDueAt()).isEqualTo(lease);
  }

  @Test
  @Tag("P3")
  void a_failed_report_is_told_again_after_growing_delays_and_holds_back_those_behind_it() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    for (int seconds : new int[] {2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600}) {
      Report report = claimOne();
      assertThat(report.body()).isEqualTo(text("one"));
      backend.delivery.postpone(report, new IOException("reset"));
      Instant due = reportDueAt();

      assertThat(Duration.between(Instant.now(backend.clock), due))
          .isBetween(Duration.ofMillis(seconds * 900L), Duration.ofSeconds(seconds));
      backend.clock.set(due.minusMillis(1));
      assertThat(backend.outbox.claim(10)).isEmpty();
      backend.clock.set(due);
    }
    assertThat(backend.deliverAll()).containsExactly(text("one"), text("two"));
  }

  @Test
  @Tag("P4")
  void the_time_that_port_asked_for_is_kept() {
    backend.accept("r_1");
    add("r_1", "one");
    backend.delivery.postpone(claimOne(), new RemoteBusy("429", START.plusSeconds(77)));

    assertThat(reportDueAt()).isEqualTo(START.plusSeconds(77));
  }

  @Test
  void a_report_that_is_added_to_a_postponed_outbox_waits_its_turn() {
    backend.accept("r_1");
    add("r_1", "one");
    backend.delivery.postpone(claimOne(), new RemoteBusy("429", START.plusSeconds(77)));
    add("r_1", "two");

    assertThat(backend.outbox.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(77));
    assertThat(backend.deliverAll()).containsExactly(text("one"), text("two"));
  }

  @Test
  void a_report_that_is_added_during_a_delivery_is_delivered_by_the_same_claim() {
    backend.accept("r_1");
    add("r_1", "one");
    Report first = claimOne();
    add("r_1", "two");

    assertThat(backend.outbox.claim(10)).isEmpty();
    assertThat(backend.delivery.delivered(first).body()).isEqualTo(text("two"));
  }

  @Test
  @Tag("P3")
  void a_report_that_is_added_while_a_deliverer_finds_the_outbox_empty_is_never_stranded()
      throws Exception {
    backend.accept("r_1");
    int reports = 150;
    AtomicBoolean adding = new AtomicBoolean(true);
    List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> deliverers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        TestBackend instance = backend.another();
        deliverers.add(
            threads.submit(
                () -> {
                  while (adding.get()) {
                    delivered.addAll(instance.deliverAll());
                  }
                }));
      }
      Future<?> adder =
          threads.submit(
              () -> {
                for (int i = 0; i < reports; i++) {
                  add("r_1", "line " + i);
                }
              });
      adder.get();
      adding.set(false);
      for (Future<?> deliverer : deliverers) {
        deliverer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    // The clock stood still: what is not claimable now would have waited for a lease to end.
    delivered.addAll(backend.deliverAll());

    assertThat(delivered).hasSize(reports).doesNotHaveDuplicates();
    assertThat(backend.count("report where settled_at is null")).isZero();
    assertThat(reportDueAt()).isNull();
  }

  @Test
  void a_deliverer_waits_for_whoever_is_adding_a_report_and_then_sees_it() throws Exception {
    backend.accept("r_1");
    add("r_1", "one");
    Report first = claimOne();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Report> next =
          backend.jdbi.inTransaction(
              handle -> {
                backend.outbox.add(handle, "r_1", PortReports.line("two"));
                return waiting(thread.submit(() -> backend.delivery.delivered(first)));
              });

      assertThat(next.get(5, TimeUnit.SECONDS).body()).isEqualTo(text("two"));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void whoever_adds_a_report_waits_for_a_deliverer_who_closes_the_outbox_and_opens_it_again()
      throws Exception {
    backend.accept("r_1");
    add("r_1", "one");
    backend.delivery.delivered(claimOne());
    backend.execute("update run set report_due_at = ?", START.plus(LEASE));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> added =
          backend.jdbi.inTransaction(
              handle -> {
                // What a deliverer does who finds nothing.
                handle.execute("select run_id from run where run_id = 'r_1' for update");
                Future<?> adding = waiting(thread.submit(() -> add("r_1", "two")));
                handle.execute("update run set report_due_at = null where run_id = 'r_1'");
                return adding;
              });
      added.get(5, TimeUnit.SECONDS);
    } finally {
      thread.shutdownNow();
    }
    assertThat(backend.deliverAll()).containsExactly(text("two"));
  }

  /** Makes sure that it is held up by the transaction that is open. */
  private static <T> Future<T> waiting(Future<T> work) {
    assertThatThrownBy(() -> work.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    return work;
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCESS", "FAILURE", "DECLINED"})
  @Tag("P3")
  void what_port_refuses_of_a_run_that_has_ended_is_settled_without_an_operator(String status) {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Refusal refusal = refusal(claimOne());
    backend.settle(refusal, answer(200, "{'run':{'status':'" + status + "'}}"));

    assertThat(backend.count("report where outcome = 'CLOSED'")).isEqualTo(2);
    assertThat(backend.deadLetterList.countParked()).isZero();
    assertThat(reportDueAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'run':{'status':'IN_PROGRESS'}}", "{'run':{'status':'WAITING_FOR_APPROVAL'}}"})
  void what_port_refuses_of_an_open_run_is_parked_and_the_next_report_is_due(String run) {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Report report = claimOne();
    backend.settle(refusal(report), answer(200, run));

    assertThat(backend.deadLetterList.parked(10))
        .singleElement()
        .returns(report.id(), letter -> letter.reportId())
        .returns("r_1", letter -> letter.runId())
        .returns("PORT_REFUSED", letter -> letter.reason());
    assertThat(backend.deliverAll()).containsExactly(text("two"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'run':{}}", "{'run':{'status':'SUCCESS','id':'r_2'}}"})
  @Tag("P3")
  void an_answer_that_does_not_show_the_run_settles_nothing(String body) {
    backend.accept("r_1");
    add("r_1", "one");
    Report report = claimOne();

    assertThatThrownBy(() -> backend.settle(refusal(report), answer(200, body)))
        .isInstanceOfSatisfying(
            RemoteBusy.class, noRun -> backend.delivery.postpone(report, noRun));
    assertThat(backend.deadLetterList.countParked()).isZero();
    assertThat(reportDueAt()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  @Tag("P3")
  void a_report_that_waits_for_port_with_all_others_is_due_and_has_failed_no_further() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    RemoteBusy away =
        catchThrowableOfType(
            RemoteBusy.class,
            () ->
                backend
                    .bean(PortAnswers.class)
                    .judge(PortCalls.readRun("r_1"), answer(429, "{}", "Retry-After", "77")));
    try (LogLines log = new LogLines(Delivery.class)) {
      backend.delivery.postpone(claimOne(), away);
      assertThat(log.lines()).isEmpty();
    }
    assertThat(reportDueAt()).isEqualTo(START);
    assertThat(backend.count("report where attempts > 0")).isZero();
    assertThat(backend.deliverAll()).containsExactly(text("one"), text("two"));
  }

  @Test
  void a_report_of_a_run_that_port_does_not_know_is_parked() {
    backend.accept("r_1");
    add("r_1", "one");
    backend.delivery.park(refusal(claimOne()));

    assertThat(backend.deadLetterList.parked(10)).extracting("stage").containsExactly("report");
    assertThat(backend.count("report where outcome = 'PARKED'")).isOne();
  }

  @Test
  void settling_under_an_ended_lease_leaves_the_new_claimant_his_lease() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Report stale = claimOne();
    backend.clock.tick(LEASE);
    Report anew = backend.another().outbox.claim(10).get(0);
    backend.delivery.park(refusal(stale));

    assertThat(backend.another().outbox.claim(10)).isEmpty();
    assertThat(backend.another().delivery.delivered(anew).body()).isEqualTo(text("two"));
  }

  @Test
  void the_longest_text_fits_whatever_characters_it_is_made_of() {
    backend.accept("r_1");
    for (String character : List.of("\"", "\\", "\n", "\u0001", "\u0000", "€", "😀")) {
      backend.jdbi.useTransaction(
          handle ->
              backend.outbox.add(
                  handle,
                  "r_1",
                  PortReports.finished(
                      new Ending(false, "Failed", character.repeat(9000)),
                      character.repeat(9000))));
    }

    assertThat(backend.deliverAll()).hasSize(14);
  }

  @Test
  void each_report_becomes_the_call_that_port_takes() {
    Report line = new Report(1, "r_1", Report.LOG, "{}", false, 0, null, null, null);
    Report patch = new Report(2, "r_1", Report.PATCH, "{}", false, 0, null, null, null);

    assertThat(line.call()).hasToString("POST /v1/actions/runs/r_1/logs");
    assertThat(patch.call()).hasToString("PATCH /v1/actions/runs/r_1?version=v2");
    assertThat(PortCalls.readRun("r_1")).hasToString("GET /v1/actions/runs/r_1?version=v2");
  }

  @Test
  @Tag("P3")
  void a_patch_is_noted_with_the_report_behind_it_and_told_again_after_a_crash_in_between() {
    backend.accept("r_1");
    addStart();
    assertThat(backend.delivery.delivered(claimOne()).kind()).isEqualTo(Report.LOG);
    backend.clock.tick(LEASE);
    Report again = backend.another().outbox.claim(10).get(0);
    assertThat(again.kind()).isEqualTo(Report.PATCH);
    Report line = backend.another().delivery.delivered(again);
    assertThat(backend.another().delivery.delivered(line)).isNull();

    assertThat(backend.count("report where outcome = 'DELIVERED'")).isEqualTo(2);
    assertThat(reportDueAt()).isNull();
  }

  @Test
  void a_deliverer_looks_behind_a_patch_whether_its_claim_still_holds_once_that_is_not_sure() {
    backend.accept("r_1");
    addStart();
    Report stale = claimOne();
    backend.clock.tick(LEASE);
    backend.another().outbox.claim(10);

    assertThat(backend.delivery.delivered(stale)).isNull();
  }

  @Test
  void when_the_report_behind_a_patch_fails_the_patch_is_not_told_again() {
    backend.accept("r_1");
    addStart();
    Report line = backend.delivery.delivered(claimOne());
    backend.delivery.postpone(line, new IOException("reset"));
    assertThat(backend.count("report where outcome = 'DELIVERED'")).isEqualTo(1);
    backend.clock.tick(LEASE);

    assertThat(claimOne().id()).isEqualTo(line.id());
  }

  @Test
  void a_line_is_noted_before_the_next_report_is_sent() {
    backend.accept("r_1");
    add("r_1", "one", "two");
    Report next = backend.delivery.delivered(claimOne());

    assertThat(next.body()).isEqualTo(text("two"));
    assertThat(backend.count("report where outcome = 'DELIVERED'")).isEqualTo(1);
  }

  /** A PATCH with the link, and a line of the log. */
  private void addStart() {
    Target target = backend.find("r_1").target();
    backend.jdbi.useTransaction(
        handle ->
            backend.outbox.add(
                handle, "r_1", PortReports.started(target, new Start(17, "https://x"))));
  }

  private Report claimOne() {
    List<Report> claimed = backend.outbox.claim(10);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private Instant reportDueAt() {
    return backend.value(Instant.class, "select report_due_at from run where run_id = 'r_1'");
  }

  private Refusal refusal(Report report) {
    return backend.delivery.refusal(report, new RemoteRefused(422, "Port answered 422", ""));
  }

  private void add(String runId, String... lines) {
    backend.jdbi.useTransaction(
        handle -> {
          for (String line : lines) {
            backend.outbox.add(handle, runId, PortReports.line(line));
          }
        });
  }

  private static String text(String line) {
    return "{\"message\":\"" + line + "\"}";
  }
}
