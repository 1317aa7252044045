package dev.portgithub.show;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Label;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Texts;
import dev.portgithub.view.RunRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may approve a workflow run that waits in GitHub, for which environment, and where: asked once
 * each time that it begins to wait, with calls that dispatches do not need. If GitHub does not say
 * it, Port shows that it waits for an approval.
 */
public final class Approvals implements Question.Asker {
  private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

  /** An instance that has asked and not told by then is dead. */
  private static final Duration ASKED_IN_VAIN = Duration.ofMinutes(1);

  private static final int MOST_NAMES = 3;
  private static final int LONGEST_NAME = 60;

  private final Clock clock;
  private final Budget budget;
  private final Teller teller;

  public Approvals(Clock clock, Budget budget, Teller teller) {
    this.clock = clock;
    this.budget = budget;
    this.teller = teller;
  }

  /**
   * Asks GitHub before Port is told, unless the hour's calls are used up.
   *
   * @param questions gets the question, if it is for this instance to ask, and now
   * @return false when Port is to be told without
   */
  boolean ask(RunRow run, List<Question> questions) {
    if (budget.isUsedUp(run)) {
      return false;
    }
    Instant now = Instant.now(clock);
    Instant notSince = later(run.statusSince(), now.minus(ASKED_IN_VAIN));
    if (budget.hasRoom(questions) && teller.mayAsk(run, notSince)) {
      questions.add(
          new Question(
              run, budget.calls().pendingDeployments(run.target(), run.workflowRunId()), this));
    }
    return true;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @Override
  public void answered(RunRow run, RemoteAnswer answer) {
    teller.tell(run, Label.APPROVAL.name(), drafts(run, answer.json()));
  }

  @Override
  public void unanswered(RunRow run, Exception failure) {
    LOG.info(
        "Run {}: GitHub does not say who may approve it ({}); Port shows that it waits for an approval",
        run.runId(),
        failure.getMessage());
    teller.tell(run, Label.APPROVAL.name(), plain(run));
  }

  private List<PortReports.Draft> plain(RunRow run) {
    return Label.APPROVAL.drafts(Label.time(run.statusSince(), Instant.now(clock)));
  }

  private List<PortReports.Draft> drafts(RunRow run, JsonNode pending) {
    Set<String> environments = new LinkedHashSet<>();
    Set<String> reviewers = new LinkedHashSet<>();
    Instant timer = null;
    for (JsonNode each : pending) {
      environments.add(name(each.path("environment").path("name")));
      each.path("reviewers").forEach(reviewer -> reviewers.add(reviewer(reviewer)));
      Instant end = timerOf(each);
      timer = timer == null || end != null && end.isAfter(timer) ? end : timer;
    }
    environments.remove("");
    reviewers.remove("");
    Instant now = Instant.now(clock);
    if (environments.isEmpty() || reviewers.isEmpty() && timer == null) {
      return plain(run);
    }
    String where = some(environments);
    if (reviewers.isEmpty()) {
      return Label.TIMER.drafts(where, Label.time(timer, now));
    }
    String until =
        timer == null ? "" : "Its wait timer lasts until " + Label.time(timer, now) + " as well. ";
    String page = run.htmlUrl() == null || run.htmlUrl().isEmpty() ? "GitHub" : run.htmlUrl();
    return Label.APPROVAL_OF.drafts(where, some(reviewers), until, page);
  }

  private static String some(Set<String> names) {
    List<String> all = new ArrayList<>(names);
    return all.size() <= MOST_NAMES
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, MOST_NAMES))
            + " and "
            + (all.size() - MOST_NAMES)
            + " more";
  }

  private static String reviewer(JsonNode each) {
    JsonNode who = each.path("reviewer");
    return each.path("type").asText("").equals("Team")
        ? "team " + name(who.path("name"))
        : name(who.path("login"));
  }

  private static String name(JsonNode text) {
    return Texts.line(text.asText(""), LONGEST_NAME);
  }

  /** When the timer of an environment ends; null when it has none, or it has not begun. */
  private static Instant timerOf(JsonNode pending) {
    int minutes = pending.path("wait_timer").asInt();
    String began = pending.path("wait_timer_started_at").asText("");
    try {
      return minutes <= 0 || began.isEmpty()
          ? null
          : Instant.parse(began).plus(Duration.ofMinutes(minutes));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
