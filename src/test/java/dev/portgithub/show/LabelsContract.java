package dev.portgithub.show;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.NoAccess;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Port shows what an open run waits for, once for each change, and nothing of what passes. */
abstract class LabelsContract extends ShowContract {
  LabelsContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_run_that_goes_straight_through_costs_no_call_more() {
    backend.start("r_1", 1);
    look(backend);
    observe(run(1, "queued"));
    look(backend);
    backend.clock.tick(Duration.ofSeconds(3));
    observe(run(1, "in_progress"));
    lookFor(600);

    assertThat(backend.reports("r_1")).hasSize(3);
    assertThat(shown("r_1")).isEqualTo("Running");
  }

  @Test
  void a_run_that_waits_for_its_turn_shows_its_place_once() {
    backend.accept("r_1", "r_2", "r_3");
    look(backend);
    assertThat(backend.reports("r_3")).as("it may pass").isEmpty();
    lookFor(60);

    assertThat(backend.reports("r_3"))
        .singleElement()
        .asString()
        .contains("Waits for its turn: place ");
  }

  @Test
  void a_run_that_waits_for_a_limit_shows_the_limit_and_its_place() {
    TestBackend limited = backend.another("dispatch.limits", "action:deploy=1");
    limited.accept("r_1");
    limited.clock.tick(Duration.ofMillis(5));
    limited.accept("r_2");
    limited.clock.tick(Duration.ofMillis(5));
    limited.accept("r_3");
    for (Run run : limited.dispatches.claim(16)) {
      limited.dispatches.started(limited.dispatches.intend(run), startedAnswer(1));
    }
    for (int i = 0; i < 10; i++) {
      limited.clock.tick(Duration.ofSeconds(2));
      limited.dispatches.claim(16);
      look(limited);
    }

    assertThat(shown("r_2"))
        .isEqualTo("Waits for its turn (action:deploy=1): place 1 at 10:00 UTC");
    assertThat(shown("r_3"))
        .isEqualTo("Waits for its turn (action:deploy=1): place 2 at 10:00 UTC");
    assertThat(backend.reports("r_3")).hasSize(1);
  }

  @Test
  void several_instances_tell_a_change_once() {
    backend.accept("r_1");
    TestBackend other = backend.another();
    for (int i = 0; i < 10; i++) {
      backend.clock.tick(Duration.ofSeconds(2));
      look(backend);
      look(other);
    }

    assertThat(backend.reports("r_1")).hasSize(1);
  }

  @Test
  void an_old_run_shows_that_port_has_not_confirmed_it_and_an_unsigned_one_shows_nothing() {
    backend.accept(TestRun.of("r_old").old(), TestRun.of("r_unsigned").unsigned());
    lookFor(20);

    assertThat(shown("r_old")).isEqualTo("Waiting for Port's confirmation");
    assertThat(backend.reports("r_unsigned")).isEmpty();
  }

  @Test
  void a_lost_answer_shows_that_it_is_checked_unless_that_is_over_soon() {
    backend.lose("r_1");
    look(backend);
    assertThat(backend.reports("r_1")).isEmpty();
    lookFor(20);

    assertThat(shown("r_1")).isEqualTo("Checking whether GitHub started it");
    assertThat(backend.reports("r_1")).hasSize(2).last().asString().contains("not started twice");
  }

  @Test
  void a_run_that_cannot_be_started_now_shows_so_and_why() {
    backend.accept("r_1");
    Run run = backend.claim("r_1");
    backend.dispatchFailures.postpone(run, new RemoteBusy("GitHub cannot be reached: reset", null));
    backend.clock.tick(Duration.ofSeconds(7));
    run = backend.claim("r_1");
    backend.dispatchFailures.postpone(
        run,
        new RemoteBusy(
            "GitHub cannot be reached: reset", backend.clock.instant().plusSeconds(300)));
    lookFor(120);

    assertThat(shown("r_1")).isEqualTo("Waits to be started, and is tried again");
    assertThat(backend.reports("r_1"))
        .hasSize(2)
        .last()
        .asString()
        .contains("GitHub cannot be reached: reset. Nothing was started");
  }

  @Test
  void what_is_told_by_those_who_made_it_so_is_not_told_again_and_what_follows_is() {
    backend.accept("r_1");
    lookFor(10);
    assertThat(shown("r_1")).contains("Waits for its turn");
    StagePauses pauses = backend.bean(StagePauses.class);
    pauses.pause(Stage.DISPATCH, "anna", "maintenance", null);
    backend.bean(dev.portgithub.dispatch.DispatchPause.class).room(16);
    int told = backend.reports("r_1").size();
    lookFor(30);
    assertThat(backend.reports("r_1")).hasSize(told);

    pauses.resume(Stage.DISPATCH);
    lookFor(30);
    assertThat(shown("r_1")).contains("Waits for its turn");
  }

