package dev.portgithub.locate;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.GitHubTime;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import java.time.Duration;

/** The calls that search for what a lost dispatch may have started. */
public final class LocateCalls {
  private final GitHubCalls calls;
  private final GitHubTime time;
  private final Duration lease;

  /**
   * @param lease of a dispatch: no call of it can be under way any more when it has ended
   */
  public LocateCalls(GitHubCalls calls, GitHubTime time, Duration lease) {
    this.calls = calls;
    this.time = time;
    this.lease = lease;
  }

  /** Asks for the workflow runs that were created about then, by GitHub's clock. */
  public RemoteCall candidates(Run run) {
    Duration skew = time.tolerance();
    return calls.candidates(run, skew, lease.plus(skew));
  }

  /**
   * The same, of all workflows of the repository: GitHub does not know this one. It never did, and
   * then the dispatch started nothing, or its file was removed since, and then a workflow run may
   * be there.
   *
   * @throws RemoteRefused any other refusal, which says nothing
   */
  public RemoteCall candidatesOfRepository(Run run, RemoteRefused refusal) {
    if (refusal.status() != 404) {
      throw refusal;
    }
    Duration skew = time.tolerance();
    return calls.candidatesOfRepository(run, skew, lease.plus(skew));
  }

  /** The first page of what there is. */
  public Shown firstPage(Run run, RemoteCall call, RemoteAnswer answer) {
    return Shown.first(run, call, answer);
  }

  /** The next page. */
  public RemoteCall nextPage(Shown shown) {
    RemoteCall call = shown.call();
    return call.withQuery(call.query() + "&page=" + (shown.pages() + 1));
  }

  /** What was shown so far, and one page more. */
  public Shown add(Shown shown, RemoteAnswer answer) {
    return shown.plus(answer);
  }
}
