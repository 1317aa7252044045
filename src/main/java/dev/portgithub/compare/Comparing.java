package dev.portgithub.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.cancel.Wishes;
import dev.portgithub.compare.KnownRuns.Known;
import dev.portgithub.port.PortCalls;
import dev.portgithub.port.PortPause;
import dev.portgithub.port.RunInPort;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.NodeRuns;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares Port's open runs with ours, now and then: for runs that were ended in Port and that we
 * have nothing to tell about, and for runs that do not fit. It starts nothing, and ends nothing in
 * Port.
 */
public final class Comparing {
  private static final Logger LOG = LoggerFactory.getLogger(Comparing.class);

  /** Of each state, and questions to Port about single runs, of one comparison. */
  private static final int MOST_OF_STATE = 1000;

  private static final int MOST_QUESTIONS = 20;

  /** What was accepted a moment ago may not be in Port's list yet. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private static final int LONGEST = 80;

  private final Jdbi jdbi;
  private final Clock clock;
  private final ComparisonRow row;
  private final PortPause pause;
  private final Wishes wishes;
  private final Duration unknownAfter;

  /**
   * @param unknownAfter how old a run must be to be told as one that does not fit
   */
  public Comparing(
      Jdbi jdbi,
      Clock clock,
      ComparisonRow row,
      PortPause pause,
      Wishes wishes,
      Duration unknownAfter) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.row = row;
    this.pause = pause;
    this.wishes = wishes;
    this.unknownAfter = unknownAfter;
  }

  /** The comparison that this instance makes now; null for none. */
  public Comparison claim() {
    Instant now = Instant.now(clock);
    Long claim = pause.state() == null ? row.claim() : null;
    return claim == null ? null : new Comparison(claim, now, PortCalls.openRuns());
  }

  /**
   * One comparison.
   *
   * @param at when Port was asked
   */
  public record Comparison(long claim, Instant at, RemoteCall call) {}

  private record InPort(String id, String action, boolean ours, Instant createdAt) {}

  /**
   * Notes and tells what does not fit.
   *
   * @return the runs that are open here and not in Port's list: Port has to be asked about each
   * @throws RemoteBusy when the answer holds no list
   */
  public List<String> compare(Comparison comparison, RemoteAnswer answer) {
    if (!answer.json().path("runs").isArray()) {
      throw new RemoteBusy("Port's answer shows no list of runs", null);
    }
    Map<String, InPort> open = new LinkedHashMap<>();
    answer.json().path("runs").forEach(run -> add(open, run));
    boolean complete = answer.json().path("runs").size() < PortCalls.MOST_RUNS;
    Map<String, Known> known = jdbi.withHandle(handle -> KnownRuns.of(handle, open.keySet()));
    tell(comparison, open.size(), misfits(open, known, comparison.at().minus(unknownAfter)));
    return complete ? missing(comparison, open) : List.of();
  }

  private static void add(Map<String, InPort> open, JsonNode run) {
    String id = run.path("id").asText("");
    if (!id.isEmpty() && run.path("status").asText("").equals("IN_PROGRESS")) {
      JsonNode payload = run.path("payload");
      open.put(
          id,
          new InPort(
              id,
              run.path("action").path("identifier").asText(""),
              payload.path("type").asText("").equals("GITHUB"),
              instant(run.path("createdAt").asText(""))));
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.MAX;
    }
  }

  private List<String> misfits(Map<String, InPort> open, Map<String, Known> known, Instant before) {
    List<String> misfits = new ArrayList<>();
    for (InPort run : open.values()) {
      Known ours = known.get(run.id());
      String name =
          "Run %s of action %s"
              .formatted(Texts.visible(run.id(), LONGEST), Texts.visible(run.action(), LONGEST));
      if (ours == null && run.ours() && run.createdAt().isBefore(before)) {
        misfits.add(
            "%s is open in Port since %s and unknown here: its record has not been read, or was skipped or parked."
                .formatted(name, run.createdAt()));
      } else if (ours != null && ours.toldBefore(before)) {
        misfits.add(
            "%s has ended here at %s (%s) and is open in Port: set its status there."
                .formatted(name, ours.finishedAt(), ours.state()));
      }
    }
    return misfits;
  }

  private void tell(Comparison comparison, int open, List<String> misfits) {
    int before = row.last().misfitCount();
    row.compared(comparison.claim(), open, misfits);
    if (!misfits.isEmpty() && misfits.size() != before) {
      LOG.warn(
          "{} of {} runs that are open in Port do not fit; nothing is started or ended because of that. The first: {}",
          misfits.size(),
          open,
          misfits.get(0));
    } else if (misfits.isEmpty() && before > 0) {
      LOG.info("All {} runs that are open in Port fit again", open);
    }
  }

  private List<String> missing(Comparison comparison, Map<String, InPort> open) {
    Instant before = comparison.at().minus(FRESH);
    List<String> missing =
        jdbi.withHandle(handle -> KnownRuns.openBefore(handle, before, MOST_OF_STATE)).stream()
            // Port lists no runs of nodes.
            .filter(id -> !open.containsKey(id) && !NodeRuns.isOne(id))
            .toList();
    if (missing.size() <= MOST_QUESTIONS) {
      return missing;
    }
    // Others each time, so that some that stay as they are do not hide the rest.
    int from = (int) (comparison.claim() * MOST_QUESTIONS % missing.size());
    List<String> twice = new ArrayList<>(missing);
    twice.addAll(missing);
    return List.copyOf(twice.subList(from, from + MOST_QUESTIONS));
  }

  /** What Port says about a run that is open here. */
  public void asked(String runId, RemoteAnswer answer) {
    RunInPort inPort = RunInPort.of(runId, answer);
    if (inPort.ended()) {
      jdbi.useTransaction(handle -> wishes.endedInPort(handle, runId, inPort));
    }
  }
}
