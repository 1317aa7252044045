package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import java.time.Instant;

/**
 * Which calls a GitHub credential may make now, by its {@link ShutOuts}, {@link Pauses} and {@link
 * HourlyQuota}.
 */
public final class GitHubBudget {
  private final Pauses pauses;
  private final HourlyQuota quota;
  private final ShutOuts shutOuts;

  public GitHubBudget(Pauses pauses, HourlyQuota quota, ShutOuts shutOuts) {
    this.pauses = pauses;
    this.quota = quota;
    this.shutOuts = shutOuts;
  }

  /**
   * Called by the gateway before each call. A dispatch, the one call with a deadline, has asked
   * before its intent whether it is shut out, and the store in the transaction of its intent. It
   * may use the reserve, and so may what it needs before and after: the default branch, and
   * locating.
   *
   * @throws RemoteBusy when the call has to wait, with the time until which
   */
  public RemoteCall admit(RemoteCall call) {
    if (call.deadline() == null) {
      if (call.isAside()) {
        shutOuts.requireNone(Scope.of(call));
        requireRoom(call.budget());
      } else {
        shutOuts.admit(Scope.of(call), !call.repeatable());
      }
      pauses.requireNone(call.credential());
      if (!call.forDispatch()) {
        quota.requireMoreThanReserve(call.credential());
      }
    } else {
      pauses.requireNoneKnown(call.credential());
    }
    return call;
  }

  /**
   * For any call but a dispatch.
   *
   * @throws RemoteBusy while the credential is paused, or when only the reserve is left
   */
  public void requireRoom(String credential) {
    pauses.requireNone(credential);
    quota.requireMoreThanReserve(credential);
  }

  /** Called with each answer that is no limit and no failure. */
  void passed(RemoteCall call, RemoteAnswer answer) {
    // GraphQL may answer a credential that REST shuts out; what is read aside proves no more.
    if (!call.isAside()) {
      shutOuts.passed(Scope.of(call), !call.repeatable(), answer.status());
    }
  }

  /** GitHub has shut the credential out; to be thrown. */
  NoAccess shutOut(RemoteCall call, Refusal refusal, RemoteAnswer answer) {
    return shutOuts.begin(
        Scope.of(call).meantBy(refusal.meaning()),
        !call.repeatable() && refusal.meaning() != Refusal.Meaning.CREDENTIAL,
        GitHubHints.told(answer));
  }

  /** Called with each answer. */
  void learn(String credential, RemoteAnswer answer) {
    quota.learn(credential, answer);
  }

  void pause(String credential, Instant until, String reason) {
    pauses.pause(credential, until, reason);
  }
}
