package dev.portgithub.dispatch;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HostFacts;
import dev.portgithub.preflight.Preflight;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;
import dev.portgithub.store.SealedInputs;
import java.time.Clock;
import java.time.Duration;

/**
 * Makes the call that starts a run's workflow; the inputs are in clear only from here to the wire.
 */
public final class DispatchCalls {
  private final Clock clock;
  private final SealedInputs inputs;
  private final GitHubCalls calls;
  private final HostFacts facts;
  private final Preflight preflight;
  private final Duration sendWithin;

  /**
   * @param lease of a dispatch, which begins with the intent; a third of it is left for sending the
   *     call, the rest for its answer
   */
  public DispatchCalls(
      Clock clock,
      SealedInputs inputs,
      GitHubCalls calls,
      HostFacts facts,
      Preflight preflight,
      Duration lease) {
    this.clock = clock;
    this.inputs = inputs;
    this.calls = calls;
    this.facts = facts;
    this.preflight = preflight;
    this.sendWithin = lease.dividedBy(3);
  }

  /**
   * @param lock of the run, which was read with it
   * @throws dev.portgithub.store.Seal.SealBroken when the inputs were sealed under a client secret
   *     that is not configured any more
   * @throws dev.portgithub.preflight.Misfit when they do not fit the workflow file
   * @throws dev.portgithub.preflight.FileOutdated when that has to be read again to say so
   */
  public RemoteCall make(Run run, CallLock.Held lock) {
    return calls
        .dispatch(
            run,
            preflight.fit(run, inputs.open(run.runId(), lock.row().inputs())),
            facts.askForRunId(run))
        .notAfter(run.intentAt().plus(sendWithin), clock);
  }
}
