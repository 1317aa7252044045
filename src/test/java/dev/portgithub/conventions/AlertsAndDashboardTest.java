package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The alert rules and the dashboard, as far as that can be told without Prometheus and Grafana;
 * promtool tests that the rules fire.
 */
class AlertsAndDashboardTest {
  private static final Path OPERATIONS = Path.of("docs", "operations.md");
  private static final Pattern RULE =
      Pattern.compile("(?ms)^      - alert: (\\w+)\\n(.*?)(?=^      - alert|\\z)");
  private static final Pattern RUNBOOK =
      Pattern.compile("runbook_url: docs/operations\\.md#(\\S+)");

  /** Rows of the flow, with what comes before and after it. */
  private static final List<String> ROWS =
      List.of(
          "Overview",
          "Receive",
          "Dispatch",
          "Poll",
          "Report",
          "Dead letters",
          "GitHub and Port",
          "Process");

  @Test
  void every_alert_says_what_it_is_about_and_leads_to_what_to_do() {
    Set<String> anchors = DocumentsTest.anchors(OPERATIONS);
    String operations = RouteFiles.read(OPERATIONS);
    Matcher rule = RULE.matcher(RouteFiles.read(Path.of("docs", "alerts.yml")));
    List<String> alerts = new ArrayList<>();
    while (rule.find()) {
      alerts.add(rule.group(1));
      assertThat(rule.group(2)).as(rule.group(1)).contains("severity:", "summary:", "description:");
      Matcher runbook = RUNBOOK.matcher(rule.group(2));
      assertThat(runbook.find()).as(rule.group(1)).isTrue();
      assertThat(anchors).as(rule.group(1)).contains(runbook.group(1));
      assertThat(operations).contains("| `" + rule.group(1) + "` | ");
    }
    assertThat(alerts).hasSizeGreaterThan(12).doesNotHaveDuplicates();
    String tests = RouteFiles.read(Path.of("docs", "alerts.test.yml"));
    assertThat(alerts).allMatch(alert -> tests.contains("alertname: " + alert + "\n"));
  }

  @Test
  void the_dashboard_follows_the_flow_and_its_panels_are_whole() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(RouteFiles.read(Path.of("docs", "grafana.json")));
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
    assertThat(dashboard.path("uid").asText()).hasSizeBetween(1, 40);
    List<String> rows = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      JsonNode at = panel.path("gridPos");
      assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String place = (at.path("x").asInt() + x) + "/" + (at.path("y").asInt() + y);
          assertThat(places.add(place)).as(panel.path("title").asText() + " overlaps").isTrue();
        }
      }
      if (panel.path("type").asText().equals("row")) {
        rows.add(panel.path("title").asText());
        continue;
      }
      assertThat(panel.path("type").asText()).isIn("stat", "timeseries");
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      assertThat(panel.path("targets")).isNotEmpty();
      panel
          .path("targets")
          .forEach(target -> assertThat(target.path("expr").asText()).isNotBlank());
    }
    assertThat(rows).isEqualTo(ROWS);
  }
}
