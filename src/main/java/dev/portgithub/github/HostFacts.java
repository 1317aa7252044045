package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Run;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What was found out about a credential and its host by using it, and is remembered in the store.
 */
public final class HostFacts {
  private static final Facts NOTHING = new Facts(null, null);
  private static final int LONGEST_LOGIN = 100;

  private final Jdbi jdbi;
  private final GitHubAccess access;

  /** Facts that every dispatch needs and that are not going to change: all is known. */
  private final Map<String, Facts> complete = new ConcurrentHashMap<>();

  public HostFacts(Jdbi jdbi, GitHubAccess access) {
    this.jdbi = jdbi;
    this.access = access;
  }

  /**
   * @param runDetails does the host answer a dispatch with the run id? null: not known
   * @param actor the login that our workflow runs carry, or null
   */
  public record Facts(Boolean runDetails, String actor) {
    /** Only a host that is known to name the run lets dispatches of one workflow overlap. */
    public boolean answersWithRunId() {
      return Boolean.TRUE.equals(runDetails);
    }

    /** Ask for the run id unless the host is known not to give it. */
    public boolean askForRunId() {
      return !Boolean.FALSE.equals(runDetails);
    }
  }

  public Facts read(Handle handle, Run run) {
    Facts known = complete.get(access.identity(run.target().org()));
    return known != null ? known : readStore(handle, run);
  }

  private Facts readStore(Handle handle, Run run) {
    Facts facts =
        handle
            .select(
                "select run_details, actor from credential where name = ?",
                access.identity(run.target().org()))
            .map(ConstructorMapper.of(Facts.class))
            .findFirst()
            .orElse(NOTHING);
    if (facts.answersWithRunId() && facts.actor() != null) {
      complete.put(access.identity(run.target().org()), facts);
    }
    return facts;
  }

  public Facts read(Run run) {
    Facts known = complete.get(access.identity(run.target().org()));
    return known != null ? known : jdbi.withHandle(handle -> read(handle, run));
  }

  /** Called with the first answers to dispatches; costs nothing once it is known. */
  public void learnRunDetails(Run run, boolean runDetails) {
    if (Boolean.valueOf(runDetails).equals(read(run).runDetails())) {
      return;
    }
    complete.remove(access.identity(run.target().org()));
    jdbi.useTransaction(
        handle -> {
          remember(handle, run);
          handle.execute(
              "update credential set run_details = ? where name = ?",
              runDetails,
              access.identity(run.target().org()));
        });
  }

  /** Called with a workflow run that we certainly started. */
  public void learnActor(Run run, JsonNode workflowRun) {
    String login = workflowRun.path("actor").path("login").asText("");
    // One that is cut would never be met again.
    boolean fits = !login.isEmpty() && login.length() <= LONGEST_LOGIN;
    if (fits && read(run).actor() == null) {
      jdbi.useTransaction(
          handle -> {
            remember(handle, run);
            handle.execute(
                "update credential set actor = ? where name = ? and actor is null",
                login,
                access.identity(run.target().org()));
          });
    }
  }

  /** Its row is not that of its limits: those go on when the token is replaced. */
  private void remember(Handle handle, Run run) {
    handle.execute(
        "insert into credential (name) values (?) on conflict do nothing",
        access.identity(run.target().org()));
  }
}
