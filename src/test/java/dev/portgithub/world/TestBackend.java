package dev.portgithub.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portgithub.Settings;
import dev.portgithub.cleanup.CleanUp;
import dev.portgithub.confirm.Confirmation;
import dev.portgithub.confirm.Confirmations;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.dispatch.CallLock;
import dev.portgithub.dispatch.DefaultBranches;
import dev.portgithub.dispatch.DispatchCalls;
import dev.portgithub.dispatch.DispatchFailures;
import dev.portgithub.dispatch.Dispatches;
import dev.portgithub.finish.Finishing;
import dev.portgithub.finish.FirstAttempt;
import dev.portgithub.finish.Vanished;
import dev.portgithub.github.DispatchRate;
import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubAnswers;
import dev.portgithub.github.GitHubBudget;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.GitHubTime;
import dev.portgithub.github.HostFacts;
import dev.portgithub.locate.Finding;
import dev.portgithub.locate.LocateCalls;
import dev.portgithub.locate.Locating;
import dev.portgithub.operator.Adoptions;
import dev.portgithub.operator.LetterOperations;
import dev.portgithub.operator.Operations;
import dev.portgithub.operator.Replays;
import dev.portgithub.poll.Look;
import dev.portgithub.poll.Looks;
import dev.portgithub.poll.Observation;
import dev.portgithub.poll.Poll;
import dev.portgithub.poll.Polling;
import dev.portgithub.port.RunInPort;
import dev.portgithub.receive.Intake;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBody;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.report.Delivery;
import dev.portgithub.report.HandOver;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.Instances;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Stored;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.store.Seal;
import dev.portgithub.validate.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.spi.Registry;
import org.jdbi.v3.core.Jdbi;

/**
 * One instance of the backend without its routes: the beans of routes/01-beans.camel.yaml with the
 * defaults of config/application.properties, and shortcuts to bring a run into a state.
 */
public final class TestBackend {
  /** Time stands still here until a test ticks. */
  public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  public static final Duration LEASE = Duration.ofSeconds(60);
  public static final Duration SETTLE_AFTER = Duration.ofMinutes(5);
  public static final Duration LOCATE_GIVE_UP = Duration.ofMinutes(30);
  public static final Duration POLL_DEADLINE = Duration.ofHours(864);
  public static final Duration RETENTION = Duration.ofDays(90);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  public final TestClock clock;
  public final DataSource store;
  public final Jdbi jdbi;
  public final Settings settings;
  private final Registry beans;

  /** Those under way in which something was observed. */
  private final Map<Repository, Poll> polls = new HashMap<>();

  public final Seal seal;
  public final Runs runs;
  public final Repositories repositories;
  public final FollowedRuns followedRuns;
  public final DeadLetters deadLetters;
  public final DeadLetterList deadLetterList;
  public final GitHubBudget budget;
  public final DispatchRate rate;
  public final GitHubCalls calls;
  public final GitHubAnswers answers;
  public final GitHubTime gitHubTime;
  public final Intake intake;
  public final Confirmations confirmations;
  public final HostFacts facts;
  public final DefaultBranches branches;
  public final DispatchCalls dispatchCalls;
  public final CallLock callLock;
  public final HandOver handOver;
  public final Dispatches dispatches;
  public final DispatchFailures dispatchFailures;
  public final LocateCalls locateCalls;
  public final Locating locating;
  public final Polling polling;
  public final Looks looks;
  public final Observation observation;
  public final Finishing finishing;
  public final FirstAttempt firstAttempt;
  public final Vanished vanished;
  public final Outbox outbox;
  public final Delivery delivery;
  public final Replays replays;
  public final Adoptions adoptions;
  public final CleanUp cleanUp;
  public final Instances instances;

  private TestBackend(DataSource store, TestClock clock, String... changes) {
    this.store = store;
    this.clock = clock;
    this.settings = TestSettings.with(changes);
    this.beans = Beans.of(settings, store, clock, TestSettings.named(changes));
    jdbi = bean(Jdbi.class);
    seal = bean(Seal.class);
    runs = bean(Runs.class);
    repositories = bean(Repositories.class);
    followedRuns = bean(FollowedRuns.class);
    deadLetters = bean(DeadLetters.class);
    deadLetterList = bean(DeadLetterList.class);
    budget = bean(GitHubBudget.class);
    rate = bean(DispatchRate.class);
    calls = bean(GitHubCalls.class);
    answers = bean(GitHubAnswers.class);
    gitHubTime = bean(GitHubTime.class);
    intake = bean(Intake.class);
    confirmations = bean(Confirmations.class);
    facts = bean(HostFacts.class);
    branches = bean(DefaultBranches.class);
    dispatchCalls = bean(DispatchCalls.class);
    callLock = bean(CallLock.class);
    handOver = bean(HandOver.class);
    dispatches = bean(Dispatches.class);
    dispatchFailures = bean(DispatchFailures.class);
    locateCalls = bean(LocateCalls.class);
    locating = bean(Locating.class);
    polling = bean(Polling.class);
    looks = bean(Looks.class);
    observation = bean(Observation.class);
    finishing = bean(Finishing.class);
    firstAttempt = bean(FirstAttempt.class);
    vanished = bean(Vanished.class);
    outbox = bean(Outbox.class);
    delivery = bean(Delivery.class);
    replays = bean(Replays.class);
    adoptions = bean(Adoptions.class);
    cleanUp = bean(CleanUp.class);
    instances = bean(Instances.class);
  }