  @Test
  void a_queue_in_github_is_shown_when_it_lasts_with_its_beginning() {
    backend.start("r_1", 1);
    observe(run(1, "queued"));
    lookFor(20);
    assertThat(shown("r_1")).isEqualTo("Queued in GitHub since 10:00 UTC");

    observe(run(1, "pending"));
    lookFor(20);
    assertThat(shown("r_1"))
        .startsWith("Waits in GitHub for a run of its concurrency group since 10:0");
    observe(run(1, "in_progress"));
    lookFor(20);
    assertThat(shown("r_1")).isEqualTo("Running");
    assertThat(backend.reports("r_1")).hasSize(2 + 3);
  }

  @Test
  void who_may_approve_is_asked_once_and_shown() {
    backend.start("r_1", 1);
    observe(run(1, "waiting"));
    List<Question> questions = lookFor(20);
    assertThat(questions).hasSize(1);
    assertThat(questions.get(0).call().path())
        .isEqualTo("/repos/acme-inc/infra/actions/runs/1/pending_deployments");
    assertThat(shown("r_1")).isEqualTo("Started");

    backend
        .bean(Labels.class)
        .answered(
            questions.get(0),
            answer(
                200,
                """
                [{'environment':{'id':1,'name':'production'},'wait_timer':30,
                  'wait_timer_started_at':'2026-11-22T10:00:00Z','current_user_can_approve':false,
                  'reviewers':[{'type':'User','reviewer':{'login':'anna'}},
                    {'type':'Team','reviewer':{'name':'Platform','slug':'platform'}}]}]
                """));
    assertThat(shown("r_1")).isEqualTo("Waiting for approval of production by anna, team Platform");
    assertThat(backend.reports("r_1"))
        .last()
        .asString()
        .contains(
            "Who may approve: anna, team Platform. Its wait timer lasts until 10:30 UTC as well."
                + " Review it at https://github.example/runs/1");
    assertThat(lookFor(200)).isEmpty();
    assertThat(backend.reports("r_1")).hasSize(2 + 2);
  }

  @Test
  void a_wait_timer_without_reviewers_shows_when_it_ends() {
    backend.start("r_1", 1);
    observe(run(1, "waiting"));
    backend
        .bean(Labels.class)
        .answered(
            lookFor(20).get(0),
            answer(
                200,
                "[{'environment':{'name':'staging'},'wait_timer':45,'wait_timer_started_at':'2026-11-22T10:00:00Z','reviewers':[]}]"));

    assertThat(shown("r_1")).isEqualTo("Waits in GitHub for the timer of staging until 10:45 UTC");
  }

  @Test
  void if_github_does_not_say_who_approves_port_shows_that_it_waits() {
    backend.start("r_1", 1);
    observe(run(1, "waiting"));
    backend.bean(Labels.class).unanswered(lookFor(20).get(0), new IOException("reset"));

    assertThat(shown("r_1")).isEqualTo("Waiting for an approval in GitHub since 10:00 UTC");
    assertThat(lookFor(200)).isEmpty();
  }

  @Test
  void an_instance_that_asked_and_died_is_followed_by_another() {
    backend.start("r_1", 1);
    observe(run(1, "waiting"));
    assertThat(lookFor(20)).hasSize(1);
    backend.clock.tick(Duration.ofSeconds(61));

    assertThat(look(backend.another())).hasSize(1);
  }

  @Test
  void a_run_that_goes_on_while_github_is_asked_is_told_nothing_of_before() {
    backend.start("r_1", 1);
    observe(run(1, "waiting"));
    Question question = lookFor(20).get(0);
    observe(run(1, "in_progress"));
    backend.bean(Labels.class).answered(question, answer(200, "[]"));

    assertThat(shown("r_1")).isEqualTo("Running");
  }

  @Test
  void a_running_run_shows_that_github_shuts_the_credential_out_and_later_that_it_runs() {
    backend.start("r_1", 1);
    observe(run(1, "in_progress"));
    RemoteCall call = RemoteCall.get("/repos/acme-inc/infra", "token");
    for (int refused = 0; refused < 2; refused++) {
      try {
        backend.answers.judge(
            backend.budget.admit(call), answer(401, "{'message':'Bad credentials'}"));
      } catch (NoAccess e) {
        backend.clock.tick(Duration.ofSeconds(2));
      }
    }
    lookFor(20);
    assertThat(shown("r_1")).isEqualTo("Waiting for the platform team to see it in GitHub");
    assertThat(backend.reports("r_1")).last().asString().contains("Bad credentials");

    backend.clock.tick(Duration.ofMinutes(5));
    backend.answers.judge(backend.budget.admit(call), answer(200, "{}"));
    lookFor(20);
    assertThat(shown("r_1")).isEqualTo("Running");
  }

  @Test
  void a_flood_is_told_bit_by_bit_and_everybody_in_the_end() {
    for (int i = 0; i < 450; i++) {
      backend.accept("r_" + i);
      backend.clock.tick(Duration.ofMillis(1));
    }
    backend.clock.tick(Duration.ofSeconds(10));
    look(backend);
    assertThat(backend.count("report")).isEqualTo(50);
    for (int i = 0; i < 20; i++) {
      look(backend);
    }

    assertThat(backend.count("report")).isEqualTo(450);
    assertThat(backend.count("run where label is null")).isZero();
  }
}
