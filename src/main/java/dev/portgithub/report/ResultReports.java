package dev.portgithub.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.report.PortReports.Draft;
import dev.portgithub.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a workflow has to say, in Port: before its final status, since nothing is taken after it.
 */
public final class ResultReports {
  private ResultReports() {}

  public static List<Draft> of(Results results) {
    List<Draft> reports = new ArrayList<>();
    if (!results.outputs().isEmpty()) {
      String all =
          results.outputs().entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("\n"));
      reports.addAll(PortReports.line("Results of the workflow:\n" + all));
    }
    results.problems().forEach(each -> reports.addAll(PortReports.line(each)));
    results.entities().forEach(each -> reports.add(entity(each)));
    return reports;
  }

  private static Draft entity(Results.Entity entity) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("blueprint", entity.blueprint());
    body.set("entity", entity.body());
    return new Draft(Report.ENTITY, body, false, null);
  }
}
