package dev.portgithub.finish;

import dev.portgithub.run.Markdown;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What kind of failure it is, in a sentence, and what to do about it. There is none where nothing
 * tells: a wrong one would cost more time than none.
 *
 * <p>It is told by the words of GitHub and its runner, as users have reported them, each by a part
 * that is unlikely to change. What names a file is not looked at: a test may say anything.
 */
record Diagnosis(String sentence, String remedy) {
  private static final Diagnosis TIMED_OUT =
      new Diagnosis(
          "A time limit ended it.",
          "See what took so long, or raise timeout-minutes in the workflow file.");
  private static final Diagnosis CANCELLED =
      new Diagnosis("It was cancelled in GitHub.", "Run the action again if it is still wanted.");
  private static final String CORRECT_FILE =
      "The page of the workflow run says what is wrong; correct the workflow file.";

  /**
   * Words that tell a kind of failure.
   *
   * @param says may hold %s for what the words have in their one group
   */
  private record Rule(Pattern words, Diagnosis says) {
    static Rule of(String words, Diagnosis says) {
      return new Rule(Pattern.compile(words, Pattern.CASE_INSENSITIVE), says);
    }

    Optional<Diagnosis> in(String text) {
      Matcher found = words.matcher(text);
      if (!found.find()) {
        return Optional.empty();
      }
      return Optional.of(
          found.groupCount() == 0
              ? says
              : new Diagnosis(
                  says.sentence.formatted(Markdown.literal(found.group(1), 60)), says.remedy));
    }
  }

  /** Those that explain others come first. */
  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "spending limit needs to be increased|account payments have failed|due to a billing issue",
              new Diagnosis(
                  "GitHub did not start the job because of the account's payments or spending limit.",
                  "An owner of the organisation must settle that under Billing; then run the action again.")),
          Rule.of(
              "was not acquired by runner|while awaiting a runner|no enabled runners online",
              new Diagnosis(
                  "No runner picked the job up.",
                  "The platform team must see that a runner with the labels of the job is online and"
                      + " free; then run the action again.")),
          Rule.of(
              "lost communication with the server|received a shutdown signal|hosted runner encountered an error",
              new Diagnosis(
                  "The runner was lost while the job ran.",
                  "Run the action again. If it happens often, the platform team must see what stops the"
                      + " runner, for example a lack of memory.")),
          Rule.of(
              "no space left on device|not enough space on the disk",
              new Diagnosis(
                  "The runner ran out of disk space.",
                  "Let the job delete what it does not need, or use a runner with a larger disk.")),
          Rule.of(
              "resource not accessible by (integration|personal access token)",
              new Diagnosis(
                  "A step lacks a permission (resource not accessible by %s).",
                  "Give it under permissions in the workflow file, or give the step another token.")),
          Rule.of("exceeded the maximum execution time|has timed out after", TIMED_OUT),
          Rule.of(
              "higher priority waiting request",
              new Diagnosis(
                  "A newer workflow run of its concurrency group took its place.",
                  "Run the action again if it is still wanted.")),
          Rule.of(
              "run was canceled by @([A-Za-z0-9-]+(?:\\[bot])?)",
              new Diagnosis("It was cancelled in GitHub by %s.", CANCELLED.remedy)),
          Rule.of(
              "invalid workflow file|workflow is not valid",
              new Diagnosis("The workflow file is invalid.", CORRECT_FILE)),
          Rule.of(
              "process completed with exit code 137\\b",
              new Diagnosis(
                  "A step was killed (exit code 137).",
                  "Usually the memory ran out: let it use less, or use a larger runner.")),
          Rule.of(
              "process completed with exit code (\\d{1,10})\\b",
              new Diagnosis(
                  "A step failed with exit code %s.",
                  "Correct what it says; its whole log is on the page of the job.")));

  /**
   * @param conclusion of the workflow run
   * @param jobs null when they could not be read
   */
  static Optional<Diagnosis> of(String conclusion, FailedJobs jobs) {
    return byWords(jobs)
        .or(() -> byConclusion(conclusion, jobs))
        .or(() -> jobs == null ? Optional.empty() : jobs.culprit().flatMap(Diagnosis::byJob));
  }

  private static Optional<Diagnosis> byWords(FailedJobs jobs) {
    List<String> texts =
        Stream.ofNullable(jobs)
            .flatMap(each -> each.noted().stream())
            .filter(Annotation::isOfRun)
            .flatMap(each -> Stream.of(each.title(), each.message()))
            .toList();
    return RULES.stream()
        .flatMap(rule -> texts.stream().flatMap(text -> rule.in(text).stream()))
        .findFirst();
  }

  private static Optional<Diagnosis> byConclusion(String conclusion, FailedJobs jobs) {
    return Optional.ofNullable(
        switch (conclusion) {
          case "failure" ->
              jobs != null && jobs.total() == 0
                  ? new Diagnosis(
                      "No job ran: the workflow file is probably invalid at this ref.",
                      CORRECT_FILE)
                  : null;
          case "startup_failure" ->
              new Diagnosis("GitHub could not start the workflow file.", CORRECT_FILE);
          case "timed_out" -> TIMED_OUT;
          case "cancelled" -> CANCELLED;
          case "action_required" ->
              new Diagnosis(
                  "GitHub wants a person's approval before it runs anything.",
                  "Have it approved on the page of the workflow run, and follow it there.");
          case "stale" -> new Diagnosis("GitHub gave up on it.", "Run the action again.");
          default -> null;
        });
  }

  private static Optional<Diagnosis> byJob(Job culprit) {
    if (culprit.timedOut()) {
      return Optional.of(TIMED_OUT);
    }
    return culprit.failed() && culprit.ranNothing()
        ? Optional.of(
            new Diagnosis(
                "No step of the job ran.",
                "Usually no runner took it, or the spending limit of the account is reached: the page of"
                    + " the job says which."))
        : Optional.empty();
  }
}
