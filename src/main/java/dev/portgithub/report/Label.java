package dev.portgithub.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Port shows of a run that is open: its statusLabel, and a line in the run's log where it is
 * news. The table "What Port shows while a run is open" in docs/how-it-works.md has the same.
 *
 * <p>Words in braces are filled in, in the order in which they first appear in label and line.
 */
public enum Label {
  CONFIRMATION("Waiting for Port's confirmation", ""),
  PAUSED(
      "Waits: dispatching was paused by {who} at {when and why}",
      "The start of workflows was paused by {who} at {when and why}. The run waits, and starts by itself when dispatching goes on."),
  TURN("Waits for its turn: place {place} at {time}", ""),
  LIMIT("Waits for its turn ({limit}): place {place} at {time}", ""),
  GITHUB_PAUSED("Waits: GitHub takes no calls until {time}", ""),
  PLATFORM_TEAM(
      "Waiting for the platform team", "The run waits and goes on by itself. {what and who}"),
  REPOSITORY(
      "Waiting for the repository",
      "GitHub does not show {workflow} ({words}). It shows a new repository some seconds late, so it is asked again for up to 30 s."),
  OTHER_RUN("Waits until another run of its workflow is found", ""),
  POSTPONED(
      "Waits to be started, and is tried again",
      "{what happened} Nothing was started; it is tried again by itself."),
  CHECKING(
      "Checking whether GitHub started it",
      "GitHub's answer to the start of the workflow was lost. GitHub is searched for the workflow run, so that it is not started twice."),
  FAILED_CHECKING(
      "GitHub failed; checking",
      "GitHub failed to start the workflow: {words} (HTTP 500). GitHub is searched for a workflow run that it may have started all the same."),
  AGAIN("To be started again", "{what happened} It will be tried again at {time}."),
  FINDING("Started; its workflow run is being found", ""),
  STARTED("Started", "Started GitHub workflow {workflow}: {where}"),
  ADOPTED("Started", "An operator of the backend has found the GitHub workflow run: {number}"),
  QUEUED("Queued in GitHub since {time}", ""),
  PENDING("Waits in GitHub for a run of its concurrency group since {time}", ""),
  APPROVAL("Waiting for an approval in GitHub since {time}", ""),
  APPROVAL_OF(
      "Waiting for approval of {environment} by {who}",
      "GitHub waits for approval of {environment}. Who may approve: {who}. {until}Review it at {page}"),
  TIMER("Waits in GitHub for the timer of {environment} until {time}", ""),
  RUNNING("Running", ""),
  UNSEEN(
      "Waiting for the platform team to see it in GitHub",
      "The workflow run goes on in GitHub, but cannot be seen. {what and who} Nothing is lost: its end is told afterwards."),
  OVERDUE(
      "Still {state} in GitHub after {limit}",
      "The workflow run is {state} in GitHub since {time}, for longer than {limit} ({setting}). {what next}"),
  WEDGED(
      "All jobs have ended; GitHub does not end the run",
      "All jobs of the workflow run ended by {time}, and GitHub shows it as in progress all the same, a fault of GitHub. {what next}"),
  FAILED_FOR_NOW(
      "Failed, unless it is run again by {time}",
      "The workflow failed. If it is run again in GitHub by {time}, this run goes on; otherwise it ends then."),
  OPERATOR(
      "Waits for an operator", "{what} An operator of the backend has to decide how it goes on."),
  GOES_ON("Goes on", "An operator of the backend has put the run back to work."),
  LEFT(
      "Left by an operator",
      "An operator of the backend leaves the run as it is: nothing more happens by itself. Set its status by hand.");

  private static final Pattern WORD = Pattern.compile("\\{[a-z ]+}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM d, ", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String text;
  private final String line;

  Label(String text, String line) {
    this.text = text;
    this.line = line;
  }

  /** The label, with words in braces. */
  public String text() {
    return text;
  }

  /** The line in the log, with words in braces; empty where it is no news. */
  public String line() {
    return line;
  }

  /**
   * What Port is told: the label, and the line if there is one.
   *
   * @param values for the words in braces
   */
  public List<PortReports.Draft> drafts(String... values) {
    List<PortReports.Draft> drafts = new ArrayList<>(PortReports.progress(label(values)));
    if (!line.isEmpty()) {
      drafts.addAll(PortReports.line(fill(line, values)));
    }
    return drafts;
  }

  /** The label with its words filled in. */
  public String label(String... values) {
    return fill(text, values);
  }

  /** The line with its words filled in. */
  String line(String... values) {
    return fill(line, values);
  }

  private String fill(String template, String... values) {
    List<String> words =
        WORD.matcher(text + line).results().map(word -> word.group()).distinct().toList();
    return WORD.matcher(template)
        .replaceAll(word -> Matcher.quoteReplacement(values[words.indexOf(word.group())]));
  }

  /** A time for people: that of the day, with the day if it is another one. */
  public static String time(Instant at, Instant now) {
    boolean today = DAY.format(at).equals(DAY.format(now));
    return (today ? "" : DAY.format(at)) + TIME.format(at);
  }
}
