package dev.portgithub.port;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Texts;

/**
 * Where a run stands in Port.
 *
 * @param status Port's word for it
 * @param by who changed it last, as Port names them; empty when it does not say
 */
public record RunInPort(String status, String by) {
  /** Port's name for whoever uses the API with credentials and not in a browser ends so. */
  private static final String MACHINE = "@clients";

  private static final int LONGEST = 100;

  /**
   * @param answer Port's answer to {@link PortCalls#readRun}
   * @throws RemoteBusy when it does not show the run
   */
  public static RunInPort of(String runId, RemoteAnswer answer) {
    JsonNode run = PortCalls.shownRun(runId, answer);
    return new RunInPort(
        Texts.line(run.path("status").asText(), LONGEST),
        run.hasNonNull("updatedBy") ? Texts.line(run.path("updatedBy").asText(), LONGEST) : "");
  }

  /** Has the run ended? It takes no more reports then, and what it says stands. */
  public boolean ended() {
    return !status.equals("IN_PROGRESS") && !status.equals("WAITING_FOR_APPROVAL");
  }

  /** Was the last change that of a person? Not sure of one whom Port does not name. */
  public boolean byPerson() {
    return !by.isEmpty() && !by.endsWith(MACHINE);
  }

  /** For a sentence: "FAILURE by auth0|65f0". */
  public String described() {
    return by.isEmpty() ? status : status + " by " + by;
  }
}
