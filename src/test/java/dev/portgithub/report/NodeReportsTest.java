package dev.portgithub.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portgithub.run.Why;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run of a workflow's node has no label and no summary, and words of its own for its end. */
class NodeReportsTest {

  @Test
  void a_label_beside_a_line_of_the_log_is_left_out() {
    assertThat(bodies(PortReports.operatorDecides(new Why("X", "It broke.", "Mend it."))))
        .containsExactly(
            "{\"logs\":[{\"level\":\"INFO\",\"message\":\"It broke. An operator of the backend has to"
                + " decide how it goes on.\"}]}");
  }

  @Test
  void a_refusal_is_told_in_the_log_and_as_a_failed_end() {
    List<PortReports.Draft> told =
        NodeReports.of(PortReports.refused(new Why("X", "It broke.", "Mend it.")));

    assertThat(told.get(told.size() - 1).body())
        .hasToString("{\"status\":\"COMPLETED\",\"result\":\"FAILED\"}");
    assertThat(told.get(told.size() - 1).endsRun()).isTrue();
    assertThat(told.subList(0, told.size() - 1))
        .allSatisfy(line -> assertThat(line.kind()).isEqualTo(Report.LOG))
        .anySatisfy(
            line ->
                assertThat(line.body().toString())
                    .contains("\"level\":\"ERROR\"", "It broke. Mend it."));
  }

  @Test
  void links_keep_their_number_and_the_end_keeps_its_links() {
    Ending ending = new Ending(true, "Succeeded", "All went well.", List.of("a", "b"));

    assertThat(bodies(PortReports.finished(ending, "Done")))
        .containsExactly(
            "{\"logs\":[{\"level\":\"INFO\",\"message\":\"Done\"}]}",
            "{\"logs\":[{\"level\":\"INFO\",\"message\":\"All went well.\"}]}",
            "{\"links\":[\"a\",\"b\"],\"status\":\"COMPLETED\",\"result\":\"SUCCESS\"}");
  }

  @Test
  void an_entity_stays_as_it_is() {
    PortReports.Draft entity =
        new PortReports.Draft(
            Report.ENTITY,
            JsonNodeFactory.instance.objectNode().put("status", "FAILURE").put("summary", "x"),
            false,
            null);

    assertThat(NodeReports.of(List.of(entity))).containsExactly(entity);
  }

  private static List<String> bodies(List<PortReports.Draft> drafts) {
    return NodeReports.of(drafts).stream().map(draft -> draft.body().toString()).toList();
  }
}
