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
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found out about credentials, their hosts and workflows by using them, and is remembered.
 * All of it can change, so all of it can be unlearned.
 */
public final class HostFacts {
  private static final Logger LOG = LoggerFactory.getLogger(HostFacts.class);
  private static final Facts NOTHING = new Facts(null, null, null, null);

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

  private final Map<String, Complete> complete = new ConcurrentHashMap<>();

  /** Hosts that are known to name the run, which more is asked of than their login; until when. */
  private final Map<String, Instant> naming = new ConcurrentHashMap<>();

  /** Hosts that were asked since the start of this process. */
  private final Set<String> askedAgain = ConcurrentHashMap.newKeySet();

  /** How many answers in a row have named no workflow run, of hosts that are known to. */
  private final Map<String, Integer> unnamed = new ConcurrentHashMap<>();

  private record Complete(Facts facts, Instant until) {}

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
    Complete known = complete.get(name);
    if (known != null && Instant.now(clock).isBefore(known.until)) {
      return known.facts;
    }
    Facts facts =
        handle
            .select(
                "select run_details, actor, run_details_at, host_version from credential where name = ?",
                name)
            .map(ConstructorMapper.of(Facts.class))
            .findFirst()
            .orElse(NOTHING);
    if (facts.answersWithRunId()) {
      Instant until = Instant.now(clock).plus(KEEP);
      naming.put(name, until);
      if (facts.actor() != null) {
        complete.put(name, new Complete(facts, until));
      }
    }
    return facts;
  }

  /** Is the host known to name the run in its answer to a dispatch? Then it is asked to. */
  public boolean answersWithRunId(Handle handle, Run run) {
    Instant until = naming.get(identity(run));
    return until != null && Instant.now(clock).isBefore(until)
        || read(handle, run).answersWithRunId();
  }

  private boolean answersWithRunId(Run run) {
    Instant until = naming.get(identity(run));
    return until != null && Instant.now(clock).isBefore(until) || read(run).answersWithRunId();
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
            handle ->
                handle.execute(
                    """
                    update credential set run_details_at = ?
                    where name = ? and run_details = false and (run_details_at is null or run_details_at <= ?)
                    """,
                    now,
                    identity(run),
                    now.minus(ASK_AGAIN)))
        == 1;
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
    complete.remove(name);
    naming.remove(name);
    unnamed.remove(name);
    String shown = version == null ? null : Texts.shorten(version, 40);
    jdbi.useTransaction(
        handle -> {
          remember(handle, name);
          handle.execute(
              """
              update credential set run_details = ?, run_details_at = ?, host_version = coalesce(?, host_version)
              where name = ?
              """,
              runDetails,
              Instant.now(clock),
              shown,
              name);
        });
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
      complete.remove(name);
      jdbi.useTransaction(
          handle -> {
            remember(handle, name);
            handle.execute("update credential set actor = ? where name = ?", login, name);
          });
    }
  }

  private String identity(Run run) {
    return access.identity(run.target().org());
  }

  /** Its row is not that of its limits: those go on when the token is replaced. */
  private static void remember(Handle handle, String name) {
    handle.execute("insert into credential (name) values (?) on conflict do nothing", name);
  }
}
