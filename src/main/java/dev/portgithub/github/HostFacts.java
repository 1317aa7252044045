package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found out about credentials, their hosts and workflows by using them, and is remembered.
 * All of it can change, so all of it can be unlearned.
 */
public final class HostFacts {
  private static final Logger LOG = LoggerFactory.getLogger(HostFacts.class);

  /** What another instance has unlearned is believed here for so long. */
  private static final Duration KEEP = Duration.ofMinutes(1);

  /** A host that does not name workflow runs is asked again after this: it may be a newer one. */
  private static final Duration ASK_AGAIN = Duration.ofDays(1);

  /** So many answers in a row that name no workflow run are no accident. */
  private static final int NO_ACCIDENT = 3;

  private static final String VERSION = "X-GitHub-Enterprise-Version";
  private static final int LONGEST_LOGIN = 100;

  private final Jdbi jdbi;
  private final GitHubAccess access;
  private final Clock clock;
  private final Titles titles;

  /** What was read of hosts that name the run. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Hosts that were asked since the start of this process. */
  private final Set<String> askedAgain = ConcurrentHashMap.newKeySet();

  /** How many answers in a row have named no workflow run, of hosts that are known to. */
  private final Map<String, Integer> unnamed = new ConcurrentHashMap<>();

  private record Known(Facts facts, Instant until) {}

  public HostFacts(Jdbi jdbi, GitHubAccess access, Clock clock) {
    this.jdbi = jdbi;
    this.access = access;
    this.clock = clock;
    this.titles = new Titles(jdbi, clock);
  }

  /**
   * @param runDetails does the host answer a dispatch with the run id? null: not known
   * @param actor the login that our workflow runs carry, or null
   * @param runDetailsAt when it was found not to, or was asked again
   * @param hostVersion of an Enterprise server that does not; null when it was not told
   */
  public record Facts(Boolean runDetails, String actor, Instant runDetailsAt, String hostVersion) {
    /** Only a host that is known to name the run lets dispatches of one workflow overlap. */
    public boolean answersWithRunId() {
      return Boolean.TRUE.equals(runDetails);
    }
  }

  public Facts read(Handle handle, Run run) {
    String name = identity(run);
    Facts remembered = remembered(name);
    if (remembered != null && remembered.actor() != null) {
      return remembered;
    }
    Facts facts = FactRows.read(handle, name);
    if (facts.answersWithRunId()) {
      known.put(name, new Known(facts, Instant.now(clock).plus(KEEP)));
    }
    return facts;
  }

  /** Does the host surely name the run in its answer to a dispatch? */
  public boolean answersWithRunId(Handle handle, Run run) {
    return remembered(identity(run)) != null || read(handle, run).answersWithRunId();
  }

  private boolean answersWithRunId(Run run) {
    return remembered(identity(run)) != null || read(run).answersWithRunId();
  }

  private Facts remembered(String name) {
    Known facts = known.get(name);
    return facts != null && Instant.now(clock).isBefore(facts.until) ? facts.facts : null;
  }

  public Facts read(Run run) {
    return jdbi.withHandle(handle -> read(handle, run));
  }

  /** Will the title of its workflow run surely name this run? */
  public boolean tellsByTitle(Handle handle, Run run) {
    return titles.tell(handle, run);
  }

  /**
   * Ask for the run id in the answer? Unless the host is known not to give it; then one dispatch
   * after a start, and one a day, asks all the same.
   */
  public boolean askForRunId(Run run) {
    if (answersWithRunId(run)) {
      return true;
    }
    Facts facts = read(run);
    if (!Boolean.FALSE.equals(facts.runDetails())) {
      return true;
    }
    Instant now = Instant.now(clock);
    boolean due =
        facts.runDetailsAt() == null || !now.isBefore(facts.runDetailsAt().plus(ASK_AGAIN));
    return (due && isFirstToAsk(run, now)) | askedAgain.add(identity(run));
  }

  private boolean isFirstToAsk(Run run, Instant now) {
    return jdbi.withHandle(
        handle -> FactRows.mayAsk(handle, identity(run), now, now.minus(ASK_AGAIN)));
  }

  /** GitHub's answer to a dispatch has named the workflow run. */
  public void learnThatRunsAreNamed(Run run) {
    unnamed.remove(identity(run));
    if (!answersWithRunId(run)) {
      write(run, true, null);
    }
  }

  /** The host does not know the question for the workflow run. */
  public void learnThatRunsAreNotNamed(Run run) {
    askedAgain.add(identity(run));
    if (!Boolean.FALSE.equals(read(run).runDetails())) {
      write(run, false, null);
    }
  }

  /** GitHub said yes to a dispatch and named no workflow run, perhaps by accident. */
  public void learnFromUnnamed(Run run, RemoteAnswer answer) {
    Facts facts = read(run);
    String version = answer.headers().get(VERSION);
    if (facts.answersWithRunId()) {
      if (unnamed.merge(identity(run), 1, Integer::sum) < NO_ACCIDENT) {
        LOG.warn(
            "Run {}: GitHub's answer names no workflow run, although answers of this host do; it will be located",
            run.runId());
        return;
      }
      write(run, false, version);
    } else if (facts.runDetails() == null) {
      askedAgain.add(identity(run));
      write(run, false, version);
    } else if (version != null && !version.equals(facts.hostVersion())) {
      write(run, facts.hostVersion() == null ? false : null, version);
    }
  }

  private void write(Run run, Boolean runDetails, String version) {
    String name = identity(run);
    known.remove(name);
    unnamed.remove(name);
    String shown = version == null ? null : Texts.shorten(version, 40);
    Instant now = Instant.now(clock);
    jdbi.useTransaction(handle -> FactRows.naming(handle, name, runDetails, now, shown));
  }

  /**
   * Called with the workflow run that a run holds. The login is that of a workflow run which GitHub
   * has named, or whose title names the run: what was found otherwise proves nothing about it.
   */
  public void learn(Run run, JsonNode workflowRun) {
    titles.learn(run, workflowRun);
    String login = workflowRun.path("actor").path("login").asText("");
    // One that is cut would never be met again.
    boolean fits = !login.isEmpty() && login.length() <= LONGEST_LOGIN;
    boolean certain = run.named() || Titles.names(workflowRun, run.runId());
    if (fits && certain && !login.equals(read(run).actor())) {
      String name = identity(run);
      known.remove(name);
      jdbi.useTransaction(handle -> FactRows.login(handle, name, login));
    }
  }

  private String identity(Run run) {
    return access.identity(run.target().org());
  }
}
