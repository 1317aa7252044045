package dev.portgithub.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.InputSettings;
import dev.portgithub.validate.InvalidInvocation;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.InvocationRules;
import dev.portgithub.validate.MessageReader;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Port hands out becomes the invocation that Kafka would have brought. */
class PendingRunsTest extends DatabaseContract {
  private static final String PROPERTIES =
      "'integrationActionExecutionProperties':{'org':'acme-inc','repo':'platform-workflows',"
          + "'workflow':'deploy.yml','reportWorkflowStatus':true,"
          + "'workflowInputs':{'environment':'staging','ref':'main'}}";
  private static final String ACTION =
      "{'id':'r_1','status':'IN_PROGRESS','action':{'identifier':'deploy_service'},'payload':{"
          + "'type':'INTEGRATION_ACTION','installationId':'acme-github-ocean',"
          + "'integrationActionType':'dispatch_workflow',"
          + PROPERTIES
          + "}}";
  private static final String NODE =
      "{'identifier':'wfnr_1','nodeUid':'deploy-node','status':'IN_PROGRESS','config':{"
          + "'type':'INTEGRATION_ACTION','integrationProvider':'github-ocean',"
          + "'integrationInvocationType':'dispatch_workflow',"
          + PROPERTIES
          + "}}";

  PendingRunsTest() {
    super(StoreUnderTest.H2);
  }

  @Test
  void runs_of_actions_and_of_nodes_are_read() {
    List<PendingRuns.Pending> runs = read("{'runs':[" + ACTION + "]}");
    List<PendingRuns.Pending> nodes = read("{'nodeRuns':[" + NODE + "]}");

    assertThat(runs)
        .extracting(PendingRuns.Pending::id, PendingRuns.Pending::node)
        .containsExactly(tuple("r_1", false));
    assertThat(nodes)
        .extracting(PendingRuns.Pending::id, PendingRuns.Pending::node)
        .containsExactly(tuple("wfnr_1", true));
    for (PendingRuns.Pending run : List.of(runs.get(0), nodes.get(0))) {
      Invocation invocation = check(run);
      assertThat(invocation.runId()).isEqualTo(run.id());
      assertThat(invocation.action()).isEqualTo(run.node() ? "deploy-node" : "deploy_service");
      assertThat(invocation.org()).isEqualTo("acme-inc");
      assertThat(invocation.repo()).isEqualTo("platform-workflows");
      assertThat(invocation.workflow()).isEqualTo("deploy.yml");
      assertThat(invocation.ref()).isEqualTo("main");
      assertThat(invocation.inputs()).containsEntry("environment", "staging").hasSize(1);
      assertThat(run.record().isClaimed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'r_1'}",
        "{'id':'r_1','payload':null}",
        "{'id':'r_1','payload':{'integrationActionType':'scale_cluster'}}",
        "{'id':'r_1','action':'x','payload':{'integrationActionType':'dispatch_workflow'}}",
      })
  void what_cannot_be_carried_out_still_becomes_an_invocation_that_is_refused(String run) {
    assertThat(read("{'runs':[" + run + "]}"))
        .singleElement()
        .satisfies(
            pending ->
                assertThatThrownBy(() -> check(pending)).isInstanceOf(InvalidInvocation.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'runs':null}",
        "{'runs':{}}",
        "{'runs':[1,null,'x',{}]}",
        "{'runs':[{'id':7}]}",
      })
  void an_answer_of_another_shape_holds_no_runs(String answer) {
    assertThat(read(answer)).isEmpty();
  }

  @Test
  void nothing_is_claimed_while_an_operator_has_paused_the_intake() {
    PendingRuns pending = backend.bean(PendingRuns.class);
    assertThat(pending.claims()).hasSize(2);
    backend.bean(StagePauses.class).pause(Stage.RECEIVE, "anna", "maintenance", null);

    assertThat(pending.claims()).isEmpty();
  }

  private List<PendingRuns.Pending> read(String json) {
    RemoteAnswer answer = TestBackend.answer(200, json);
    return backend.bean(PendingRuns.class).read(answer);
  }

  private static Invocation check(PendingRuns.Pending run) {
    return new InvocationRules(new InputSettings("port-expressions", "leave-out", "inputs.ref", ""))
        .check(new MessageReader(1 << 20).read(run.record().value()));
  }
}