  /** The one bean of a class. */
  public <T> T bean(Class<T> type) {
    return beans.findSingleByType(type);
  }

  /** The first instance on an emptied store. */
  public static TestBackend on(StoreUnderTest store) {
    return new TestBackend(store.open(), new TestClock(START));
  }

  /** The first instance on a store that is used as it is. */
  public static TestBackend on(DataSource store) {
    return new TestBackend(store, new TestClock(START));
  }

  /**
   * Another instance, or the same after a restart: it shares nothing but the store and the time.
   */
  public TestBackend another(String... settings) {
    return new TestBackend(store, clock, settings);
  }

  /** Without Camel: they replay no records and ask nobody. */
  public Operations operations() {
    return new Operations(deadLetterList, bean(LetterOperations.class));
  }

  public void accept(TestRun... runs) {
    List<Stored> stored =
        intake.store(
            runs.length, List.<Outcome>copyOf(Arrays.stream(runs).map(TestRun::accepted).toList()));
    if (stored.stream().anyMatch(each -> each != Stored.ACCEPTED)) {
      throw new AssertionError(stored);
    }
  }

  public void accept(String... runIds) {
    accept(Arrays.stream(runIds).map(TestRun::of).toArray(TestRun[]::new));
  }

  /** Claims all accepted runs that are due, and returns this one. */
  public Run claim(String runId) {
    return only(dispatches.claim(1000), runId);
  }

  /** Accepted, claimed, and its intent written. */
  public Run intend(TestRun run) {
    accept(run);
    return dispatches.intend(claim(run.runId()));
  }

  public Run intend(String runId) {
    return intend(TestRun.of(runId));
  }

  /** GitHub has started this workflow run for it. */
  public Run start(TestRun run, long workflowRunId) {
    dispatches.started(intend(run), startedAnswer(workflowRunId));
    return find(run.runId());
  }

  public Run start(String runId, long workflowRunId) {
    return start(TestRun.of(runId), workflowRunId);
  }

  /** Its dispatch was sent and the answer lost. */
  public Run lose(TestRun run) {
    dispatchFailures.lost(intend(run), new RuntimeException("reset"));
    return find(run.runId());
  }

  public Run lose(String runId) {
    return lose(TestRun.of(runId));
  }

  /** Looks for its workflow run as often as it is due, in vain, until that is settled. */
  public void lookInVain(String runId) {
    settle(runId, list());
  }

  /** Looks for its workflow run as often as it is due, and always sees the same. */
  public void settle(String runId, RemoteAnswer answer) {
    while (state(runId).equals("LOCATING")) {
      Instant due = dueAt(runId);
      if (due.isAfter(clock.instant())) {
        clock.set(due);
      }
      locate(only(locating.claim(1000), runId), answer);
    }
  }

  /** As route locate-run does with GitHub's answer. */
  public void locate(Run run, RemoteAnswer answer) {
    Finding finding =
        locating.weigh(run, locateCalls.firstPage(run, locateCalls.candidates(run), answer));
    switch (finding.ending()) {
      case ADOPT -> locating.adopt(run, finding);
      case DISPATCH_AGAIN -> locating.dispatchAgain(run);
      case PARK -> locating.park(run, finding);
      case LOOK_AGAIN -> locating.lookAgain(run, finding);
    }
  }

  /** Ends a poll of a repository that made no further look. */
  public void polled(Repository repository, RemoteAnswer firstPage) {
    Poll poll = polls.remove(repository);
    polling.polled(poll == null ? polling.begin(repository) : poll, firstPage);
  }

  /** The first call of a poll. */
  public Look firstPage(Repository repository) {
    return looks.firstPage(polling.begin(repository));
  }

  /** The call that a poll makes after its first page; null for none. */
  public Look furtherLook(Repository repository) {
    Poll poll = polling.begin(repository);
    looks.more(poll);
    return poll.look();
  }

