package dev.portgithub.signals;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every metric of ours: what it says, and the labels that it has from the start. A counter that
 * appears with its first event hides that event from {@code increase()}, so all that can be known
 * beforehand exist at 0.
 *
 * <p>Names are without the {@link #PREFIX}; Micrometer's registry adds {@code _total} and {@code
 * _seconds}. The values of labels are codes out of fixed sets, never text from outside.
 */
final class Catalogue {
  /** One prefix for all, so that they stand together among those of others. */
  static final String PREFIX = "port.github.";

  private static final String RECORD_REFUSED =
      "BAD_ORG,BAD_REPO,BAD_WORKFLOW,BAD_REF,BAD_FLAG,BAD_INPUTS,EMPTY_INPUT_NAME,TOO_MANY_INPUTS,"
          + "INPUTS_TOO_LARGE,UNRESOLVED_TEMPLATE,UNKNOWN_ACTION_TYPE,POLICY";
  private static final String RECORD_PARKED =
      "UNSIGNED,WRONG_SIGNATURE,NO_TYPE,NO_RUN_ID,UNSAFE_RUN_ID,TOO_LARGE,NOT_JSON,NOT_JSON_OBJECT,"
          + "VALIDATION_FAILED,"
          + RECORD_REFUSED;
  private static final String RECORD_SKIPPED =
      "CHANGE_LOG,WORKFLOW_NODE_RUN,NOT_AN_INVOCATION,TYPE_KAFKA,TYPE_WEBHOOK,TYPE_GITLAB,"
          + "TYPE_AZURE_DEVOPS,TYPE_UPSERT_ENTITY,TYPE_INTEGRATION_ACTION,TYPE_OTHER";
  private static final String DISPATCH_PARKED = "AMBIGUOUS,NOT_FOUND,SEALED";

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  /**
   * @param help one sentence
   * @param start the labels that exist from the start
   * @param buckets upper bounds of a histogram; none: only number, sum and maximum
   */
  record Entry(String help, List<Tags> start, List<Duration> buckets) {}

  private Catalogue() {}

