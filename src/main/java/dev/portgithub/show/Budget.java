package dev.portgithub.show;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HourlyQuota;
import dev.portgithub.view.RunRow;
import java.util.List;

/**
 * How many questions may be asked: few at a time, and with none of the calls that are kept for
 * dispatches.
 */
public final class Budget {
  /** The others come with the next look. */
  private static final int MOST_AT_ONCE = 5;

  private final GitHubCalls calls;
  private final HourlyQuota quota;

  public Budget(GitHubCalls calls, HourlyQuota quota) {
    this.calls = calls;
    this.quota = quota;
  }

  /** Are the calls of this hour used up, but for those that are kept? */
  boolean isUsedUp(RunRow run) {
    Double left = quota.callsPerSecond(calls.credential(run.org()));
    return left != null && left <= 0;
  }

  boolean hasRoom(List<Question> questions) {
    return questions.size() < MOST_AT_ONCE;
  }

  GitHubCalls calls() {
    return calls;
  }
}
