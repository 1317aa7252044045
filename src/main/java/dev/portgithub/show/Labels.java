package dev.portgithub.show;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Label;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.RunState;
import dev.portgithub.view.RunRow;
import dev.portgithub.view.RunSearch;
import dev.portgithub.view.SeenRun;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps Port showing what each open run waits for. It looks at a few of them at a time, in a
 * circle, the oldest first; so what it costs does not grow with the runs, and a run that goes
 * straight through costs nothing.
 *
 * <p>Port is told what has been so for some seconds, once for each change, by whichever instance
 * notices it first. What lasts shorter than that is not told.
 */
public final class Labels {
  /** A thousand open runs are seen in twenty seconds. */
  private static final int AT_ONCE = 100;

  /** A flood of runs must not become one of reports. */
  private static final int MOST_TOLD = 50;

  private static final int MOST_REMEMBERED = 20_000;
  private static final List<RunState> STATES =
      List.of(RunState.CONFIRMING, RunState.ACCEPTED, RunState.LOCATING, RunState.RUNNING);

  private final Clock clock;
  private final RunSearch search;
  private final Teller teller;
  private final Approvals approvals;
  private final Wedged wedged;
  private final Overdue overdue;

  /** How far the circle has come in each state. */
  private final Map<RunState, Instant> from = new EnumMap<>(RunState.class);

  /** Since when this instance has seen what is not told yet. */
  private final Map<String, FirstSeen> firstSeen = new HashMap<>();

  private record FirstSeen(String key, Instant at) {}

  public Labels(
      Clock clock,
      RunSearch search,
      Teller teller,
      Approvals approvals,
      Wedged wedged,
      Overdue overdue) {
    this.clock = clock;
    this.search = search;
    this.teller = teller;
    this.approvals = approvals;
    this.wedged = wedged;
    this.overdue = overdue;
  }

  /**
   * Goes on with the circle.
   *
   * @param room 0 when nothing is to be told now
   * @return what GitHub is to be asked about
   */
  public synchronized List<Question> look(int room) {
    List<Question> questions = new ArrayList<>();
    if (room == 0) {
      return questions;
    }
    Instant now = Instant.now(clock);
    STATES.forEach(state -> from.putIfAbsent(state, Instant.EPOCH));
    List<SeenRun> runs = search.some(from, now.minus(teller.after()), AT_ONCE);
    int told = 0;
    for (RunState state : STATES) {
      List<SeenRun> some = runs.stream().filter(seen -> seen.run().state() == state).toList();
      Instant next = next(state, some);
      for (SeenRun seen : some) {
        if (told >= MOST_TOLD) {
          next = seen.run().acceptedAt();
          break;
        }
        if (show(seen, now, questions)) {
          told++;
        }
      }
      from.put(state, next);
    }
    return questions;
  }

  public void answered(Question question, RemoteAnswer answer) {
    question.answered(answer);
  }

  /** GitHub says nothing. */
  public void unanswered(Question question, Exception failure) {
    question.unanswered(failure);
  }

  private Instant next(RunState state, List<SeenRun> some) {
    if (some.size() < AT_ONCE) {
      return Instant.EPOCH;
    }
    Instant last = some.get(some.size() - 1).run().acceptedAt();
    // So many of the same instant: the circle must not stand still.
    return last.equals(from.get(state)) ? last.plusNanos(1_000) : last;
  }

  /** Tells Port of a run, if it is time; false when nothing was told. */
  private boolean show(SeenRun seen, Instant now, List<Question> questions) {
    RunRow run = seen.run();
    wedged.ask(run, questions);
    Stand stand = stand(seen, now);
    if (stand == null || stand.key().equals(run.label())) {
      firstSeen.remove(run.runId());
      return false;
    }
    Instant since = Stand.since(run);
    Instant known = since == null ? firstSeen(run, stand.key(), now) : since;
    if (known.plus(teller.after()).isAfter(now)) {
      return false;
    }
    if (stand.label() == Label.APPROVAL && approvals.ask(run, questions)) {
      return false;
    }
    return teller.tell(
        run, stand.key(), drafts(run, stand, now), handle -> overdue.told(handle, run, stand));
  }

  private Stand stand(SeenRun seen, Instant now) {
    Stand ended = wedged.of(seen.run(), now);
    Stand late = ended == null ? overdue.of(seen.run(), now) : ended;
    return late == null ? Stand.of(seen, now) : late;
  }

  private Instant firstSeen(RunRow run, String key, Instant now) {
    FirstSeen before = firstSeen.get(run.runId());
    if (before != null && before.key.equals(key)) {
      return before.at;
    }
    if (firstSeen.size() >= MOST_REMEMBERED) {
      firstSeen.clear();
    }
    firstSeen.put(run.runId(), new FirstSeen(key, now));
    return now;
  }

  private List<PortReports.Draft> drafts(RunRow run, Stand stand, Instant now) {
    if (stand.label() == null) {
      return List.of();
    }
    String[] values = stand.values().toArray(String[]::new);
    return switch (stand.label()) {
      case TURN -> Label.TURN.drafts(teller.place(run), Label.time(now, now));
      case LIMIT -> Label.LIMIT.drafts(values[0], teller.place(run), Label.time(now, now));
      default -> stand.label().drafts(values);
    };
  }
}