  /** What has ended, at whatever cost. */
  public List<Ended> observe(Repository repository, Look look, RemoteAnswer answer) {
    Poll poll = polls.computeIfAbsent(repository, polling::begin);
    int late = poll.late().size();
    List<Ended> ended = new ArrayList<>(observation.observe(poll, look, answer));
    ended.addAll(poll.late().subList(late, poll.late().size()));
    return ended;
  }

  public Run find(String runId) {
    return jdbi.withHandle(handle -> RunQueries.find(handle, runId)).orElseThrow();
  }

  /** The call that starts the workflow of a run whose intent is written. */
  public RemoteCall dispatchCall(Run intended) {
    CallLock.Held lock = callLock.hold(intended);
    try {
      return dispatchCalls.make(intended, lock);
    } finally {
      callLock.release(lock);
    }
  }

  /** An answer of GitHub shows that its clock goes as ours. */
  public void knowTheTime() {
    gitHubTime.learn(answer(200, "{}", "Date", httpDate(clock.instant())), clock.instant());
  }

  public static String httpDate(Instant at) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
  }

  /** How many dispatches of the token may be made in this minute. */
  public int free() {
    return jdbi.withHandle(handle -> rate.room(handle, "token", 0)).all();
  }

  /** The name of its state. */
  public String state(String runId) {
    return find(runId).state().name();
  }

  /** When the run is due; null when it is not. */
  public Instant dueAt(String runId) {
    return value(Instant.class, "select due_at from run where run_id = ?", runId);
  }

  /** One value of a query; null when it is null or there is no row. */
  public <T> T value(Class<T> type, String sql, Object... arguments) {
    return jdbi.withHandle(
        handle -> handle.select(sql, arguments).mapTo(type).findFirst().orElse(null));
  }

  public long count(String from, Object... arguments) {
    return value(Long.class, "select count(*) from " + from, arguments);
  }

  public void execute(String sql, Object... arguments) {
    jdbi.useHandle(handle -> handle.execute(sql, arguments));
  }

  /** What the outbox holds of a run, settled or not, in order: kind and body. */
  public List<String> reports(String runId) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select kind || ' ' || body from report where run_id = ? order by id", runId)
                .mapTo(String.class)
                .list());
  }

  /** As route confirm-run does with Port's answer. */
  public void confirm(Run run, RemoteAnswer answer) {
    Confirmation.Verdict verdict = confirmations.weigh(run, answer);
    switch (verdict) {
      case CONFIRMED -> confirmations.accept(run);
      case CLOSED, STARTED_ELSEWHERE -> confirmations.skip(run, verdict);
      case MISMATCH, OTHER_INPUTS -> confirmations.park(run, verdict);
    }
  }

  /** As route settle-refused-report does with Port's answer. */
  public void settle(Delivery.Refusal refusal, RemoteAnswer answer) {
    RunInPort status = delivery.statusInPort(refusal, answer);
    if (status.ended()) {
      delivery.close(refusal, status);
    } else {
      delivery.park(refusal);
    }
  }

  /** As route clean-up does. */
  public void sweep() {
    sweep(cleanUp);
  }

  public static void sweep(CleanUp cleanUp) {
    CleanUp.Sweep sweep =
        cleanUp.deleteOperations(
            cleanUp.deleteLetters(cleanUp.deleteDiscarded(cleanUp.deleteEnded())));
    cleanUp.forget(sweep);
    cleanUp.tell(sweep);
  }

  /** Delivers all that is due, and returns the bodies in the order in which Port got them. */
  public List<String> deliverAll() {
    List<String> delivered = new ArrayList<>();
    for (Report first : outbox.claim(1000)) {
      for (Report next = first; next != null; next = delivery.delivered(next)) {
        delivered.add(next.body());
      }
    }
    return delivered;
  }

  public static Run only(List<Run> runs, String runId) {
    return runs.stream()
        .filter(run -> run.runId().equals(runId))
        .findFirst()
        .orElseThrow(() -> new AssertionError(runId + " was not claimed, only " + runs));
  }

  /** GitHub's answer to a dispatch with return_run_details. */
  public static RemoteAnswer startedAnswer(long workflowRunId) {
    return answer(
        200,
        "{'workflow_run_id':%d,'html_url':'https://github.example/runs/%d'}"
            .formatted(workflowRunId, workflowRunId));
  }

  /** A list of workflow runs, each given as JSON. */
  public static RemoteAnswer list(String... workflowRuns) {
    return answer(
        200,
        "{'total_count':%d,'workflow_runs':[%s]}"
            .formatted(workflowRuns.length, String.join(",", workflowRuns)));
  }

  /**
   * @param json with single or double quotes; null for a body that is no JSON
   * @param headers names and values in turn
   */
  public static RemoteAnswer answer(int status, String json, String... headers) {
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      named.put(headers[i], headers[i + 1]);
    }
    return RemoteAnswer.of(status, json == null ? "" : RemoteBody.of(json(json)), named);
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
