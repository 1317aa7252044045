package dev.portgithub.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.run.Story;
import dev.portgithub.run.Story.Line;
import dev.portgithub.run.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * One run's story, from its record to Port's last answer: what its row tells, what Port was told,
 * and its dead letters, in the order of time.
 */
public final class RunStory {
  /** Of each table; a run has a dozen reports and rarely a letter. */
  private static final int MOST_ROWS = 300;

  private static final int LONGEST = 300;

  private final Jdbi jdbi;
  private final ObjectMapper json;

  public RunStory(Jdbi jdbi, ObjectMapper json) {
    this.jdbi = jdbi;
    this.json = json;
  }

  /**
   * A story.
   *
   * @param cut whether something was left out that happened very often
   * @param waiting reports that Port is still to be told
   * @param delivered reports that it was told
   */
  public record Told(List<Line> lines, boolean cut, long waiting, long delivered) {}

  /** A part of a row of table run. */
  public record Kept(
      Instant acceptedAt,
      String topic,
      Integer kafkaPartition,
      Long kafkaOffset,
      boolean signed,
      String reason,
      String story,
      boolean storyCut,
      int postponedTimes,
      long postponedMillis) {}

  /** A row of table report. */
  public record Report(String body, Instant createdAt, Instant settledAt, String outcome) {}

  /** A row of table dead_letter. */
  public record Letter(
      long id, String status, String reason, String message, Instant parkedAt, Instant settledAt) {}

  /** Empty when there is no such run. */
  public Optional<Told> of(String runId) {
    return jdbi.withHandle(handle -> kept(handle, runId).map(row -> told(handle, runId, row)));
  }

  private static Optional<Kept> kept(Handle handle, String runId) {
    return handle
        .select(
            """
            select accepted_at, topic, kafka_partition, kafka_offset, signed,
              case when state = 'REFUSED' then reason end as reason, story, story_cut, postponed_times, postponed_millis
            from run where run_id = ?
            """,
            runId)
        .map(ConstructorMapper.of(Kept.class))
        .findFirst();
  }

  private Told told(Handle handle, String runId, Kept row) {
    List<Report> reports =
        handle
            .select(
                "select body, created_at, settled_at, outcome from report where run_id = ? order by run_id, settled_at, id limit ?",
                runId,
                MOST_ROWS)
            .map(ConstructorMapper.of(Report.class))
            .list();
    List<Letter> letters =
        handle
            .select(
                "select id, status, reason, message, parked_at, settled_at from dead_letter where run_id = ? limit ?",
                runId,
                MOST_ROWS)
            .map(ConstructorMapper.of(Letter.class))
            .list();
    List<Line> lines = new ArrayList<>(List.of(received(row)));
    lines.addAll(Story.read(row.story, row.postponedTimes, row.postponedMillis));
    if (row.story.isEmpty() && row.reason != null) {
      lines.add(new Line(row.acceptedAt, "REFUSED", row.reason));
    }
    reports.stream().filter(report -> report.settledAt != null).map(this::line).forEach(lines::add);
    letters.stream().flatMap(RunStory::lines).forEach(lines::add);
    lines.sort(Comparator.comparing(Line::at));
    return new Told(
        lines,
        row.storyCut || reports.size() == MOST_ROWS,
        reports.stream().filter(report -> report.settledAt == null).count(),
        reports.stream().filter(report -> "DELIVERED".equals(report.outcome)).count());
  }

  private static Line received(Kept row) {
    String text =
        row.topic == null
            ? "Its record was stored."
            : "Its record, %s-%d@%d, was stored."
                .formatted(row.topic, row.kafkaPartition, row.kafkaOffset);
    return new Line(row.acceptedAt, "RECEIVED", row.signed ? text : text + " It is not signed.");
  }

  private Line line(Report report) {
    String said =
        switch (report.outcome) {
          case "DELIVERED" -> "Port was told: ";
          case "CLOSED" -> "Not told, since the run had ended in Port: ";
          default -> "Port refused: ";
        };
    return new Line(report.settledAt, "REPORTED", said + text(report.body));
  }

  /** What a person would say of a report. */
  private String text(String body) {
    JsonNode report;
    try {
      report = json.readTree(body);
    } catch (JsonProcessingException e) {
      return "something that cannot be read";
    }
    List<String> parts = new ArrayList<>();
    for (String member : List.of("status", "statusLabel", "link", "externalRunId", "message")) {
      if (report.hasNonNull(member)) {
        parts.add(report.get(member).asText());
      }
    }
    return Texts.line(String.join(", ", parts), LONGEST);
  }

  private static Stream<Line> lines(Letter letter) {
    Line parked =
        new Line(
            letter.parkedAt,
            "PARKED",
            "Dead letter %d (%s): %s"
                .formatted(letter.id, letter.reason, Texts.line(letter.message, LONGEST)));
    return letter.settledAt == null
        ? Stream.of(parked)
        : Stream.of(
            parked,
            new Line(
                letter.settledAt,
                "OPERATOR",
                "Dead letter %d: %s."
                    .formatted(letter.id, letter.status.toLowerCase(java.util.Locale.ROOT))));
  }
}
