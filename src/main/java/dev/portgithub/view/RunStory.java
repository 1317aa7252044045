package dev.portgithub.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.journal.Journal;
import dev.portgithub.journal.Operation;
import dev.portgithub.run.Story;
import dev.portgithub.run.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  private final Journal journal;

  public RunStory(Jdbi jdbi, ObjectMapper json, Journal journal) {
    this.jdbi = jdbi;
    this.json = json;
    this.journal = journal;
  }

  /**
   * A story.
   *
   * @param cut whether something was left out that happened very often
   * @param waiting reports that Port is still to be told
   * @param delivered reports that it was told
   */
  public record Told(List<RunEvent> events, boolean cut, long waiting, long delivered) {}

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
  public record Letter(long id, String reason, String message, Instant parkedAt) {}

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
                "select id, reason, message, parked_at from dead_letter where run_id = ? limit ?",
                runId,
                MOST_ROWS)
            .map(ConstructorMapper.of(Letter.class))
            .list();
    List<RunEvent> events = new ArrayList<>(List.of(received(row)));
    Story.read(row.story, row.postponedTimes, row.postponedMillis).stream()
        .map(line -> new RunEvent(line.at(), line.kind(), line.text(), null))
        .forEach(events::add);
    if (row.story.isEmpty() && row.reason != null) {
      events.add(new RunEvent(row.acceptedAt, "REFUSED", row.reason, null));
    }
    reports.stream()
        .filter(report -> report.settledAt != null)
        .map(this::told)
        .forEach(events::add);
    letters.stream().map(RunStory::parked).forEach(events::add);
    Stopped.events(handle, runId).forEach(events::add);
    journal.about(runId).stream().map(RunStory::operated).forEach(events::add);
    events.sort(Comparator.comparing(RunEvent::at));
    return new Told(
        events,
        row.storyCut || reports.size() == MOST_ROWS,
        reports.stream().filter(report -> report.settledAt == null).count(),
        reports.stream().filter(report -> "DELIVERED".equals(report.outcome)).count());
  }

  private static RunEvent received(Kept row) {
    String text =
        row.topic == null
            ? "Its record was stored."
            : "Its record, %s-%d@%d, was stored."
                .formatted(row.topic, row.kafkaPartition, row.kafkaOffset);
    String all = row.signed ? text : text + " It is not signed.";
    return new RunEvent(row.acceptedAt, "RECEIVED", all, null);
  }

  private RunEvent told(Report report) {
    String said =
        switch (report.outcome) {
          case "DELIVERED" -> "Port was told: ";
          case "CLOSED" -> "Not told, since the run had ended in Port: ";
          default -> "Port refused: ";
        };
    return new RunEvent(report.settledAt, "REPORTED", said + text(report.body), null);
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
    if (report.has("blueprint")) {
      String identifier = report.path("entity").path("identifier").asText();
      parts.add("entity " + identifier + " of blueprint " + report.get("blueprint").asText());
    }
    return Texts.line(String.join(", ", parts), LONGEST);
  }

  private static RunEvent parked(Letter letter) {
    String text =
        "Dead letter %d (%s): %s"
            .formatted(letter.id, letter.reason, Texts.line(letter.message, LONGEST));
    return new RunEvent(letter.parkedAt, "PARKED", text, null);
  }

  private static RunEvent operated(Operation operation) {
    String because = operation.why() == null ? "" : ", because \"" + operation.why() + "\"";
    String outcome = operation.outcome() == null ? "under way, or cut off" : operation.outcome();
    return new RunEvent(
        operation.doneAt(),
        "OPERATOR",
        Texts.line(operation.what() + because + ": " + outcome, 2 * LONGEST),
        operation.doneBy());
  }
}
