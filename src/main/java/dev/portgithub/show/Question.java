package dev.portgithub.show;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.view.RunRow;

/**
 * What GitHub is asked about a run that waits or goes on for long.
 *
 * @param asker who does something with the answer
 */
public record Question(RunRow run, RemoteCall call, Asker asker) {
  /** Takes answers, and goes without. */
  interface Asker {
    void answered(RunRow run, RemoteAnswer answer);

    void unanswered(RunRow run, Exception failure);
  }

  public void answered(RemoteAnswer answer) {
    asker.answered(run, answer);
  }

  /** GitHub says nothing. */
  public void unanswered(Exception failure) {
    asker.unanswered(run, failure);
  }
}
