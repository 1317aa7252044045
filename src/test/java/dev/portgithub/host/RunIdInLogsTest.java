package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** As Spring Boot's own encoder writes lines with the settings that are shipped. */
class RunIdInLogsTest {
  private static final LoggerContext CONTEXT = new LoggerContext();

  @BeforeAll
  static void read_the_settings_that_are_shipped() throws IOException {
    Properties shipped = new Properties();
    shipped.load(Files.newBufferedReader(Path.of("config", "application.properties")));
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addLast(new PropertiesPropertySource("shipped", shipped));
    CONTEXT.setMDCAdapter(MDC.getMDCAdapter());
    CONTEXT.putObject(Environment.class.getName(), environment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ecs | Run {} accepted (Record {}): will be dispatched | r_8HdK2vQ0mWzYt4Lb",
        "logstash | Run {}: Port could not be told (attempt {}) | r_1",
        "gelf | Run {} started workflow run 17 ({}) | r-2",
        "ecs | dispatch-workflow: Run {} was claimed anew meanwhile; nothing to do here. {} | r_3",
        "ecs | Dead letter 12 (dispatch/AMBIGUOUS, run {}): discard, by operator admin: {} | r_4",
        "ecs | Repository {}: its open runs could not be polled ({}) | ",
        "ecs | No issue about dead letters could be opened ({} {}); it will be tried again. | "
      })
  void each_json_line_about_a_run_has_its_id_as_a_member(String format, String line, String runId)
      throws IOException {
    StructuredLogEncoder encoder = new StructuredLogEncoder();
    encoder.setContext(CONTEXT);
    encoder.setFormat(format);
    encoder.start();
    LoggingEvent event =
        new LoggingEvent(
            "test",
            CONTEXT.getLogger("dev.portgithub"),
            Level.INFO,
            line,
            null,
            new Object[] {runId == null ? "acme/x" : runId, "x"});
    JsonNode json = new ObjectMapper().readTree(encoder.encode(event));
    assertThat(json.path("runId").asText(null)).isEqualTo(runId);
    assertThat(json.toString()).contains(event.getFormattedMessage());
  }
}
