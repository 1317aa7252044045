package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import java.time.Instant;

/** Which calls a GitHub credential may make now, by its {@link Pauses} and {@link HourlyQuota}. */
public final class GitHubBudget {
  private final Pauses pauses;
  private final HourlyQuota quota;

  public GitHubBudget(Pauses pauses, HourlyQuota quota) {
    this.pauses = pauses;
    this.quota = quota;
  }

  /**
   * Called by the gateway before each call. A dispatch, the one call with a deadline, has asked the
   * store in the transaction of its intent, and may use the reserve.
   *
   * @throws RemoteBusy when the call has to wait, with the time until which
   */
  public RemoteCall admit(RemoteCall call) {
    if (call.deadline() == null) {
      requireRoom(call.credential());
      if (!call.budget().equals(call.credential())) {
        requireRoom(call.budget());
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

  /** Called with each answer. */
  void learn(String credential, RemoteAnswer answer) {
    quota.learn(credential, answer);
  }

  void pause(String credential, Instant until, String reason) {
    pauses.pause(credential, until, reason);
  }
}