  static {
    counter(
        "receive.records",
        "Records read from Kafka; a redelivered one counts again",
        all("outcome=accepted", "reason="),
        all("outcome=duplicate", "reason="),
        all("outcome=refused", "reason=" + RECORD_REFUSED),
        all("outcome=parked", "reason=" + RECORD_PARKED),
        all("outcome=skipped", "reason=" + RECORD_SKIPPED));
    counter("run.doubled", "Runs that were seen to have a second workflow run, not started by us");
    counter(
        "webhook.received",
        "Webhooks of GitHub with the right signature",
        all("outcome=due,not_needed,other"));
    counter(
        "webhook.refused", "Webhooks that were refused", all("reason=signature,too_large,garbage"));
    counter(
        "sweep.queries",
        "Queries to GraphQL about open runs; each answered one costs a point",
        all("outcome=answered,failed,refused"));
    counter("sweep.hints", "Open runs that a sweep has shown to be ended or changed", all());
    counter(
        "dispatch.runs",
        "How dispatches ended; what is postponed has not ended",
        all("outcome=started", "reason="),
        all(
            "outcome=refused",
            "reason=GITHUB_REFUSED,GITHUB_UNREACHABLE,GITHUB_SHUT_OUT,WORKFLOW_MISMATCH,DRY_RUN"),
        all("outcome=parked", "reason=" + DISPATCH_PARKED));
    counter(
        "dispatch.answers.lost",
        "Dispatches whose answer was lost: they are located, never repeated blindly",
        all());
    counter(
        "locate.runs",
        "How the search for the workflow run of a lost dispatch ended",
        all("outcome=found,not_started,parked"));
    counter(
        "poll.finished",
        "Workflow runs seen to end, by GitHub's conclusion",
        all(
            "conclusion=success,failure,cancelled,timed_out,action_required,startup_failure,stale,skipped,"
                + "neutral,deleted,other"));
    counter(
        "report.deliveries",
        "Reports to Port and what became of each try; away: Port takes no calls at all",
        all("outcome=delivered,postponed,away,closed,parked,refused"));
    counter(
        "cancel.runs",
        "What came of runs of which nothing was to go on; asked and forced: GitHub's yes to a cancel",
        all("outcome=asked,forced,stopped,not_started,gone,rerun,unproven,refused,left"));
    counter(
        "deadletter.parked",
        "Records, runs and reports that were parked",
        all("stage=validate", "reason=" + RECORD_PARKED),
        all("stage=validate", "reason=NOT_CONFIRMED,NOT_IN_PORT"),
        all("stage=dispatch", "reason=" + DISPATCH_PARKED),
        all("stage=poll", "reason=DEADLINE"),
        all("stage=report", "reason=PORT_REFUSED"));
    counter(
        "failures",
        "Work that failed and is done again: outage of the store or a network, or a defect",
        all("kind=outage,defect"));

    timer(
        "record.to.dispatch",
        "From Kafka's time of the record to GitHub's yes to the dispatch",
        buckets("250ms 500ms 1s 2500ms 5s 15s 1m 5m 30m 2h"),
        all());
    timer(
        "dispatch.call",
        "The one call that starts a workflow run, answered or not",
        buckets("100ms 250ms 500ms 1s 2500ms 5s 10s"),
        all());
    timer(
        "dispatch.wait",
        "For how long runs were postponed, by cause; none of it is a failure",
        buckets("1s 10s 1m 10m 1h"),
        all("cause=limit,github_away,platform_team,same_workflow,new_repository"));
    timer(
        "end.to.told",
        "From the end of the workflow run, by GitHub's clock, to Port's yes to the final status",
        buckets("500ms 1s 2500ms 5s 15s 30s 1m 5m 30m"),
        all());
    timer("remote.call", "Calls to Port and GitHub, by operation and HTTP status", List.of());

    gauge("run.open", "Runs that are in this state now");
    gauge("run.oldest.seconds", "Age of the oldest run in this state, since it was accepted");
    gauge("report.waiting", "Runs with news that Port has not been told yet");
    gauge("report.overdue.seconds", "For how long the report that is due first has been due");
    gauge("deadletter.waiting", "Dead letters that wait for an operator");
    gauge("instances.alive", "Instances that share the store and live, this one included");
    gauge("github.away", "1 while GitHub answers no call of this instance");
    gauge("port.paused", "1 while all reports and confirmations wait for Port");
    gauge("receive.paused", "1 while the intake is paused");
    gauge(
        "receive.lag.records", "Records that this instance's partitions hold and it has not read");
    gauge("stage.paused", "1 while an operator has paused this stage");
    gauge("budget.limit", "Calls, or points, that the credential has in an hour");
    gauge("budget.remaining", "Of these, what is left, as GitHub's last answer said");
    gauge("budget.used", "Of these, what everybody who uses the credential has used");
    gauge("budget.used.by.us", "Of these, what this instance has used");
    gauge("budget.reset.seconds", "Seconds until the hour is over and the budget is whole again");
    gauge("credential.paused.seconds", "Seconds until a pause that GitHub asked for is over");
    gauge("credential.shut.out", "1 while GitHub shuts the credential out");
    gauge("credential.expires.seconds", "Seconds until the token expires, as GitHub says");
    gauge("build.info", "The version that runs");
  }

  static Map<String, Entry> entries() {
    return ENTRIES;
  }

  /** What it says, or nothing for a metric that is not in the catalogue. */
  static Entry entry(String name) {
    return ENTRIES.getOrDefault(name, new Entry("", List.of(), List.of()));
  }

  @SafeVarargs
  private static void counter(String name, String help, List<Tags>... start) {
    ENTRIES.put(name, new Entry(help, joined(start), null));
  }

  @SafeVarargs
  private static void timer(String name, String help, List<Duration> buckets, List<Tags>... start) {
    ENTRIES.put(name, new Entry(help, joined(start), buckets));
  }

  private static void gauge(String name, String help) {
    ENTRIES.put(name, new Entry(help, List.of(), null));
  }

  private static List<Tags> joined(List<Tags>[] start) {
    List<Tags> all = new ArrayList<>();
    for (List<Tags> each : start) {
      all.addAll(each);
    }
    return all;
  }

  /** Every combination of these labels, each written {@code name=value,value}. */
  private static List<Tags> all(String... labels) {
    List<Tags> combinations = List.of(Tags.empty());
    for (String label : labels) {
      String name = label.substring(0, label.indexOf('='));
      List<Tags> longer = new ArrayList<>();
      for (Tags known : combinations) {
        for (String value : label.substring(name.length() + 1).split(",", -1)) {
          longer.add(known.and(name, value));
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private static List<Duration> buckets(String bounds) {
    List<Duration> durations = new ArrayList<>();
    for (String bound : bounds.split(" ")) {
      durations.add(
          bound.endsWith("ms")
              ? Duration.ofMillis(Long.parseLong(bound.replace("ms", "")))
              : Duration.parse("PT" + bound));
    }
    return durations;
  }
}
