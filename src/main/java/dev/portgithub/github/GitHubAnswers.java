package dev.portgithub.github;

import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import java.time.Clock;
import java.time.Instant;

/**
 * Turns an answer of GitHub into what must happen next, and tells the budget about limits. What a
 * refusal means is said by {@link Refusal}, what can be done about it by {@link GitHubHints}.
 */
public final class GitHubAnswers {
  private final GitHubBudget budget;
  private final Clock clock;

  public GitHubAnswers(GitHubBudget budget, Clock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /**
   * @return the answer, when it is a success, a 304, or the address that was asked for
   * @throws NoAccess when the platform team has to do something first
   * @throws RemoteBusy when the call may be made again later
   * @throws RemoteRefused when it may not
   * @throws AnswerLost when the call was a POST that may have been carried out
   */
  public RemoteAnswer judge(RemoteCall call, RemoteAnswer answer) {
    budget.learn(call.budget(), answer);
    int status = answer.status();
    boolean address = status == 302 && call.isForAddress();
    if (answer.notModified() || status == 204 || address) {
      budget.passed(call, answer);
      return answer;
    }
    if (answer.ok()) {
      requireJson(call, answer);
      budget.passed(call, answer);
      return answer;
    }
    Refusal refusal = Refusal.of(answer, Instant.now(clock));
    if (refusal.meaning() == Refusal.Meaning.LIMIT) {
      budget.pause(call.budget(), refusal.until(), answer.message());
      throw new RemoteBusy("GitHub limits this credential: " + answer.message(), refusal.until());
    }
    if (status >= 500 || status == 408) {
      String message = "GitHub answered " + status + " to " + call.method() + " " + call.path();
      // The others are those of proxies, and of an outage that will end.
      throw lost(
          call, message, status == 500 && answer.json().isObject() ? answer.message() : null);
    }
    if (status == 401 && GitHubAccess.isRenewable(call.credential())) {
      // It was fetched a moment ago: GitHub may not know a new token for some seconds.
      throw new RemoteBusy(
          "GitHub does not take the App's new token yet: " + answer.message(), null);
    }
    // What is refused aside, or by GraphQL, may be allowed to all other calls.
    if (refusal.isForPlatformTeam() && !call.isAside()) {
      throw budget.shutOut(call, refusal, answer);
    }
    budget.passed(call, answer);
    if ((status == 400 || status == 422) && answer.says("return_run_details")) {
      throw new RunDetailsUnsupported(answer.message());
    }
    String hint = GitHubHints.hint(answer);
    if (status == 404) {
      throw new NotShown(answer.message(), hint);
    }
    throw answer.says("no ref found")
        ? new RefUnknown(status, answer.message(), hint)
        : new RemoteRefused(status, answer.message(), hint);
  }

  private static void requireJson(RemoteCall call, RemoteAnswer answer) {
    if (!answer.json().isContainerNode()) {
      throw lost(
          call, "GitHub's answer to " + call.method() + " " + call.path() + " is not JSON", null);
    }
  }

  private static RuntimeException lost(RemoteCall call, String message, String words) {
    String all = words == null ? message : message + ": " + words;
    return call.repeatable() ? new RemoteBusy(all, null) : new AnswerLost(all, words);
  }
}
